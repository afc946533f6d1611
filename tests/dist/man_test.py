#!/usr/bin/python3
"""The manual pages tell what is there: every command and flag of the programs, every function of the header, no other.

    man_test.py RINGBACK RINGBACKD ringback.h ringback.1 ringbackd.8 ringback.3
"""

import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "docs"))

from command_help import all_commands, flags_in_help, help_of  # noqa: E402  pylint: disable=wrong-import-position

RINGBACK, RINGBACKD, HEADER, RINGBACK_1, RINGBACKD_8, RINGBACK_3 = sys.argv[1:7]
HELP_FLAGS = {"-h", "--help"}


def flags_in_page(text):
    """The flags that a page lists: its ".It Fl" lines."""
    flags = set()
    for line in re.findall(r"^\.It (Fl .*)", text, re.MULTILINE):
        flags.update(f"-{flag}" for flag in re.findall(r"\bFl ([\w-]+)", line))
    return flags


def subsections(text):
    """Pairs of a heading and its text."""
    pieces = re.split(r"^\.S[sh] (.*)$", text, flags=re.MULTILINE)
    return list(zip(pieces[1::2], pieces[2::2]))


def commands_of(heading):
    """The commands of a heading: "call start NUMBER" is of one, "lead create, lead update LEAD" of two."""
    return {re.sub(r" [A-Z]+$", "", command) for command in heading.split(", ")}


class ManualPages(unittest.TestCase):
    maxDiff = None

    def test_ringback_1_has_every_command(self):
        page = pathlib.Path(RINGBACK_1).read_text(encoding="utf-8")
        commands = page.partition("\n.Sh COMMANDS\n")[2].partition("\n.Sh ")[0]
        told = {command for heading, _ in subsections(commands) for command in commands_of(heading)}
        self.assertEqual(told - {"Writing twice"}, set(all_commands(RINGBACK)))

    def test_ringback_1_has_the_flags_of_each_command_and_no_other(self):
        page = pathlib.Path(RINGBACK_1).read_text(encoding="utf-8")
        told = {}
        for heading, text in subsections(page):
            for command in commands_of(heading):
                told[command] = told.get(command, set()) | flags_in_page(text)
        for command, flags in all_commands(RINGBACK).items():
            with self.subTest(command):
                # "lead create, lead update": what one of them lacks stands in a subsection of the other alone.
                self.assertEqual(told.get(command, set()), flags - HELP_FLAGS)

    def test_ringback_1_has_the_flags_of_all_commands(self):
        sections = dict(subsections(pathlib.Path(RINGBACK_1).read_text(encoding="utf-8")))
        self.assertEqual(flags_in_page(sections["OPTIONS"]), flags_in_help(help_of(RINGBACK)))

    def test_ringback_1_has_the_fields_of_an_import(self):
        with tempfile.TemporaryDirectory() as folder:
            contacts = pathlib.Path(folder) / "contacts.csv"
            contacts.write_text("Name\nJones\n", encoding="utf-8")
            command = [RINGBACK, "--store", f"sqlite:{folder}/calls.db", "import", contacts, "--map", "Name=nonsense"]
            result = subprocess.run(command, capture_output=True, text=True, check=False)
        names = result.stderr.partition("is none of: ")[2].strip()
        fields = {name.partition(":")[0] for name in names.split(", ")}
        self.assertIn("given_name", fields)
        page = pathlib.Path(RINGBACK_1).read_text(encoding="utf-8")
        section = dict(subsections(page))["import FILE"].partition(".It Fl -map")[2].partition(".It ")[0]
        self.assertEqual(fields - set(re.findall(r"\w+", section)), set())

    def test_ringbackd_8_has_every_flag(self):
        page = pathlib.Path(RINGBACKD_8).read_text(encoding="utf-8")
        self.assertEqual(flags_in_page(page), flags_in_help(help_of(RINGBACKD)))

    def test_ringback_3_has_every_function(self):
        header = pathlib.Path(HEADER).read_text(encoding="utf-8")
        declared = set(re.findall(r"^RB_API\b[^;]*?\b(rb_\w+)\(", header, re.MULTILINE))
        self.assertGreater(len(declared), 10)
        page = pathlib.Path(RINGBACK_3).read_text(encoding="utf-8")
        synopsis = page.partition("\n.Sh SYNOPSIS\n")[2].partition("\n.Sh ")[0]
        self.assertEqual(set(re.findall(r"^\.Fn (rb_\w+)", synopsis, re.MULTILINE)), declared)
        names = page.partition("\n.Sh NAME\n")[2].partition("\n.Nd ")[0]
        self.assertEqual(set(re.findall(r"^\.Nm (rb_\w+)", names, re.MULTILINE)), declared)

    def test_ringback_3_declares_as_the_header_does(self):
        header = re.sub(r"/\*.*?\*/", " ", pathlib.Path(HEADER).read_text(encoding="utf-8"), flags=re.DOTALL)
        declared = {
            name: re.sub(r"[\s*]+", "", f"{kind}({arguments})")
            for kind, name, arguments in re.findall(r"^RB_API\s+([^;(]*?)\b(rb_\w+)\(([^;]*)\);", header, re.MULTILINE)
        }
        page = pathlib.Path(RINGBACK_3).read_text(encoding="utf-8")
        told = {}
        for kind, name, arguments in re.findall(r"^\.Ft (.*)\n\.Fn (rb_\w+) (.*)$", page, re.MULTILINE):
            joined = ",".join(re.findall(r'"([^"]*)"', arguments)) or arguments
            told[name] = re.sub(r"[\s*]+", "", f"{kind}({joined})")
        self.assertEqual(told, declared)

    def test_pages_are_sound(self):
        for page in (RINGBACK_1, RINGBACKD_8, RINGBACK_3):
            with self.subTest(page):
                result = subprocess.run(
                    ["groff", "-mandoc", "-Tutf8", "-ww", "-b", page], capture_output=True, text=True, check=False
                )
                self.assertEqual((result.returncode, result.stderr), (0, ""))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
