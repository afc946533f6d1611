"""The figures that are measured over gRPC, each against an echo of as many bytes."""

import statistics

from .bench import ECHO, LOOKUP, RECORD
from .processes import run_json
from .results import interleave

HOT_NUMBERS = 1000


def rates(runs):
    return [run["rate"] for run in runs]


def measure_lookups(bench):
    """Hot, cold, the tail, one call alone, and the memory that all of it took."""
    data = bench.data["large"]
    hot, not_kept = bench.hot_requests(data, HOT_NUMBERS)
    cold = bench.requests("LookupCaller", data, skip=HOT_NUMBERS + not_kept)
    with bench.ringbackd(data.store) as server:
        measure_hot(bench, server, hot, not_kept)
        measure_cold(bench, server, cold)
        bench.add("rss", [server.memory_mb("VmRSS")],
                  note=f"after these look-ups; at most {server.memory_mb('VmHWM'):.0f} MB")


def measure_hot(bench, server, hot, not_kept):
    size = bench.answer_bytes(server, LOOKUP, hot)
    with bench.echo(size) as echo:
        limits, values = interleave(bench.pairs, lambda _: bench.load(echo, ECHO, hot),
                                    lambda _: bench.load(server, LOOKUP, hot))
        bench.add("grpc_hot", rates(values), rates(limits),
                  note=f"{HOT_NUMBERS:,} numbers, {size} bytes a card; {not_kept} others were passed over, whose cards "
                       "show only the best candidates and are not kept")
        # A tail is of a few calls: it takes more runs than a rate until their median stays where it is.
        limits, values = interleave(3 * bench.pairs, lambda _: bench.load(echo, ECHO, hot, in_flight=8),
                                    lambda _: bench.load(server, LOOKUP, hot, in_flight=8))
        bench.add("grpc_p99", [run["p99_us"] for run in values], [run["p99_us"] for run in limits])


def measure_cold(bench, server, cold):
    """Each run goes on in the file where the last one stopped, so that a number comes round only after all others."""
    asked = 0

    def lookups(in_flight):
        nonlocal asked
        run = bench.load(server, LOOKUP, cold, in_flight=in_flight, skip=asked)
        asked += round(run["sent"])
        return run

    size = bench.answer_bytes(server, LOOKUP, cold)
    with bench.echo(size) as echo:
        limits, values = interleave(bench.pairs, lambda _: bench.load(echo, ECHO, cold), lambda _: lookups(64))
        bench.add("grpc_cold", rates(values), rates(limits), note=f"{size} bytes a card on average")
        limits, values = interleave(bench.pairs, lambda _: bench.load(echo, ECHO, cold, in_flight=1),
                                    lambda _: lookups(1))
        bench.add("grpc_alone", [run["p50_us"] for run in values], [run["p50_us"] for run in limits])


def measure_tls(bench):
    """The server with and without TLS, and the echo, which says what of that is gRPC's own price."""
    data = bench.data["small"]
    hot, _ = bench.hot_requests(data, HOT_NUMBERS)
    tls = bench.certificate()
    with bench.ringbackd(data.copy(bench.scratch, "plain.db")) as plain:
        size = bench.answer_bytes(plain, LOOKUP, hot)
        with bench.echo(size) as echo, bench.echo(size, tls=tls) as secured:
            limits, values = interleave(bench.pairs, lambda _: bench.load(echo, ECHO, hot),
                                        lambda _: bench.load(secured, ECHO, hot, tls=tls))
            bench.add("tls_echo", rates(values), rates(limits), note="what TLS costs any gRPC server")
        with bench.ringbackd(data.copy(bench.scratch, "tls.db"), "--tls-cert", tls.cert, "--tls-key",
                             tls.key) as secured:
            limits, values = interleave(bench.pairs, lambda _: bench.load(plain, LOOKUP, hot),
                                        lambda _: bench.load(secured, LOOKUP, hot, tls=tls))
            bench.add("tls", rates(values), rates(limits), note=f"{size} bytes a card")


def measure_apis(bench):
    """The echo on each of gRPC's three server APIs: why the server is built on a completion queue."""
    requests = bench.requests("LookupCaller", bench.data["small"])
    size = 1500
    with bench.echo(size) as queue, bench.echo(size, "callback") as callback, bench.echo(size, "sync") as sync:
        for name, server in (("api_callback", callback), ("api_sync", sync)):
            limits, values = interleave(bench.pairs, lambda _: bench.load(queue, ECHO, requests),
                                        lambda _, server=server: bench.load(server, ECHO, requests))
            bench.add(name, rates(values), rates(limits), note=f"{size} bytes an answer")


def measure_writes(bench):
    """RecordAttempt against the echo, and against what the disk can do, which is asked beside each run."""
    data = bench.data["medium"]
    requests = bench.requests("RecordAttempt", data)
    syncs = []

    def limit(echo):
        run, = run_json([bench.programs["write_bench"], "--folder", bench.scratch, "--only", "fdatasync", "--pairs", 1,
                         "--seconds", min(1.0, bench.seconds)])
        syncs.append(run["rate"])
        return bench.load(echo, ECHO, requests)

    with bench.ringbackd(data.copy(bench.scratch, "writes.db")) as server:
        # The pages of a file that was made in one go are full, and the first writes split them. One that has grown has room.
        bench.load(server, RECORD, requests, seconds=4 * bench.seconds)
        with bench.echo(bench.answer_bytes(server, RECORD, requests)) as echo:
            limits, values = interleave(bench.pairs, lambda _: limit(echo),
                                        lambda _: bench.load(server, RECORD, requests))
    p99 = statistics.median(run["p99_us"] for run in values) / 1000
    bench.add("grpc_write", rates(values), rates(limits), note=f"p99 {p99:.1f} ms")
    bench.add("grpc_write_sync", rates(values), syncs)


def measure_watchers(bench):
    """One event after the other to many watchers of one tenant."""
    data = bench.data["small"]
    watchers, commits = (100, 20) if bench.quick else (1000, 300)
    with bench.ringbackd(data.copy(bench.scratch, "watched.db")) as server:
        runs = [run_json([bench.programs["watchers"], "--target", server.address, "--numbers", data.numbers,
                          "--watchers", watchers, "--commits", commits])[0] for _ in range(bench.pairs)]
    note = f"{watchers:,} watchers on 10 connections, {commits} events a run"
    for name, field in (("watch_p50", "answer_p50_us"), ("watch_p99", "answer_p99_us"),
                        ("watch_asked_p99", "request_p99_us")):
        bench.add(name, [run[field] / 1000 for run in runs], note=note)
