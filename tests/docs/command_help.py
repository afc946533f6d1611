"""The commands of a program and their flags, as its help tells them."""

import functools
import re
import subprocess


@functools.lru_cache(maxsize=None)
def help_of(program, *command):
    result = subprocess.run([program, *command, "--help"], check=True, capture_output=True, text=True)
    return result.stdout


def flags_in_help(text):
    """The flags that the help of CLI11 lists: lines that begin with two blanks and a dash."""
    flags = set()
    for line in re.findall(r"^  (-\S+)", text, re.MULTILINE):
        flags.update(flag for flag in line.split(",") if flag.startswith("-"))
    return flags


def commands_in_help(text):
    """The names of the subcommands that the help lists."""
    listed = text.partition("\nSubcommands:\n")[2]
    return re.findall(r"^  ([a-z][a-z-]*)", listed, re.MULTILINE)


def all_commands(program):
    """The flags of each command: {"call start": {"--dnis", ...}}."""
    found = {}
    for group in commands_in_help(help_of(program)):
        text = help_of(program, group)
        verbs = commands_in_help(text)
        if not verbs:
            found[group] = flags_in_help(text)
        for verb in verbs:
            found[f"{group} {verb}"] = flags_in_help(help_of(program, group, verb))
    return found


def examples(program):
    """The examples in the help of the commands: pairs of a command and its example."""
    for command in all_commands(program):
        shown = help_of(program, *command.split()).partition("\nExample:\n")[2]
        for line in shown.splitlines():
            if line.strip():
                yield command, line.strip()
