"""The stores that are measured: made once by tools/make-data, kept, and copied where something writes to them."""

import dataclasses
import hashlib
import os
import pathlib
import shutil
import time

from . import page_cache
from .processes import run
from .programs import ROOT

# Stores hold attempts of the last days before they were made; an old one would explain no call any more.
MAX_AGE_SECONDS = 2 * 24 * 3600

# What a store looks like depends on these.
SOURCES = ["lib/ringback/store/schema/*.sql", "tests/bench/make_data*"]


@dataclasses.dataclass(frozen=True)
class Size:
    callers: int
    attempts: int


# Ten attempts a caller in each, so that cards are alike and only the files differ.
SIZES = {"small": Size(10_000, 100_000), "medium": Size(100_000, 1_000_000), "large": Size(1_000_000, 10_000_000)}
QUICK_SIZES = {"small": Size(1_000, 10_000), "medium": Size(2_000, 20_000), "large": Size(3_000, 30_000)}


@dataclasses.dataclass(frozen=True)
class DataSet:
    """A store with the numbers to look up in it, and its callers as a CRM holds them."""

    size: Size
    store: pathlib.Path
    numbers: pathlib.Path
    csv: pathlib.Path

    def copy(self, folder, name):
        """A copy of the store that may be written to, on the disk already, so that nothing of it is left to write."""
        target = folder / name
        shutil.copyfile(self.store, target)
        os.sync()
        page_cache.hold(target)
        return target


def sources_key():
    digest = hashlib.sha256()
    for pattern in SOURCES:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


class DataFolder:
    """Data sets by name, made when they are first asked for, and kept in memory from then on."""

    def __init__(self, folder, quick, say):
        self._folder = folder
        self._sizes = QUICK_SIZES if quick else SIZES
        self._say = say
        self._made = {}

    def __getitem__(self, name):
        if name not in self._made:
            self._made[name] = self._make(self._sizes[name])
            if not page_cache.hold(self._made[name].store):
                self._say(f"{self._made[name].store} cannot be kept in memory: its pages may come from the disk")
        return self._made[name]

    def _make(self, size):
        folder = self._folder / f"{size.callers}-{size.attempts}-{sources_key()}"
        made = folder / "made"
        if not made.exists() or time.time() - made.stat().st_mtime > MAX_AGE_SECONDS:
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            self._say(f"making {size.callers:,} callers with {size.attempts:,} attempts")
            run([ROOT / "tools/make-data", "--callers", size.callers, "--attempts", size.attempts,
                 "--out", folder / "store.db", "--numbers", folder / "numbers.tsv", "--csv", folder / "csv"], cwd=ROOT)
            os.sync()
            made.touch()
        return DataSet(size, folder / "store.db", folder / "numbers.tsv", folder / "csv")
