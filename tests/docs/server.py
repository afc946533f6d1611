"""A ringbackd of a test."""

import pathlib
import re
import subprocess
import time

# How long a server may take to start; it is waited for only as long as it runs.
PATIENCE_S = 60


class Server:
    """What a ringbackd command starts in `folder`, where its log is too; a context manager."""

    def __init__(self, command, folder, environment=None):
        self.log = pathlib.Path(folder) / "ringbackd.log"
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(["bash", "-c", f"exec {command}"], cwd=folder, env=environment, stderr=log)

    def __enter__(self):
        until = time.monotonic() + PATIENCE_S
        while not re.search(r"listening on \S+, store", self.log.read_text(encoding="utf-8")):
            if self.process.poll() is not None or time.monotonic() > until:
                self.stop()
                raise AssertionError(f"ringbackd did not start: {self.log.read_text(encoding='utf-8')}")
            time.sleep(0.01)
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        """Ends it; nothing when it has ended."""
        self.process.terminate()
        self.process.wait(PATIENCE_S)
