"""Nothing leaks: cards, buffers, events and errors are freed, however many there are."""

from __future__ import annotations

import asyncio
import unittest
from typing import Callable

import ringback
from support import Case, add_caller, resident_kb

# What a process may grow by once everything was used; a leak of one card in each round is far more.
ROOM_KB = 4096
ROUNDS = 8000


class Memory(Case):
    """The process does not grow."""

    def check(self, use: Callable[[], object], rounds: int = ROUNDS) -> None:
        for _ in range(rounds // 4):
            use()
        before = resident_kb()
        for _ in range(rounds):
            use()
        self.assertLess(resident_kb() - before, ROOM_KB)

    def client(self) -> ringback.Client:
        """A client whose cards are large: a leak shows."""
        client = self.open()
        caller = add_caller(client, "Robert Jones", "+12025550143")
        for number in range(10):
            attempt = {
                "caller": caller,
                "purpose": f"{number} " * 200,
                "voicemailText": "text " * 400,
                "outcome": "OUTCOME_VOICEMAIL",
            }
            client.call("AttemptService.RecordAttempt", {"attempt": attempt})
        return client

    def test_look_ups(self) -> None:
        client = self.client()
        self.check(lambda: client.lookup("+12025550143"))

    def test_calls(self) -> None:
        client = self.client()
        self.check(lambda: client.call("AttemptService.ListAttempts"))

    def test_errors(self) -> None:
        client = self.client()

        def fail() -> None:
            with self.assertRaises(ringback.NotFound):
                client.lookup("+12025550143", parent="tenants/nobody")

        self.check(fail)

    def test_events(self) -> None:
        client = self.client()

        def read() -> None:
            with client.watch(resume_token="start") as watcher:
                for _ in range(11):
                    next(watcher)

        self.check(read, ROUNDS // 20)

    def test_asyncio(self) -> None:
        inner = self.client()

        async def main() -> None:
            client = ringback.aio.Client(inner)

            async def rounds(count: int) -> None:
                for _ in range(count // 10):
                    await asyncio.gather(
                        *(client.lookup("+12025550143", timeout=60) for _ in range(10))
                    )
                    task = asyncio.ensure_future(client.lookup("+12025550143", timeout=60))
                    await asyncio.sleep(0)
                    task.cancel()

            await rounds(ROUNDS // 4)
            before = resident_kb()
            await rounds(ROUNDS)
            self.assertLess(resident_kb() - before, ROOM_KB)

        asyncio.run(main())


if __name__ == "__main__":
    unittest.main()
