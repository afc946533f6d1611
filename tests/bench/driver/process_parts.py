"""The figures that are measured in process, and what a store of each size costs."""

import contextlib
import sqlite3
import tempfile

from .processes import run_json
from .results import BenchError, interleave

STARTS = 3


def add_pairs(bench, runs, names):
    """Adds the figures of a program that runs in pairs; `names` says figure -> (name here, field, note)."""
    for figure, (name, field, note) in names.items():
        of_figure = [run for run in runs if run["figure"] == figure]
        for run in of_figure:
            if "error" in run:
                raise BenchError(f"{figure}: {run['error']}")
        subjects = [run for run in of_figure if run["side"] == "subject"]
        limits = [run for run in of_figure if run["side"] == "limit"]
        # What only tells about the machine is a limit without a subject.
        bench.add(name, [run[field] for run in subjects or limits], [run[field] for run in limits if subjects], note)


def paired(bench, program, *arguments):
    return run_json([bench.programs[program], "--pairs", bench.pairs, "--seconds", bench.seconds, *arguments])


def measure_cards(bench):
    data = bench.data["large"]
    runs = paired(bench, "card_bench", "--store", data.store, "--numbers", data.numbers)
    hot = next(run for run in runs if "cards" in run)
    writes = min(run["writes_per_second"] for run in runs if "writes_per_second" in run)
    add_pairs(bench, runs, {
        "hot": ("card_hot", "us", f"{hot['cards']:,.0f} cards in turn; {hot['not_kept']:,.0f} others are not kept"),
        "cold": ("card_cold", "us", f"{data.size.callers:,} callers"),
        "beside_writes": ("beside_writes", "rate", f"cold cards; {writes:.0f} writes/s became durable"),
    })


def measure_phone(bench):
    runs = paired(bench, "phone_bench", "--numbers", bench.data["small"].numbers)
    add_pairs(bench, runs, {"e164": ("e164", "us", "US, GB and DE numbers")})


def measure_stores(bench):
    data = bench.data["medium"]
    runs = paired(bench, "write_bench", "--folder", bench.scratch, "--store", data.copy(bench.scratch, "ours.db"),
                  "--raw-store", data.copy(bench.scratch, "raw.db"), "--numbers", data.numbers)
    add_pairs(bench, runs, {
        "write64": ("write64", "rate", f"{data.size.attempts:,} attempts before"),
        "write1": ("write1", "rate", ""),
        "fdatasync": ("fdatasync", "rate", "beside the writes in process"),
    })


def measure_queue(bench):
    contacts = 100_000 if bench.quick else 1_000_000
    with tempfile.TemporaryDirectory(dir=bench.scratch) as folder:
        runs = paired(bench, "lease_bench", "--folder", folder, "--contacts", contacts)
    add_pairs(bench, runs, {name: (name, "rate", f"{contacts:,} new leads waited") for name in ("lease64", "lease1")})


def measure_scale(bench):
    """Cold look-ups on files of three sizes, each in a process of its own; starting; and the files themselves."""
    small, medium, large = (bench.data[name] for name in ("small", "medium", "large"))
    counts = ("--warmup", 20, "--count", 80) if bench.quick else ("--warmup", 500, "--count", 1500)

    def lookups(data):
        run, = run_json([bench.programs["fresh_lookups"], "--store", data.store, "--numbers", data.numbers, *counts])
        if run["found"] < 0.99:
            raise BenchError(f"only {100 * run['found']:.0f} % of the callers in {data.store} are found")
        return run["p50_us"]

    for name, data in (("scale_cold_1m", medium), ("scale_cold", large)):
        limits, values = interleave(bench.pairs, lambda _: lookups(small), lambda _, data=data: lookups(data))
        bench.add(name, values, limits, note=f"each number once; {data.store.stat().st_size / 1e6:,.0f} MB")

    def start(data):
        with bench.ringbackd(data.store) as server:
            return server.start_ms

    limits, values = interleave(STARTS, lambda _: start(small), lambda _: start(large))
    bench.add("start_up", values, limits)
    bench.add("bytes_per_attempt", [attempt_bytes(medium)])
    bench.add("bytes_in_all", [large.store.stat().st_size / large.size.attempts],
              note=f"{large.store.stat().st_size / 1e9:.2f} GB for {large.size.attempts:,} attempts")


def attempt_bytes(data):
    """What the rows of attempts and their slots take in the file, indexes included."""
    with contextlib.closing(sqlite3.connect(f"file:{data.store}?immutable=1", uri=True)) as db:
        size, = db.execute("SELECT sum(d.pgsize) FROM dbstat d JOIN sqlite_schema s ON s.name = d.name WHERE "
                           "d.aggregate = 1 AND s.tbl_name IN ('attempts', 'attempt_slots')").fetchone()
        attempts, = db.execute("SELECT count(*) FROM attempts").fetchone()
    return size / attempts


def measure_embedding(bench):
    """What libringback.so costs a softphone, in a new process each time."""
    data, library = bench.data["large"], bench.programs["libringback"]
    with open(data.numbers, encoding="utf-8") as numbers:
        tenant, ani, _ = numbers.readline().split("\t", 2)
    question = [f"sqlite:{data.store}", f"tenants/{tenant}", ani]
    runs = [run_json([bench.programs["embed"], library, *question])[0] for _ in range(STARTS)]
    note = f"{data.size.callers:,} callers"
    for figure in ("load", "open", "first", "next", "start"):
        bench.add(f"embed_{figure}", [run[f"{figure}_ms"] for run in runs], note=note)
    bench.add("embed_rss", [run["rss_mb"] for run in runs], note=note)
    bench.add("embed_size", [library.stat().st_size / 1e6])
