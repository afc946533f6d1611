#!/usr/bin/python3
"""The samples of pages and headers, and what is to be done with each.

    samples.py check BUILD FILE...  says which samples are marked wrong, and which files with samples are not tested by
                                    BUILD; 1 when there are any
    samples.py cpp FRAMES FILE...   prints one C++ program of all C++ samples: PROGRAM NAME runs the one of that name

A sample of a page is a fenced block of code. The word behind the fence is its language, which says what becomes of it:

    c, cpp       compiled without a warning against the library, and run
    python, js   run; ts is compiled strictly before
    sh           run, each page as one session with a server of its own; what builds or installs is only checked
    mustache     saved as a script
    text         not run: what a program prints, a file of its settings, a formula

An HTML comment before the fence says what is not plain from the sample, as `option: value` with `;` between two:

    <!-- sample: frame: main; prints: Why, yes we did -->

    frame: NAME      the sample is a part of tests/docs/frames/NAME.*, in the place of the line that says SAMPLE;
                     `main` needs no such file: the lines with #include, then the rest as the body of main()
    prints: WORDS    what the sample prints has these words
    printed          a text: exactly what the sample before it prints
    shows: WHAT      a text: what is seen here
    needs: WHAT      a sh sample: what has to be there before, one of the functions of shell_test.py
    checked: WHY     a sh sample that is not run, and why; that its commands and flags exist is checked all the same

A comment of a header, and the first one of a Python module, holds a sample where lines of it are indented by four blanks
and one of them ends in `;`, `{` or `:`. In C and C++ it is the body of main(), in Python a program.
"""

import dataclasses
import pathlib
import re
import sys
import textwrap

HERE = pathlib.Path(__file__).absolute().parent
# The options that a sample of a language may have.
OPTIONS = {
    "c": {"frame", "prints"},
    "cpp": {"frame", "prints"},
    "js": {"frame", "prints"},
    "mustache": set(),
    "python": {"frame", "prints"},
    "sh": {"checked", "needs"},
    "text": {"printed", "shows"},
    "ts": {"frame", "prints"},
}
SUFFIXES = {"c": ".c", "cpp": ".cc", "js": ".mjs", "python": ".py", "ts": ".mts"}


class Wrong(Exception):
    """A sample that cannot be used, and why."""


@dataclasses.dataclass(frozen=True)
class Sample:
    """One sample. `line` is that of its first line, `options` what the comment before it says."""

    page: str
    line: int
    language: str
    text: str
    options: dict

    @property
    def name(self):
        return f"{self.page}:{self.line}"

    def complaint(self):
        """What is wrong with how it is marked, or None."""
        if self.language not in OPTIONS:
            languages = ", ".join(sorted(OPTIONS))
            return f"{self.name}: the fence names no language that is known here ({languages}): {self.language!r}"
        for option in self.options.keys() - OPTIONS[self.language]:
            return f"{self.name}: a sample in {self.language} has no option {option!r}"
        if self.language == "text" and len(self.options) != 1:
            return f"{self.name}: a text says what it shows, or that it is printed"
        if self.language == "text" and re.search(r"^(ringbackd?|bazel|tools/\S+) ", self.text, re.MULTILINE):
            return f"{self.name}: a text has a command in it"
        return None

    def program(self, frames):
        """The sample as a program that is whole."""
        frame = self.options.get("frame")
        if frame is None:
            return self.text
        if frame == "main":
            return _as_main(self.text)
        file = frames / (frame + SUFFIXES[self.language])
        if not file.is_file():
            raise Wrong(f"{self.name}: there is no frame {file.name}")
        return _in_frame(file.read_text(encoding="utf-8"), self.text, file.name)


def _as_main(text):
    lines = text.splitlines(keepends=True)
    includes = [line for line in lines if line.startswith("#include")]
    body = [line for line in lines if not line.startswith("#include")]
    return "".join([*includes, "\nint main(void) {\n", *body, "  return 0;\n}\n"])


def _in_frame(frame, text, name):
    pieces = re.split(r"^( *)(?://|#) SAMPLE\n", frame, flags=re.MULTILINE)
    if len(pieces) != 3:
        raise Wrong(f"the frame {name} has not one line that says SAMPLE")
    return pieces[0] + textwrap.indent(text, pieces[1]) + pieces[2]


def _options(comment, where):
    found = {}
    for part in filter(None, (part.strip() for part in comment.split(";"))):
        key, _, value = part.partition(":")
        if key in found:
            raise Wrong(f"{where}: {key!r} is said twice")
        found[key] = value.strip()
    return found


_FENCED = re.compile(
    r"(?:<!-- sample:(?P<comment>(?:(?!-->).)*)-->\n)?"
    r"^(?P<indent> *)(?P<fence>```+|~~~+)(?P<language>[^\n]*)\n(?P<text>.*?)^(?P=indent)(?P=fence)[ ]*$",
    re.MULTILINE | re.DOTALL,
)


def _of_page(page, content):
    for found in _FENCED.finditer(content):
        line = content.count("\n", 0, found.start("text")) + 1
        options = _options(found["comment"] or "", f"{page}:{line}")
        yield Sample(page, line, found["language"].strip(), textwrap.dedent(found["text"]), options)
    if content.count("<!-- sample:") != sum(bool(found["comment"]) for found in _FENCED.finditer(content)):
        raise Wrong(f"{page}: a comment `sample:` stands before no sample")


def _runs(lines):
    """Runs of indented lines, with the blank ones inside: pairs of the first line's index and the text."""
    index = 0
    while index < len(lines):
        if not lines[index].startswith("    "):
            index += 1
            continue
        start = index
        while index < len(lines) and (lines[index].startswith("    ") or not lines[index].strip()):
            index += 1
        yield start, textwrap.dedent("\n".join(lines[start:index])).strip() + "\n"


# What a sample in a comment leaves out.
_HEADS = {"c": "#include <stdio.h>\n#include <ringback.h>\n"}


def _of_comments(page, content):
    if page.endswith(".py"):
        language, options, comments = "python", {}, r'\A"""(.*?)"""'
    else:
        language, options = "c" if 'extern "C"' in content else "cpp", {"frame": "main"}
        comments = r"^ *(/\*.*?\*/|(?:^ *//[^\n]*\n)+)"
    for found in re.finditer(comments, content, re.MULTILINE | re.DOTALL):
        lines = [re.sub(r"^ *(?:\*|//|/\*) ?", "", line) for line in found[0].split("\n")]
        for index, text in _runs(lines):
            if re.search(r"[;{:]$", text, re.MULTILINE):
                text = _HEADS.get(language, "") + text
                yield Sample(page, content.count("\n", 0, found.start()) + 1 + index, language, text, options)


def samples(path, name=None):
    """The samples of a file; `name` is how it is called, its path unless given."""
    path = pathlib.Path(path)
    content = path.read_text(encoding="utf-8")
    return list((_of_page if path.suffix == ".md" else _of_comments)(name or str(path), content))


def _cpp(frames, files):
    """One program of all C++ samples, each in a namespace of its own behind the includes of all."""
    found = [sample for file in files for sample in samples(file) if sample.language == "cpp"]
    includes, bodies, table = {"#include <string_view>\n"}, [], []
    for number, sample in enumerate(found):
        program = sample.program(frames)
        includes.update(re.findall(r"^#include .*\n", program, re.MULTILINE))
        body = re.sub(r"^#include .*\n", "", program, flags=re.MULTILINE).replace("int main(", "int Main(")
        bodies.append(f"namespace sample_{number} {{\n{body}}}\n")
        table.append(f'  if (name == "{sample.name}") return sample_{number}::Main();\n')
    return "".join(
        [*sorted(includes), *bodies, "int main(int, char** argv) {\n  const std::string_view name = argv[1];\n", *table,
         "  return 99;\n}\n"]
    )


def _label(file):
    """How BUILD names a file: in the package of the nearest folder that has one."""
    path = pathlib.PurePath(file)
    if path.parts[0] == "docs":
        return '"//docs:pages"'
    package = next(folder for folder in path.parents if pathlib.Path(folder, "BUILD").is_file())
    return f'"//{"" if package == pathlib.PurePath(".") else package}:{path.relative_to(package)}"'


def main():
    what, *files = sys.argv[1:]
    if what == "cpp":
        sys.stdout.write(_cpp(pathlib.Path(files[0]), files[1:]))
        return 0
    build = pathlib.Path(files.pop(0)).read_text(encoding="utf-8")
    complaints = []
    for file in files:
        try:
            found = samples(file)
        except Wrong as wrong:
            complaints.append(str(wrong))
            continue
        complaints += filter(None, (sample.complaint() for sample in found))
        if found and _label(file) not in build:
            complaints.append(f"{file} has samples, and tests/docs/BUILD does not have it")
    print("\n".join(complaints))
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
