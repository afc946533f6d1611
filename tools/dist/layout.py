"""Which file goes where below a prefix; the same for the .tar.gz and the .deb, but for the folder of libraries."""

import dataclasses
import pathlib
import re
import shutil
import subprocess
import sys

import gzip_file


@dataclasses.dataclass(frozen=True)
class Places:
    """What differs between the .tar.gz and the .deb."""

    libdir: str  # the folder of libraries, below the prefix
    pc_prefix: str  # the prefix as pkg-config files write it
    bindir: str  # where the systemd unit finds the programs


SONAME = "libringback.so.0"


def strip_programs(parts, folder):
    """Copies programs and shared library to `folder` without what only a debugger needs; returns them by name."""
    folder.mkdir()
    stripped = {}
    for path in map(pathlib.Path, parts["programs"] + parts["shared_library"]):
        flags = ["--strip-unneeded"] if path in map(pathlib.Path, parts["shared_library"]) else ["--strip-all"]
        target = folder / path.name
        subprocess.run(
            ["strip", *flags, "--remove-section=.comment", "-o", target, path],
            check=True,
        )
        stripped[path.name] = target
    return stripped


def needed_headers(headers, roots):
    """The headers of `headers`, by the name that #include gives them, that `roots` include, and they, and so on."""
    by_name = {}
    for header in headers:
        for top in ("/lib/", "/proto/"):
            tail = f"/{header}".partition(top)[2]
            if tail.startswith("ringback/"):
                by_name[tail] = pathlib.Path(header)
    found = {}
    waiting = list(roots) + [name for name in by_name if name.startswith("ringback/v1/")]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        if name not in by_name:
            sys.exit(f"{name} is included by a public header, and is no header of the libraries that are packed")
        found[name] = by_name[name]
        text = by_name[name].read_text(encoding="utf-8")
        waiting += re.findall(r'^\s*#\s*include\s+"(ringback/[^"]+)"', text, re.MULTILINE)
    return found


def _soname(library):
    dynamic = subprocess.run(["readelf", "-dW", library], check=True, capture_output=True, text=True).stdout
    found = re.search(r"\(SONAME\).*\[(.+)\]", dynamic)
    return found.group(1) if found else "none"


def needed_glibc(library):
    """The oldest glibc that a library runs with: "2.34"."""
    symbols = subprocess.run(["readelf", "-VW", library], check=True, capture_output=True, text=True).stdout
    versions = re.findall(r"\bGLIBC_(\d+)\.(\d+)", symbols)
    return "{}.{}".format(*max(tuple(map(int, version)) for version in versions))


class _Tree:
    """Puts files below a prefix, with rights of their own."""

    def __init__(self, prefix, words):
        self.prefix = prefix
        self.words = words

    def _target(self, name):
        target = self.prefix / name
        target.parent.mkdir(parents=True, exist_ok=True)
        return target

    def copy(self, source, name, mode=0o644):
        target = self._target(name)
        shutil.copyfile(source, target)
        target.chmod(mode)

    def fill(self, source, folder):
        """Copies a template and fills in its words; NAME.in becomes NAME."""
        source = pathlib.Path(source)
        target = self._target(f"{folder}/{source.name.removesuffix('.in')}")
        target.write_text(fill_words(source.read_text(encoding="utf-8"), self.words), encoding="utf-8")
        target.chmod(0o644)

    def link(self, name, to):
        self._target(name).symlink_to(to)


def fill(prefix, parts, programs, places, needed):
    """Lays everything out below `prefix`. `needed` is the dependency line of the programs, for the README."""
    library = programs[pathlib.Path(parts["shared_library"][0]).name]
    tree = _Tree(
        prefix,
        {
            "VERSION": parts["version"],
            "LIBDIR": places.libdir,
            "PC_PREFIX": places.pc_prefix,
            "BINDIR": places.bindir,
            "GLIBC": needed_glibc(library),
            "PACKAGES": " ".join(re.findall(r"(?:^|, )([^ ,]+)", needed)),
            # From the folder of the CMake package to the prefix.
            "UP": "/".join([".."] * (len(pathlib.PurePath(places.libdir).parts) + 2)),
        },
    )
    for program in map(pathlib.Path, parts["programs"]):
        tree.copy(programs[program.name], f"bin/{program.name}", 0o755)
    for unit in parts["systemd"]:
        tree.fill(unit, "lib/systemd/system")
    put_development_files(tree, parts, places)
    put_libraries(tree, parts, library, places)
    put_documents(tree, parts)


def put_development_files(tree, parts, places):
    """What those need who build against the libraries."""
    for header in parts["c_headers"]:
        tree.copy(header, f"include/{pathlib.Path(header).name}")
    for name, header in needed_headers(parts["cpp_headers"], parts["cpp_roots"]).items():
        tree.copy(header, f"include/{name}")
    for proto in parts["protos"]:
        tree.copy(proto, "share/ringback/proto/" + proto.partition("proto/")[2])
    for template in parts["pkgconfig"]:
        tree.fill(template, f"{places.libdir}/pkgconfig")
    for template in parts["cmake"]:
        tree.fill(template, f"{places.libdir}/cmake/ringback")


def put_libraries(tree, parts, library, places):
    """The static library, and the shared one with its links; ends the build when its soname is another one."""
    if _soname(library) != SONAME:
        sys.exit(f"the soname of libringback.so is {_soname(library)}, not {SONAME}")
    tree.copy(parts["archive"][0], f"{places.libdir}/libringback.a")
    real = f"libringback.so.{parts['version']}"
    tree.copy(library, f"{places.libdir}/{real}")
    tree.link(f"{places.libdir}/{SONAME}", real)
    tree.link(f"{places.libdir}/libringback.so", SONAME)


def put_documents(tree, parts):
    """Manual pages, and what stands in share/doc."""
    for page in parts["man"]:
        tree.fill(page, f"share/man/man{page[-1]}")
    folder = "share/doc/ringback"
    for document in parts["documents"]:
        if document.endswith(".in"):
            tree.fill(document, folder)
        else:
            tree.copy(document, f"{folder}/{pathlib.Path(document).name}")
    tree.copy(parts["third_party"][0], f"{folder}/third-party.txt")
    gzip_file.compress(tree.prefix / folder / "third-party.txt")


def fill_words(text, words):
    """Puts the words in the place of @NAME@; ends the build at a name that is not known."""

    def word(found):
        if found.group(1) not in words:
            sys.exit(f"a template has {found.group(0)}, which is not known")
        return words[found.group(1)]

    return re.sub(r"@([A-Z_]+)@", word, text)
