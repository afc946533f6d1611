"""Programs that are run, and servers that are started and ended."""

import json
import pathlib
import re
import subprocess
import time

from .results import BenchError

START_SECONDS = 60
STOP_SECONDS = 20


def name_of(command):
    """The program without its folder, which is another one on every machine."""
    return pathlib.Path(command[0]).name


def last_words(said):
    """What a program said last, as one line."""
    return " / ".join(line for line in said.splitlines()[-5:] if line) or "it said nothing"


def run(command, **options):
    """Runs a program to its end and returns what it printed."""
    done = subprocess.run([str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          check=False, **options)
    if done.returncode != 0:
        raise BenchError(f"{name_of(command)} ended with status {done.returncode}: "
                         f"{last_words(done.stderr or done.stdout)}")
    return done.stdout


def run_json(command):
    """Runs a program that prints lines of JSON; returns the objects."""
    return [json.loads(line) for line in run(command).splitlines() if line.startswith("{")]


class Server:
    """A server as a process of its own; use it in a `with`. Says `address`, `pid` and `start_ms`."""

    def __init__(self, command, log):
        self._command = [str(word) for word in command]
        self._log = log

    def __enter__(self):
        begin = time.monotonic()
        with open(self._log, "wb") as log:
            self._process = subprocess.Popen(self._command, stdout=log, stderr=subprocess.STDOUT)
        self.pid = self._process.pid
        try:
            self.address = self._await_address(begin + START_SECONDS)
        except BaseException:
            self._stop()
            raise
        self.start_ms = (time.monotonic() - begin) * 1000
        return self

    def __exit__(self, *_):
        self._stop()

    def _await_address(self, deadline):
        while time.monotonic() < deadline:
            said = self._log.read_text(encoding="utf-8", errors="replace")
            found = re.search(r"listening on ([^\s,]+)", said)
            if found:
                return found.group(1)
            if self._process.poll() is not None:
                raise BenchError(f"{name_of(self._command)} ended: {last_words(said)}")
            time.sleep(0.001)
        raise BenchError(f"{name_of(self._command)} does not listen after {START_SECONDS} s")

    def _stop(self):
        self._process.terminate()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def memory_mb(self, field):
        """A size from /proc/PID/status in MB (2^20 bytes): VmRSS, VmHWM."""
        with open(f"/proc/{self.pid}/status", encoding="ascii") as status:
            for line in status:
                if line.startswith(field + ":"):
                    return int(line.split()[1]) / 1024
        raise BenchError(f"no {field} in /proc/{self.pid}/status")
