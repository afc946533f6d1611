"""The programs that the benchmarks are made of: built for speed, or refused."""

import pathlib

from .processes import run
from .results import BenchError

ROOT = pathlib.Path(__file__).resolve().parents[3]
BENCH = ["card_bench", "echo_server", "embed", "fresh_lookups", "lease_bench", "load", "make_requests", "phone_bench", "watchers",
         "write_bench"]
LIBRARY = "//bindings/c:libringback"


class Programs:
    """Paths of the built programs, by name: `programs["load"]`."""

    def __init__(self, build):
        folder = ROOT / "bazel-bin"
        if build:
            targets = [f"//tests/bench:{name}" for name in BENCH] + ["//apps/ringbackd", LIBRARY]
            run([ROOT / "tools/run_bazel", "build", "-c", "opt", *targets], cwd=ROOT)
            folder = pathlib.Path(run([ROOT / "tools/run_bazel", "info", "-c", "opt", "bazel-bin"], cwd=ROOT).strip())
        self._paths = {name: folder / "tests/bench" / name for name in BENCH}
        self._paths["libringback"] = folder / "bindings/c/libringback.so"
        self._paths["ringbackd"] = folder / "apps/ringbackd/ringbackd"
        for name in BENCH:
            self._refuse_debug(name)

    def _refuse_debug(self, name):
        path = self._paths[name]
        if not path.exists():
            raise BenchError(f"{path} is not built; run tools/bench without --no-build")
        kind = run([path, "--build"]).strip()
        if kind != "opt":
            raise BenchError(f"{path} is a {kind} build, whose times say nothing; build with -c opt")

    def __getitem__(self, name):
        return self._paths[name]
