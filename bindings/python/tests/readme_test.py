"""The examples of the README do what it says."""

from __future__ import annotations

import pathlib
import re
import subprocess
import sys
import unittest
from typing import List

from support import Case

README = pathlib.Path(__file__).absolute().parent.parent / "README.md"


def blocks(language: str) -> List[str]:
    """The blocks of code in this language, in order."""
    return re.findall(
        rf"^```{language}\n(.*?)^```", README.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )


class Readme(Case):
    """Runs each example in a folder of its own, as a program."""

    def said(self, program: str) -> str:
        ended = subprocess.run(
            [sys.executable, "-c", program],
            cwd=self.folder,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        return ended.stdout

    def test_the_examples_print_what_it_says(self) -> None:
        example, asynchronous, errors = blocks("python")
        self.assertEqual(self.said(example), blocks("text")[0])
        self.assertEqual(self.said(asynchronous), blocks("text")[0].splitlines(keepends=True)[0])
        compile(errors, "README.md", "exec")

    def test_the_first_example_has_ten_lines(self) -> None:
        self.assertLessEqual(len(blocks("python")[0].splitlines()), 10)


if __name__ == "__main__":
    unittest.main()
