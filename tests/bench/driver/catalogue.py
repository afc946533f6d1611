"""The figures: what each is, what it is measured against, and what it has to reach."""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Figure:
    """One line of the table.

    The ratio is the figure by its limit, or, with `times_faster`, the limit by the figure (both are times then). What
    has no limit is compared with `reach` itself.
    """

    name: str
    title: str
    limit: str
    unit: str
    at_least: float | None = None
    at_most: float | None = None
    times_faster: bool = False

    def reached(self, value):
        """Whether a ratio (or a value without a limit) is good enough; None when nothing has to be reached."""
        if self.at_least is not None:
            return value >= self.at_least
        if self.at_most is not None:
            return value <= self.at_most
        return None

    def reach(self):
        if self.at_least is not None:
            return f"≥ {self.at_least:,g}"
        if self.at_most is not None:
            return f"≤ {self.at_most:,g}"
        return "report"


ECHO = "echo of equal payload, one completion-queue thread"

FIGURES = {figure.name: figure for figure in [
    Figure("grpc_hot", "LookupCaller over gRPC, hot card, 64 in flight", ECHO, "calls/s", at_least=0.85),
    Figure("grpc_cold", "LookupCaller over gRPC, cold card, 64 in flight", ECHO, "calls/s", at_least=0.50),
    Figure("grpc_p99", "LookupCaller over gRPC, hot card, 8 in flight, p99", f"p99 of {ECHO}", "µs", at_most=1.25),
    Figure("grpc_alone", "LookupCaller over gRPC, cold card, 1 in flight, p50", f"p50 of {ECHO}", "µs"),
    Figure("tls", "LookupCaller over gRPC with TLS, hot card, 64 in flight", "the same without TLS", "calls/s",
           at_least=0.60),
    Figure("tls_echo", "Echo with TLS, 64 in flight", "the same without TLS", "calls/s"),
    Figure("card_hot", "Look-up in process, hot card", "hash map look-up and copy of the serialised card", "µs",
           at_most=4),
    Figure("card_cold", "Look-up in process, cold card", "raw prepared statements that read the same rows", "µs",
           at_most=1.3),
    Figure("e164", "Reading a number in E.164", "libphonenumber: parse, check, format", "µs", at_most=0.01),
    Figure("write64", "RecordAttempt in process, durable, 64 writers", "raw SQLite, batches of 64 of the same rows",
           "writes/s", at_least=0.70),
    Figure("write1", "RecordAttempt in process, durable, 1 writer", "raw SQLite, one commit a row", "writes/s",
           at_least=0.80),
    Figure("lease64", "LeaseDueContact in process, durable, 64 agents, 1 million waiting",
           "raw SQLite, UPDATE … RETURNING, one commit a lease", "leases/s"),
    Figure("lease1", "LeaseDueContact in process, durable, 1 agent, 1 million waiting",
           "raw SQLite, UPDATE … RETURNING, one commit a lease", "leases/s"),
    Figure("beside_writes", "Look-ups beside 800 durable writes/s", "look-ups alone", "look-ups/s", at_least=0.90),
    Figure("grpc_write", "RecordAttempt over gRPC, durable, 64 in flight", ECHO, "calls/s", at_least=0.45),
    Figure("grpc_write_sync", "RecordAttempt over gRPC, durable, 64 in flight", "fdatasync of a 4 KB append",
           "calls/s", at_least=4),
    Figure("fdatasync", "fdatasync of a 4 KB append", "", "syncs/s"),
    Figure("scale_cold", "Cold look-up in process, 10 million attempts, p50", "100 thousand attempts", "µs",
           at_most=1.5),
    Figure("scale_cold_1m", "Cold look-up in process, 1 million attempts, p50", "100 thousand attempts", "µs"),
    Figure("peer_complete", "Cold look-up in process, 1 million callers, p50",
           "fastest peer that finds every spelling", "µs", at_least=100, times_faster=True),
    Figure("peer_common", "Cold look-up in process, 1 million callers, p50", "fastest LIKE or REGEXP peer", "µs",
           at_least=5000, times_faster=True),
    Figure("peer_common_hot", "Hot look-up in process, 1 million callers", "fastest LIKE or REGEXP peer", "µs",
           at_least=5000, times_faster=True),
    Figure("rss", "Memory of the server with 10 million attempts on disk", "", "MB", at_most=256),
    Figure("start_up", "Start of the server until it listens, 10 million attempts", "100 thousand attempts", "ms"),
    Figure("bytes_per_attempt", "File size per attempt: its rows and their indexes", "", "bytes"),
    Figure("bytes_in_all", "File size by attempts, with callers, leads, notes and events", "", "bytes"),
    Figure("embed_load", "libringback.so: loading it", "", "ms"),
    Figure("embed_open", "libringback.so: opening a file", "", "ms"),
    Figure("embed_first", "libringback.so: the first look-up", "", "ms"),
    Figure("embed_next", "libringback.so: the same again", "", "ms"),
    Figure("embed_start", "libringback.so: from nothing to the first card", "", "ms"),
    Figure("embed_rss", "libringback.so: memory, after a card", "", "MB"),
    Figure("embed_size", "libringback.so: the file", "", "MB"),
    Figure("watch_p50", "Event to 1,000 watchers: durable to the last delivery, p50", "", "ms"),
    Figure("watch_p99", "Event to 1,000 watchers: durable to the last delivery, p99", "", "ms"),
    Figure("watch_asked_p99", "Event to 1,000 watchers: request to the last delivery, p99", "", "ms"),
    Figure("api_callback", "Echo on gRPC's callback API, 64 in flight", "one completion-queue thread", "calls/s"),
    Figure("api_sync", "Echo on gRPC's sync API, 64 in flight", "one completion-queue thread", "calls/s"),
]}
