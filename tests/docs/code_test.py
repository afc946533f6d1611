#!/usr/bin/python3
"""The samples in C, C++, Python, JavaScript and TypeScript do what is said of them.

    code_test.py FILE...   each is a page or a header; RINGBACKD and so on are in the environment (BUILD)
"""

import os
import pathlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
import unittest

import samples
import server

FRAMES = samples.HERE / "frames"
# A sample that takes longer than this hangs.
PATIENCE_S = 120


def place(name):
    """The file that the environment names."""
    return pathlib.Path(os.environ[name]).absolute()


class Scratch:
    """A folder of one sample, with a copy of the library beside it, and a server at 127.0.0.1:7443."""

    def __init__(self, folder):
        self.folder = folder
        self.environment = {
            "HOME": str(folder),
            "LD_LIBRARY_PATH": str(folder),
            "PATH": "/usr/local/bin:/usr/bin:/bin",
            "PYTHONPATH": str(place("RINGBACK_PYTHON")),
            "PYTHONDONTWRITEBYTECODE": "1",
            "RINGBACK_LIBRARY": str(place("LIBRINGBACK")),
        }

    def run(self, *command):
        """What the command prints; it ends with 0."""
        ended = subprocess.run(
            command, cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL, capture_output=True, text=True,
            check=False, timeout=PATIENCE_S,
        )
        if ended.returncode != 0:
            raise AssertionError(f"{command[0]} ended with {ended.returncode}:\n{ended.stdout}{ended.stderr}")
        return ended.stdout

    def run_c(self, file):
        shutil.copy(place("LIBRINGBACK"), self.folder / "libringback.so.0")
        strict = ["-std=c11", "-pedantic", "-Wall", "-Wextra", "-Werror"]
        self.run("cc", *strict, f"-I{place('RINGBACK_H').parent}", file, "libringback.so.0", "-o", "sample")
        return self.run("./sample")

    def run_python(self, file):
        return self.run(sys.executable, "-X", "dev", file)

    def install_node(self):
        """The npm package, as npm installs it, and what its users have beside it."""
        modules = self.folder / "node_modules"
        with tarfile.open(place("NODE_PACKAGE")) as package:
            package.extractall(modules)
        (modules / "package").rename(modules / "ringback")
        others = pathlib.Path(os.path.realpath(place("NODE_MODULES"))).parent
        for name in ("@bufbuild", "@connectrpc", "@types", "typescript", "undici-types"):
            (modules / name).symlink_to(others / name)

    def run_js(self, file):
        self.install_node()
        return self.run("node", file)

    def run_ts(self, file):
        self.install_node()
        options = ["--strict", "--target", "es2022", "--module", "node16", "--types", "node", "--skipLibCheck"]
        self.run("node", "node_modules/typescript/bin/tsc", *options, file)
        return self.run("node", pathlib.Path(file).with_suffix(".mjs").name)


class Code(unittest.TestCase):
    """Each sample in a folder of its own."""

    files = []

    def said(self, sample):
        """What the sample prints."""
        with tempfile.TemporaryDirectory() as folder:
            scratch = Scratch(pathlib.Path(folder))
            if sample.language == "cpp":
                return scratch.run(place("CPP_SAMPLES"), sample.name)
            file = "sample" + samples.SUFFIXES[sample.language]
            (scratch.folder / file).write_text(sample.program(FRAMES), encoding="utf-8")
            return getattr(scratch, f"run_{sample.language}")(file)

    def test_every_sample_runs(self):
        languages = set()
        serve = f"{place('RINGBACKD')} --store sqlite:served.db --listen 127.0.0.1:7443"
        with tempfile.TemporaryDirectory() as folder, server.Server(serve, folder):
            for file in self.files:
                said = ""
                for sample in samples.samples(file):
                    with self.subTest(sample.name):
                        if sample.language in samples.SUFFIXES:
                            languages.add(sample.language)
                            said = ""
                            said = self.said(sample)
                            self.assertTrue(said.strip(), "it prints nothing")
                            self.assertIn(sample.options.get("prints", ""), said)
                        elif "printed" in sample.options:
                            self.assertEqual(said, sample.text)
        # There are samples in each language; a list of pages that has lost some is seen here.
        self.assertEqual(languages, set(samples.SUFFIXES))

    def test_every_sample_is_marked(self):
        for file in self.files:
            for sample in samples.samples(file):
                with self.subTest(sample.name):
                    self.assertIsNone(sample.complaint())


if __name__ == "__main__":
    Code.files = sys.argv[1:]
    unittest.main(argv=sys.argv[:1])
