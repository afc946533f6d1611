#!/usr/bin/python3
"""Checks that the includes of lib/ringback run downwards: a file includes its own folder and lower floors alone.

FLOORS is the one list of the floors; docs/architecture.md draws it. A new folder goes into it. Prints each include that
runs up or across, with its file and line, and ends with 1 when there is one.
"""

import pathlib
import re
import sys

LIBRARY = pathlib.Path(__file__).resolve().parent.parent / "lib" / "ringback"
INCLUDE = re.compile(r'^\s*#\s*include\s*"ringback/([^"]+)"')

# From the top to the ground. A name is a folder, or a file of lib/ringback itself without its ending. What stands on
# one floor does not include each other.
FLOORS = (
    ("engine",),
    ("service", "sending"),
    ("rooms",),
    ("housekeeping",),
    ("methods",),
    ("context", "delivery"),
    ("scripts", "followup", "articles", "appointments", "reports"),
    ("request",),
    ("events",),
    ("records",),
    ("rules",),
    ("store",),
    ("client",),
    ("phone", "tls_files", "network_address"),
    ("model",),
    ("base",),
)


def place_of(path):
    """Returns the name under which FLOORS has a file: its first folder, or the file itself."""
    parts = pathlib.PurePosixPath(path).parts
    return parts[0] if len(parts) > 1 else pathlib.PurePosixPath(path).stem


def wrong_includes(library, floors):
    """Yields a line for each include that does not run down, and for each file that stands on no floor."""
    floor_of = {name: number for number, floor in enumerate(floors) for name in floor}
    for path in sorted(library.rglob("*")):
        if path.suffix not in (".h", ".cc"):
            continue
        source = path.relative_to(library).as_posix()
        place = place_of(source)
        if place not in floor_of:
            yield f"lib/ringback/{source}: stands on no floor of tools/check_floors.py"
            continue
        for number, line in enumerate(path.read_text().splitlines(), 1):
            match = INCLUDE.match(line)
            # The protos are below everything.
            if not match or match.group(1).startswith("v1/"):
                continue
            target = place_of(match.group(1))
            if target != place and floor_of.get(target, -1) <= floor_of[place]:
                yield f"lib/ringback/{source}:{number}: {place} must not include {match.group(1)}"


def main():
    wrong = list(wrong_includes(LIBRARY, FLOORS))
    print(*wrong, sep="\n", end="\n" if wrong else "")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
