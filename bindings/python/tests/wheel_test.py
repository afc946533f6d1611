"""The wheel is the same each time, is what its RECORD says, and works where nothing but Python
is."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import os
import pathlib
import subprocess
import sys
import unittest
import zipfile

from readme_test import blocks
from support import Case


class Wheel(Case):
    """Made of the library of this build."""

    def make(self, folder: str) -> pathlib.Path:
        command = [
            sys.executable,
            os.environ["MAKE_WHEEL"],
            f"--library={os.environ['RINGBACK_LIBRARY']}",
            f"--out={self.folder / folder}",
        ]
        made = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
        return pathlib.Path(made.stdout.strip())

    def test_it_is_the_same_each_time(self) -> None:
        first, second = self.make("first"), self.make("second")
        self.assertEqual(first.name, second.name)
        self.assertEqual(first.read_bytes(), second.read_bytes())

    def test_its_record_names_every_file(self) -> None:
        with zipfile.ZipFile(self.make("out")) as archive:
            names = archive.namelist()
            record = next(name for name in names if name.endswith("/RECORD"))
            rows = list(csv.reader(io.StringIO(archive.read(record).decode())))
            self.assertEqual([row[0] for row in rows], names)
            for name, digest, size in rows:
                if name != record:
                    data = archive.read(name)
                    expected = (
                        base64.urlsafe_b64encode(hashlib.sha256(data).digest()).decode().rstrip("=")
                    )
                    self.assertEqual((digest, size), (f"sha256={expected}", str(len(data))), name)
            self.assertIn("ringback/py.typed", names)
            self.assertIn("ringback/libringback.so", names)
            terms = archive.read(record.replace("RECORD", "THIRD_PARTY.txt")).decode()
            linked = pathlib.Path(os.environ["RINGBACK_LIBRARY"] + ".third-party.txt")
            self.assertEqual(terms, linked.read_text(encoding="utf-8"))

    def test_the_example_runs_where_it_is_installed(self) -> None:
        wheel = self.make("out")
        place = self.folder / "venv"
        # What this test was started with must not help.
        clean = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("RINGBACK", "PYTHON"))
        }
        subprocess.run([sys.executable, "-m", "venv", str(place)], check=True, env=clean)
        install = [
            str(place / "bin" / "pip"),
            "install",
            "--quiet",
            "--no-index",
            "--disable-pip-version-check",
            str(wheel),
        ]
        subprocess.run(install, check=True, env=clean)
        ended = subprocess.run(
            [str(place / "bin" / "python"), "-c", blocks("python")[0]],
            cwd=self.folder,
            env=clean,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        self.assertEqual(ended.stdout, blocks("text")[0])


if __name__ == "__main__":
    unittest.main()
