#!/usr/bin/python3
"""Says what is cited and is not there: it was renamed or removed, and what cites it was not changed.

    tools/cited_names.py FILE...    the files of the tree; 1 when something that is cited is not there

Checked are names in the comments of C++, C and protos, links of pages, and pages that anything else names. A name is a
word in CamelCase, a constant such as kMost, a function() or a file.h; it has to be a word of code or the name of a file
somewhere in the tree, whatever the language.
"""

import pathlib
import re
import sys

# What is not ours.
FOREIGN = {
    "BigInt",  # JavaScript
    "CommonMark",
    "FileDescriptorProtos",
    "FileDescriptorResponse",  # grpc.reflection.v1alpha
    "ListServiceResponse",
    "MurmurHash3",
    "ServiceResponse",
    "csv.h",  # libcsv
    "faq/prices.md",  # somebody's folder
    "health-checking.md",  # grpc
    "server-reflection.md",
}

# Comments, and what looks like one inside of a text.
PIECES = re.compile(
    r"(?P<comment>//[^\n]*|/\*.*?\*/)"
    r'|(?:\bR"(?P<mark>\w*)\(.*?\)(?P=mark)"|"(?:\\.|[^"\\\n])*"|' r"'(?:\\.|[^'\\\n])+')",
    re.DOTALL,
)
NAMES = re.compile(
    r"\b(?:(?P<file>[\w/.-]*\w\.(?:h|cc|c|md|py|proto|sh|txt|bzl|json))\b"
    r"|(?P<call>[A-Za-z_]\w*)\(\)"
    r"|(?P<word>[A-Z][a-z0-9]+(?:[A-Z][a-z0-9]*)+|k[A-Z]\w+)\b)"
)
WITH_COMMENTS = {".h", ".cc", ".c", ".proto"}


def cited_in_comments(text, words):
    """The names in comments that are no word: line, name."""
    for comment in PIECES.finditer(text):
        for found in NAMES.finditer(comment["comment"] or ""):
            name = found["file"] or found["call"] or found["word"]
            if name not in words and pathlib.PurePath(name).name not in words:
                yield text.count("\n", 0, comment.start() + found.start()) + 1, name


def cited_pages(path, text):
    """The links of a page, and the pages that another file names, that lead nowhere: line, name."""
    is_page = path.suffix == ".md"
    for found in re.finditer(r"\]\(([^)#:\s]+)[)#]" if is_page else r"\b(docs/[\w/.-]+\.md)\b", text):
        if not ((path.parent if is_page else pathlib.Path()) / found[1]).exists():
            yield text.count("\n", 0, found.start()) + 1, found[1]


def main():
    paths = [path for path in map(pathlib.Path, sys.argv[1:]) if path.is_file()]
    texts = {path: path.read_text(encoding="utf-8", errors="replace") for path in paths}
    words = set(FOREIGN)
    for path, text in texts.items():
        words |= {str(path), path.name}
        if path.suffix in WITH_COMMENTS:
            text = PIECES.sub(lambda found: " " if found["comment"] else found[0], text)
        if path.suffix != ".md":
            words.update(re.findall(r"\w+", text))
    nothing = 0
    for path, text in texts.items():
        cited = list(cited_pages(path, text))
        if path.suffix in WITH_COMMENTS:
            cited += cited_in_comments(text, words)
        for line, name in cited:
            print(f"{path}:{line}: there is no {name}")
        nothing += len(cited)
    return 1 if nothing else 0


if __name__ == "__main__":
    sys.exit(main())
