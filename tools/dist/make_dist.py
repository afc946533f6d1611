"""Packs what others install: ringback-VERSION-linux-amd64.tar.gz and ringback_VERSION_amd64.deb.

    make_dist.py PARTS.json OUT.tar.gz OUT.deb

PARTS.json comes from distribution.bzl and names the files by what they are. Both results depend on these files alone:
every time in them is the same, names are sorted, and everything belongs to root.
"""

import json
import pathlib
import re
import sys
import tempfile

import deb_file
import layout
import tar_file


def check_version(parts):
    """Ends the build when the header of the C ABI tells another version than the names of the results."""
    header = pathlib.Path(parts["c_headers"][0]).read_text(encoding="utf-8")
    found = re.search(r'#define RB_VERSION "([^"]+)"', header)
    if found is None or found.group(1) != parts["version"]:
        told = found.group(1) if found else "none"
        sys.exit(f"RB_VERSION in ringback.h is {told}, VERSION in tools/dist/version.bzl is {parts['version']}")


def main():
    parts = json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"))
    tarball, deb = map(pathlib.Path, sys.argv[2:4])
    check_version(parts)
    with tempfile.TemporaryDirectory() as scratch:
        scratch = pathlib.Path(scratch)
        programs = layout.strip_programs(parts, scratch / "programs")
        needed = deb_file.needed_packages(programs, scratch / "needed")

        folder = tarball.name.removesuffix(".tar.gz")
        layout.fill(
            scratch / "tar" / folder,
            parts,
            programs,
            layout.Places(libdir="lib", pc_prefix="${pcfiledir}/../..", bindir="/usr/local/bin"),
            needed,
        )
        tar_file.write(scratch / "tar", tarball)

        root = scratch / "deb"
        layout.fill(
            root / "usr",
            parts,
            programs,
            layout.Places(libdir="lib/x86_64-linux-gnu", pc_prefix="/usr", bindir="/usr/bin"),
            needed,
        )
        deb_file.write(root, parts, needed, deb)


main()
