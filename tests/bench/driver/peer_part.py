"""What people use today, on the same callers: tests/bench/peers measures it, this compares."""

import json
import re

from .processes import run, run_json
from .programs import ROOT
from .results import BenchError


def measure_peers(bench):
    data = bench.data["large"]
    out = bench.scratch / "peers.json"
    run([ROOT / "tests/bench/peers/run", "--callers", data.size.callers, "--csv", data.csv, "--json", out,
         *(["--quick"] if bench.quick else [])], cwd=ROOT)
    bench.peers = json.loads(out.read_text(encoding="utf-8"))
    measured = [peer for peer in bench.peers["peers"] if "missing" not in peer]
    if not measured:
        raise BenchError("no peer was measured: " + "; ".join(peer["missing"] for peer in bench.peers["peers"]))
    add_ratio(bench, "peer_complete", *fastest_complete(measured))
    common = [peer for peer in measured if is_common(peer)]
    if not common:
        raise BenchError("no LIKE or REGEXP peer was measured")
    fastest = min(common, key=lambda peer: peer["p50_us"])
    add_ratio(bench, "peer_common", fastest, "")
    hot = bench.value_of("card_hot")
    if hot:
        bench.add("peer_common_hot", [hot], [fastest["p50_us"]], f"{fastest['engine']}: {fastest['name']}")


def recall_of(peer):
    found, of = peer["recall"].split("/")
    return int(found) / int(of)


def fastest_complete(peers):
    """The fastest of those that find the most, and a note when none finds everything."""
    best = max(recall_of(peer) for peer in peers)
    complete = [peer for peer in peers if recall_of(peer) == best]
    fastest = min(complete, key=lambda peer: peer["p50_us"])
    return fastest, "" if best == 1 else f"no peer finds every spelling; the best find {fastest['recall']}"


def is_common(peer):
    """Whether it compares all numbers with a pattern, as most CRMs do."""
    return re.search("LIKE|REGEXP", peer["name"]) is not None


def add_ratio(bench, name, peer, note):
    """Our look-ups on the same callers, each number once in a fresh process, against the peer's time."""
    data = bench.data["large"]
    counts = ("--warmup", 20, "--count", 80) if bench.quick else ("--warmup", 500, "--count", 1500)
    values = [run_json([bench.programs["fresh_lookups"], "--store", data.store, "--numbers", data.numbers,
                        *counts])[0]["p50_us"] for _ in range(bench.pairs)]
    against = f"{peer['engine']}: {peer['name']}"
    over_grpc = bench.value_of("grpc_alone")
    if over_grpc:
        against += f"; over gRPC {peer['p50_us'] / over_grpc:,.0f} times faster"
    bench.add(name, values, [peer["p50_us"]] * len(values), "; ".join(filter(None, [against, note])))
