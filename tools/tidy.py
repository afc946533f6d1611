#!/usr/bin/python3
"""Runs clang-tidy over the files given, as many at a time as there are cores.

A file that passed is not looked at again until its text, a header of ours that it includes, its command line or
.clang-tidy changes; ~/.cache/ringback-tidy remembers that. Needs compile_commands.json.

Usage: tools/tidy.py FILE...
"""

import concurrent.futures
import functools
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
CACHE = pathlib.Path.home() / ".cache" / "ringback-tidy"
INCLUDE = re.compile(rb'^\s*#\s*include\s*"([^"]+)"', re.MULTILINE)


def include_folders(arguments):
    """Returns the folders that an #include "..." is looked up in, without the system's."""
    folders = []
    for index, argument in enumerate(arguments):
        for flag in ("-iquote", "-isystem", "-I"):
            if argument == flag:
                folders.append(ROOT / arguments[index + 1])
            elif argument.startswith(flag):
                folders.append(ROOT / argument[len(flag):])
    return [folder for folder in folders if not folder.is_relative_to("/usr")]


@functools.lru_cache(maxsize=None)
def text_of(path):
    return path.read_bytes()


def inputs_of(source, folders):
    """Returns the file and all that it includes from this tree or from generated code, sorted."""
    seen, pending = set(), [source]
    while pending:
        path = pending.pop()
        if path in seen:
            continue
        seen.add(path)
        for name in INCLUDE.findall(text_of(path)):
            candidates = [folder / name.decode() for folder in [path.parent, *folders]]
            found = next((candidate for candidate in candidates if candidate.is_file()), None)
            if found:
                pending.append(found)
    return sorted(seen)


def key_of(source, arguments, version):
    digest = hashlib.sha256(version)
    digest.update(text_of(ROOT / ".clang-tidy"))
    digest.update("\0".join(arguments).encode())
    for path in inputs_of(ROOT / source, include_folders(arguments)):
        digest.update(hashlib.sha256(text_of(path)).digest())
    return digest.hexdigest()


def tidy(source):
    """Returns what clang-tidy has to say, or None when the file passes."""
    done = subprocess.run(["clang-tidy", "--quiet", "-p", str(ROOT), source],
                          cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode == 0:
        return None
    return "\n".join(line for line in done.stdout.splitlines() if not line.endswith("warnings generated."))


def main():
    entries = json.loads((ROOT / "compile_commands.json").read_text(encoding="utf-8"))
    arguments = {entry["file"]: entry["arguments"] for entry in entries}
    version = subprocess.run(["clang-tidy", "--version"], stdout=subprocess.PIPE, check=True).stdout
    CACHE.mkdir(parents=True, exist_ok=True)
    marks = {}
    failed = 0
    for source in sys.argv[1:]:
        if source in arguments:
            marks[source] = CACHE / key_of(source, arguments[source], version)
        else:
            print(f"{source}: no BUILD file compiles it")
            failed += 1
    stale = [source for source, mark in marks.items() if not mark.exists()]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for source, complaint in zip(stale, pool.map(tidy, stale)):
            if complaint is None:
                marks[source].touch()
            else:
                print(complaint)
                failed += 1
    print(f"clang-tidy: {len(stale)} files looked at, {len(marks) - len(stale)} unchanged, {failed} with complaints")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
