#!/usr/bin/python3
"""Runs clang-tidy over the files given, as many at a time as there are cores.

A file that passed is not looked at again until its text, a header of ours that it includes, its command line,
.clang-tidy or the way to look changes; ~/.cache/ringback-tidy remembers that. Needs compile_commands.json.

Most of the time would go into the headers of libraries. So the checks are kept off them (tidy_own_code.cc), and when
there are many files to look at, the headers that they share are read once (a precompiled header, for this run alone).

Usage: tools/tidy.py FILE...
"""

import collections
import concurrent.futures
import functools
import hashlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
CACHE = pathlib.Path.home() / ".cache" / "ringback-tidy"
INCLUDE = re.compile(rb'^\s*#\s*include\s*"([^"]+)"', re.MULTILINE)
ANY_INCLUDE = re.compile(rb'^\s*#\s*include\s*([<"][^">]+[">])', re.MULTILINE)
OWN_CODE = ROOT / "tools" / "tidy_own_code.cc"
# Where clang-tidy is, and beside it the compiler of its version, whose precompiled headers it reads.
CLANG = pathlib.Path(shutil.which("clang-tidy") or "/nonexistent").resolve().parent
# A precompiled header takes as long as a few files do. It has what so many files include.
FILES_WORTH_A_HEADER = 8
USERS_WORTH_A_LINE = 3


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


def is_generated(path):
    return "bazel-out" in path.parts


def is_own(include, folders):
    """Whether an #include of a file of ours, as it is written, names a file of this tree."""
    return include.startswith('"') and any((folder / include.strip('"')).is_file() and not is_generated(folder)
                                           for folder in [ROOT, *folders])


def key_of(source, arguments, version):
    digest = hashlib.sha256(version)
    for path in (ROOT / ".clang-tidy", OWN_CODE, pathlib.Path(__file__)):
        digest.update(hashlib.sha256(text_of(path)).digest())
    digest.update("\0".join(arguments).encode())
    for path in inputs_of(ROOT / source, include_folders(arguments)):
        digest.update(hashlib.sha256(text_of(path)).digest())
    return digest.hexdigest()


def own_code_plugin(version):
    """Returns the plugin that keeps checks off the headers of libraries, compiled when it is not there yet."""
    plugin = CACHE / f"own_code-{hashlib.sha256(version + text_of(OWN_CODE)).hexdigest()}.so"
    if not plugin.exists():
        with tempfile.TemporaryDirectory(dir=CACHE) as scratch:
            made = pathlib.Path(scratch) / "own_code.so"
            command = ["g++", "-std=c++17", "-O2", "-fPIC", "-shared", "-fno-rtti", "-fno-exceptions",
                       "-isystem", CLANG.parent / "include", OWN_CODE, "-o", made]
            if subprocess.run(command, check=False).returncode != 0:
                sys.exit("clang-tidy: tools/setup --lint installs the headers that are missing")
            made.rename(plugin)
    return plugin


def flags_of(arguments):
    """Returns the flags that say how a file is read: without its name and those of what is made of it."""
    rest = iter(arguments[1:])
    kept = []
    for argument in rest:
        if argument in ("-c", "-o", "-MF"):
            next(rest)
        elif argument != "-MD" and not argument.startswith("-frandom-seed="):
            kept.append(argument)
    return tuple(kept)


def shared_includes(sources, folders):
    """Returns the headers, none of them of this tree, that many of the files include, as #include writes them."""
    users = collections.Counter()
    for source in sources:
        found = set()
        for path in inputs_of(ROOT / source, folders):
            if not is_generated(path):
                found.update(include.decode() for include in ANY_INCLUDE.findall(text_of(path)))
        users.update(found)
    return sorted(include for include, count in users.items()
                  if count >= USERS_WORTH_A_LINE and not is_own(include, folders))


def precompile(work, flags, sources):
    """Returns a precompiled header of what the files share, for those flags, or None when there is none to be had."""
    header = work / f"{hashlib.sha256(repr(flags).encode()).hexdigest()}.h"
    lines = [f"#include {include}\n" for include in shared_includes(sources, include_folders(flags))]
    header.write_text("".join(lines), encoding="utf-8")
    # Else every file would make the templates of the header anew.
    command = [CLANG / "clang++", *flags, "-fpch-instantiate-templates", "-x", "c++-header", header,
               "-o", header.with_suffix(".pch")]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return header.with_suffix(".pch") if done.returncode == 0 else None


def precompiled_headers(work, sources, arguments, pool):
    """Returns the precompiled header of each file that has one."""
    groups = {}
    for source in sources:
        groups.setdefault(flags_of(arguments[source]), []).append(source)
    groups = {flags: group for flags, group in groups.items() if len(group) >= FILES_WORTH_A_HEADER}
    headers = pool.map(lambda item: precompile(work, *item), groups.items())
    return {source: header for header, group in zip(headers, groups.values()) if header for source in group}


def tidy(source, plugin, header):
    """Returns what clang-tidy has to say, or None when the file passes."""
    command = [CLANG / "clang-tidy", "--quiet", f"--load={plugin}", "-p", ROOT]
    if header:
        command += ["--extra-arg=-include-pch", f"--extra-arg={header}"]
    done = subprocess.run([*command, source],
                          cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode == 0:
        return None
    return "\n".join(line for line in done.stdout.splitlines() if not line.endswith("warnings generated."))


def tidy_all(sources, arguments, version):
    """Yields each file with what clang-tidy has to say of it."""
    if not sources:
        return
    plugin = own_code_plugin(version)
    with tempfile.TemporaryDirectory() as work, concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        headers = precompiled_headers(pathlib.Path(work), sources, arguments, pool)
        yield from zip(sources, pool.map(lambda source: tidy(source, plugin, headers.get(source)), sources))


def main():
    entries = json.loads((ROOT / "compile_commands.json").read_text(encoding="utf-8"))
    arguments = {entry["file"]: entry["arguments"] for entry in entries}
    version = subprocess.run([CLANG / "clang-tidy", "--version"], stdout=subprocess.PIPE, check=True).stdout
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
    for source, complaint in tidy_all(stale, arguments, version):
        if complaint is None:
            marks[source].touch()
        else:
            print(complaint)
            failed += 1
    print(f"clang-tidy: {len(stale)} files looked at, {len(marks) - len(stale)} unchanged, {failed} with complaints")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
