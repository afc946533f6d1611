#!/usr/bin/python3
"""Runs a program under what a systemd unit forbids: system calls, address families, memory to write and to run.

    confined.py UNIT PROGRAM ARGUMENTS...

systemd turns SystemCallFilter=, RestrictAddressFamilies= and MemoryDenyWriteExecute= into a seccomp filter; so does this,
with the groups of system calls that systemd-analyze lists. Settings that it does not understand are an error.
"""

import errno
import mmap
import os
import pathlib
import re
import socket
import subprocess
import sys

import seccomp


def settings(unit, name):
    """The values that a setting is given, in order."""
    return re.findall(rf"^{name}=(.*)$", pathlib.Path(unit).read_text(encoding="utf-8"), re.MULTILINE)


def groups():
    """What each group of system calls has: {"@chown": ["chown", ...]}."""
    listed = subprocess.run(["systemd-analyze", "syscall-filter"], check=True, capture_output=True, text=True).stdout
    found = {}
    for line in listed.splitlines():
        if line.startswith("@"):
            found[line.strip()] = members = []
        elif re.fullmatch(r"\s+[@\w-]+", line):
            members.append(line.strip())
    return found


def expand(names, known):
    calls = set()
    for name in names:
        calls |= expand(known[name], known) if name.startswith("@") else {name}
    return calls


def allowed_calls(unit):
    """As systemd reads it: the first list is what is allowed, lists with ~ take away."""
    known = groups()
    first, *rest = settings(unit, "SystemCallFilter")
    if first.startswith("~"):
        sys.exit("SystemCallFilter= begins with what is forbidden")
    # systemd adds these to every list of what is allowed.
    allowed = expand(first.split() + ["@default"], known)
    for line in rest:
        if line.startswith("~"):
            allowed -= expand(line[1:].split(), known) - expand(["@default"], known)
        else:
            allowed |= expand(line.split(), known)
    return allowed


def confine(unit):
    deny = seccomp.ERRNO(errno.EPERM)
    if settings(unit, "MemoryDenyWriteExecute") == ["yes"]:
        memory = seccomp.SyscallFilter(defaction=seccomp.ALLOW)
        both = mmap.PROT_WRITE | mmap.PROT_EXEC
        memory.add_rule(deny, "mmap", seccomp.Arg(2, seccomp.MASKED_EQ, both, both))
        for name in ("mprotect", "pkey_mprotect"):
            memory.add_rule(deny, name, seccomp.Arg(2, seccomp.MASKED_EQ, mmap.PROT_EXEC, mmap.PROT_EXEC))
        memory.load()

    (families,) = settings(unit, "RestrictAddressFamilies")
    numbers = {getattr(socket, name) for name in families.split()}
    sockets = seccomp.SyscallFilter(defaction=seccomp.ALLOW)
    refuse = seccomp.ERRNO(errno.EAFNOSUPPORT)
    for number in set(range(max(numbers) + 1)) - numbers:
        sockets.add_rule(refuse, "socket", seccomp.Arg(0, seccomp.EQ, number))
    sockets.add_rule(refuse, "socket", seccomp.Arg(0, seccomp.GT, max(numbers)))
    sockets.load()

    # Last, as it may forbid to add filters.
    calls = seccomp.SyscallFilter(defaction=deny)
    allowed = allowed_calls(unit)
    # execve is how the program gets to run; systemd too sets the filter before it.
    for name in allowed | {"execve"}:
        try:
            calls.add_rule(seccomp.ALLOW, name)
        except (ValueError, RuntimeError):
            pass  # a call of another machine, or newer than this library
    calls.load()


def main():
    unit, program, *arguments = sys.argv[1:]
    confine(unit)
    os.execv(program, [program, *arguments])


main()
