"""The command: which parts to run, with what, and what becomes of the figures."""

import argparse
import datetime
import json
import os
import pathlib
import platform
import shutil
import sys
import tempfile
import time

from . import grpc_parts, peer_part, process_parts, report
from .bench import Bench
from .data import DataFolder
from .processes import run
from .programs import ROOT, Programs
from .results import BenchError

# Part -> (what measures it, the figures that come of it). In this order: peers come last, when ours are known.
PARTS = {
    "lookup": (grpc_parts.measure_lookups, ["grpc_hot", "grpc_p99", "grpc_cold", "grpc_alone", "rss"]),
    "tls": (grpc_parts.measure_tls, ["tls", "tls_echo"]),
    "api": (grpc_parts.measure_apis, ["api_callback", "api_sync"]),
    "record": (grpc_parts.measure_writes, ["grpc_write", "grpc_write_sync"]),
    "watch": (grpc_parts.measure_watchers, ["watch_p50", "watch_p99", "watch_asked_p99"]),
    "card": (process_parts.measure_cards, ["card_hot", "card_cold", "beside_writes"]),
    "phone": (process_parts.measure_phone, ["e164"]),
    "store": (process_parts.measure_stores, ["write64", "write1", "fdatasync"]),
    "queue": (process_parts.measure_queue, ["lease64", "lease1"]),
    "scale": (process_parts.measure_scale,
              ["scale_cold", "scale_cold_1m", "start_up", "bytes_per_attempt", "bytes_in_all"]),
    "embed": (process_parts.measure_embedding,
              [f"embed_{name}" for name in ("load", "open", "first", "next", "start", "rss", "size")]),
    "peers": (peer_part.measure_peers, ["peer_complete", "peer_common", "peer_common_hot"]),
}


def say(words):
    print(f"tools/bench: {words}", file=sys.stderr, flush=True)


def read_arguments():
    parser = argparse.ArgumentParser(prog="tools/bench", description="Measures Ringback against the limits of this "
                                     "machine, in one run, and prints a table. Nothing else should run beside it.")
    parser.add_argument("--quick", action="store_true",
                        help="small data and short runs: whether the benchmarks work, not how fast anything is")
    parser.add_argument("--only", metavar="PART,…", type=lambda text: text.split(","), default=list(PARTS),
                        help=f"only these parts: {', '.join(PARTS)}")
    parser.add_argument("--without-peers", action="store_true", help="leave out what needs other database servers")
    parser.add_argument("--pairs", type=int, help="how often each figure and its limit are measured in turn")
    parser.add_argument("--seconds", type=float, help="how long each measurement takes")
    parser.add_argument("--data", type=pathlib.Path, default=pathlib.Path(tempfile.gettempdir()) / "ringback-bench",
                        help="where the stores are made and kept (some 10 GB), on the disk that is to be measured; "
                        "default %(default)s")
    parser.add_argument("--json", type=pathlib.Path,
                        help="where the figures go; default bench-results.json, with --quick nowhere")
    parser.add_argument("--no-build", action="store_true", help="take the programs that bazel-bin holds")
    parser.add_argument("--write-docs", action="store_true",
                        help="measure nothing; put the figures of the --json file into docs/performance.md")
    arguments = parser.parse_args()
    unknown = [part for part in arguments.only if part not in PARTS]
    if unknown:
        parser.error(f"no such part: {', '.join(unknown)}")
    if arguments.without_peers:
        arguments.only = [part for part in arguments.only if part != "peers"]
    if not arguments.quick:
        arguments.json = arguments.json or ROOT / "bench-results.json"
    arguments.pairs = arguments.pairs or (1 if arguments.quick else 3)
    arguments.seconds = arguments.seconds or (0.3 if arguments.quick else 2)
    return arguments


def machine():
    with open("/proc/cpuinfo", encoding="utf-8") as info:
        cpu = next((line.split(":")[1].strip() for line in info if line.startswith("model name")), platform.machine())
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {"cpu": cpu, "cores": os.cpu_count(), "memory_gb": round(memory / 2**30), "system": f"{platform.system()} {platform.machine()}"}


def measure(bench, parts):
    """Runs the parts; returns why figures are missing. One that fails does not keep the others from being run."""
    missing = {}
    for part in parts:
        measure_part, figures = PARTS[part]
        begin = time.monotonic()
        say(f"{part} …")
        try:
            measure_part(bench)
        except (BenchError, OSError) as error:
            say(f"{part} failed: {error}")
            measured = {result.name for result in bench.results}
            missing |= {figure: str(error) for figure in figures if figure not in measured}
        say(f"{part}: {time.monotonic() - begin:.0f} s")
    return missing


def make_report(bench, missing):
    return {
        "when": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC"),
        "commit": run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT).strip(),
        "machine": machine(),
        "quick": bench.quick,
        "pairs": bench.pairs,
        "seconds": bench.seconds,
        "figures": [result.to_json() for result in bench.results],
        "missing": missing,
        "peers": bench.peers,
    }


def record_results(report_json):
    """One line a figure for a script above that counts, then the sums."""
    lines = [f"pass\tbench: {entry['name']}" for entry in report_json["figures"]]
    lines += [f"fail\tbench: {name}" for name in report_json["missing"]]
    if os.environ.get("RINGBACK_RESULTS"):
        with open(os.environ["RINGBACK_RESULTS"], "a", encoding="utf-8") as results:
            results.writelines(line + "\n" for line in lines)
    print(f"{len(report_json['figures'])} passed, {len(report_json['missing'])} failed")


def main():
    arguments = read_arguments()
    if arguments.write_docs:
        if not arguments.json:
            raise SystemExit("a quick run says nothing that belongs into the documentation")
        report.write_docs(json.loads(arguments.json.read_text(encoding="utf-8")))
        return 0
    arguments.data.mkdir(parents=True, exist_ok=True)
    scratch = pathlib.Path(tempfile.mkdtemp(prefix="run-", dir=arguments.data))
    try:
        say("building")
        bench = Bench(Programs(not arguments.no_build), DataFolder(arguments.data, arguments.quick, say), scratch,
                      arguments.pairs, arguments.seconds, arguments.quick)
        missing = measure(bench, arguments.only)
    except BenchError as error:
        say(error)
        return 1
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    report_json = make_report(bench, missing)
    if arguments.json:
        arguments.json.write_text(json.dumps(report_json, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    report.print_table(report_json)
    record_results(report_json)
    return 1 if missing else 0
