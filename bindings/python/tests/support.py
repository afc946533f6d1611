"""What the tests share: stores of their own, servers, and programs that do not answer."""

from __future__ import annotations

import contextlib
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
import unittest
from typing import Any, Iterator, List, Optional

import ringback

# How long something may take that must happen; a test fails by it only when it does not happen.
PATIENCE = 60.0


class Case(unittest.TestCase):
    """A test with a folder of its own."""

    def setUp(self) -> None:
        # Not under TEST_TMPDIR: the path of a Unix socket has room for 107 bytes.
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="ringback"))
        self.addCleanup(shutil.rmtree, self.folder)

    @property
    def target(self) -> str:
        """A file of this test."""
        return f"sqlite:{self.folder}/calls.db"

    def open(self) -> ringback.Client:
        """The file, open until the test ends."""
        client = ringback.open(self.target)
        self.addCleanup(client.close)
        return client

    def wait_until(self, holds: Any) -> None:
        """Waits until holds() is true."""
        until = time.monotonic() + PATIENCE
        while not holds():
            self.assertLess(time.monotonic(), until, "it did not come to hold")
            time.sleep(0.005)


@contextlib.contextmanager
def server(folder: pathlib.Path, socket_name: str = "s") -> Iterator[str]:
    """A ringbackd on a store in this folder. Gives its address."""
    log = folder / "log"
    command = [
        os.environ["RINGBACKD"],
        "--store",
        f"sqlite:{folder}/served.db",
        "--listen",
        f"unix:{folder}/{socket_name}",
    ]
    with open(log, "wb") as out, subprocess.Popen(command, stderr=out) as process:
        (folder / "pid").write_text(str(process.pid))
        try:
            yield _address(process, log)
        finally:
            process.terminate()
            process.wait(PATIENCE)


def _address(process: subprocess.Popen[bytes], log: pathlib.Path) -> str:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        found = re.search(r"listening on (\S+), store", log.read_text())
        if found:
            return found.group(1)
        time.sleep(0.005)
    raise AssertionError(f"ringbackd did not start: {log.read_text()}")


@contextlib.contextmanager
def stopped(folder: pathlib.Path) -> Iterator[None]:
    """Stops the server() of this folder: connections stay, and nothing is answered."""
    pid = int((folder / "pid").read_text())
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


@contextlib.contextmanager
def hung_server(folder: pathlib.Path) -> Iterator[str]:
    """A server that takes connections and never says a word. Gives its address."""
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(f"{folder}/hung")
    listener.listen(64)
    taken: List[socket.socket] = []

    def take() -> None:
        with contextlib.suppress(OSError):
            while True:
                taken.append(listener.accept()[0])

    thread = threading.Thread(target=take)
    thread.start()
    try:
        yield f"unix:{folder}/hung"
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        thread.join()
        for connection in [*taken, listener]:
            connection.close()


def resident_kb() -> int:
    """The memory that this process has, in KiB."""
    found = re.search(r"VmRSS:\s*(\d+)", pathlib.Path("/proc/self/status").read_text())
    assert found
    return int(found.group(1))


def add_caller(client: ringback.Client, name: str, number: Optional[str] = None) -> str:
    """Saves a caller; their resource name."""
    caller = {"displayName": name, "phones": [{"number": number}] if number else []}
    return str(client.call("CallerService.CreateCaller", {"caller": caller})["name"])
