"""What every part of the benchmarks works with."""

import dataclasses
import os
import pathlib

from .data import DataFolder
from .processes import Server, run, run_json
from .programs import Programs
from .results import BenchError, Result

LOOKUP = "/ringback.v1.CallerContextService/LookupCaller"
RECORD = "/ringback.v1.AttemptService/RecordAttempt"
ECHO = "/ringback.bench.Echo/Answer"


@dataclasses.dataclass(frozen=True)
class Tls:
    """A certificate for the name "localhost", which is its own authority."""

    cert: pathlib.Path
    key: pathlib.Path


@dataclasses.dataclass
class Bench:
    """Programs, data and settings; `add` takes what was measured."""

    programs: Programs
    data: DataFolder
    scratch: pathlib.Path
    pairs: int
    seconds: float
    quick: bool
    results: list = dataclasses.field(default_factory=list)
    peers: dict = dataclasses.field(default_factory=dict)

    def add(self, name, values, limits=(), note=""):
        self.results.append(Result(name, list(values), list(limits), note))

    def value_of(self, name):
        """The median of a figure that was measured before, or None."""
        return next((result.to_json()["value"] for result in self.results if result.name == name), None)

    def ringbackd(self, store, *arguments):
        """The server on a store; an address is given unless `arguments` have one."""
        return Server([self.programs["ringbackd"], "--store", f"sqlite:{store}", "--listen", "127.0.0.1:0", *arguments],
                      self.scratch / "ringbackd.log")

    def echo(self, payload_bytes, api="cq", tls=None):
        """The echo server with a payload of this size."""
        payload = self.scratch / f"payload-{payload_bytes}"
        payload.write_bytes(os.urandom(payload_bytes))
        arguments = ["--tls-cert", tls.cert, "--tls-key", tls.key] if tls else []
        return Server([self.programs["echo_server"], "--payload", payload, "--api", api, *arguments],
                      self.scratch / f"echo-{api}{'-tls' if tls else ''}.log")

    def requests(self, method, data, skip=0):
        """A file of requests for the numbers of a data set."""
        out = self.scratch / f"{method}-{data.size.callers}-{skip}"
        run([self.programs["make_requests"], "--numbers", data.numbers, "--method", method, "--skip", skip, "--out",
             out])
        return out

    def hot_requests(self, data, count):
        """A file of look-ups whose cards the engine keeps; returns it and how many others were passed over."""
        out = self.scratch / f"hot-{data.size.callers}"
        said, = run_json([self.programs["make_requests"], "--numbers", data.numbers, "--method", "LookupCaller",
                          "--kept-by", data.store, "--count", count, "--out", out])
        return out, round(said["not_kept"])

    def load(self, server, method, requests, in_flight=64, seconds=None, skip=0, tls=None):
        """Loads a server; returns what the load generator says. A call that fails is an error."""
        seconds = seconds or self.seconds
        arguments = ["--tls-ca", tls.cert, "--tls-name", "localhost"] if tls else []
        said, = run_json([self.programs["load"], "--target", server.address, "--method", method, "--requests",
                          requests, "--in-flight", in_flight, "--seconds", seconds, "--warmup",
                          min(1.0, seconds / 3), "--skip", skip, *arguments])
        if said["errors"] > 0:
            raise BenchError(f"{said['errors']:.0f} calls of {method} failed; the first: {said['first_error']}")
        return said

    def answer_bytes(self, server, method, requests, tls=None):
        """The mean size of an answer: what the echo has to send."""
        return round(self.load(server, method, requests, seconds=min(0.5, self.seconds), tls=tls)["response_bytes"])

    def certificate(self):
        """A throw-away certificate."""
        tls = Tls(self.scratch / "cert.pem", self.scratch / "key.pem")
        run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days",
             "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", tls.key, "-out",
             tls.cert])
        return tls
