"""What ringback.aio promises: the same answers, a loop that never waits, and cancelling that
cancels."""

from __future__ import annotations

import asyncio
import os
import time
import unittest
from typing import Any, Coroutine, Dict, List

import ringback
from ringback import aio
from support import PATIENCE, Case, hung_server, server, stopped

LIST = "CallerService.ListCallers"


async def add_caller(client: aio.Client, name: str, number: str = "") -> str:
    caller = {"displayName": name, "phones": [{"number": number}] if number else []}
    return str((await client.call("CallerService.CreateCaller", {"caller": caller}))["name"])


async def soon(awaitable: Any) -> Any:
    """What must happen."""
    return await asyncio.wait_for(awaitable, 2 * PATIENCE)


class Aio(Case):
    """aio.Client and aio.Watcher."""

    def run_async(self, main: Coroutine[Any, Any, None]) -> None:
        asyncio.run(soon(main))

    def test_look_ups_and_calls(self) -> None:
        async def main() -> None:
            async with aio.open(self.target) as client:
                name = await add_caller(client, "Robert Jones", "+12025550143")
                cards = await asyncio.gather(
                    *(client.lookup("+12025550143", timeout=60) for _ in range(200))
                )
                self.assertEqual({card.matches[0].caller for card in cards}, {name})
                listed = await client.call(LIST)
                self.assertEqual(listed["callers"][0]["name"], name)
                self.assertIn(name.encode(), await client.call_proto(LIST))
            self.assertTrue(client.closed)
            await client.close()

        self.run_async(main())

    def test_open_may_be_awaited_and_says_what_is_wrong(self) -> None:
        async def main() -> None:
            client = await aio.open(self.target)
            self.assertEqual((await client.lookup("anonymous")).matches, ())
            await client.close()
            with self.assertRaises(ringback.InvalidArgument):
                await client.lookup("anonymous")
            with self.assertRaises(ringback.InvalidArgument):
                await aio.open("sqlite:")

        self.run_async(main())

    def test_errors_have_code_reason_and_field(self) -> None:
        async def main() -> None:
            async with aio.open(self.target) as client:
                with self.assertRaises(ringback.InvalidArgument) as caught:
                    await client.call(
                        "CallerService.CreateCaller", {"caller": {"emails": ["nobody"]}}
                    )
                self.assertEqual(caught.exception.field, "caller.emails[0]")
                self.assertEqual(caught.exception.reason, "INVALID_FIELD")
                with self.assertRaises(ringback.NotFound):
                    await client.lookup("+12025550143", parent="tenants/nobody")
                with self.assertRaises(ringback.InvalidArgument):
                    await client.call("CallerService.NoSuchMethod")
                with self.assertRaises(ringback.NotFound):
                    async for _ in client.watch(parent="tenants/nobody"):
                        self.fail("an event of nobody")

        self.run_async(main())

    def test_a_server_that_does_not_answer_ends_in_time_and_the_loop_goes_on(self) -> None:
        async def main(address: str) -> None:
            async with aio.open(address) as client:
                ticks = 0

                async def tick() -> None:
                    nonlocal ticks
                    while True:
                        await asyncio.sleep(0.01)
                        ticks += 1

                ticking = asyncio.ensure_future(tick())
                start = time.monotonic()
                answers = await asyncio.gather(
                    client.lookup("+12025550143", timeout=0.5),
                    client.call(LIST, timeout=0.5),
                    client.watch(timeout=0.5).__anext__(),
                    return_exceptions=True,
                )
                self.assertLess(time.monotonic() - start, PATIENCE / 2)
                ticking.cancel()
                self.assertEqual(
                    [type(answer) for answer in answers], [ringback.DeadlineExceeded] * 3
                )
                self.assertGreater(ticks, 2)

        with hung_server(self.folder) as address:
            self.run_async(main(address))

    def test_cancelling_a_task_cancels_the_call(self) -> None:
        async def main(address: str) -> None:
            async with aio.open(address) as client:
                await client.call(LIST)
                with stopped(self.folder):
                    await self.cancel(client)

        with server(self.folder) as address:
            self.run_async(main(address))

    async def cancel(self, client: aio.Client) -> None:
        """Cancels what a server that is stopped does not answer."""
        start = time.monotonic()
        for ask in [client.lookup("1", timeout=PATIENCE), client.call(LIST, timeout=PATIENCE)]:
            task = asyncio.ensure_future(ask)
            await asyncio.sleep(0)
            task.cancel()
            with self.assertRaises(asyncio.CancelledError):
                await task
        with self.assertRaises(asyncio.TimeoutError):
            await asyncio.wait_for(client.call(LIST, timeout=PATIENCE), 0.1)
        # The library tells the end of each; without a cancellation at its deadline.
        while aio._pending._waiting:
            await asyncio.sleep(0.005)
        self.assertLess(time.monotonic() - start, PATIENCE / 2)

    def test_close_ends_what_other_tasks_wait_for(self) -> None:
        async def main(address: str) -> None:
            client = await aio.open(address)
            tasks = [asyncio.ensure_future(client.call(LIST, timeout=PATIENCE)) for _ in range(5)]
            await asyncio.sleep(0)
            await client.close()
            answers = await asyncio.gather(*tasks, return_exceptions=True)
            self.assertEqual([type(answer) for answer in answers], [ringback.Cancelled] * 5)

        with hung_server(self.folder) as address:
            self.run_async(main(address))

    def test_watching(self) -> None:
        async def main(address: str) -> None:
            async with aio.open(address) as client:
                taken: List[str] = []

                async def follow(watcher: aio.Watcher) -> None:
                    async for event in watcher:
                        taken.append(event["resource"])

                watcher = client.watch(types=["EVENT_TYPE_CALLER_CREATED"])
                async with watcher:
                    following = asyncio.ensure_future(follow(watcher))
                    names = [await add_caller(client, f"Caller {number}") for number in range(300)]
                    while len(taken) < 300:
                        await asyncio.sleep(0.005)
                await following
                self.assertEqual(taken, names)
                async with client.watch(
                    resume_token="start", types=["EVENT_TYPE_CALLER_CREATED"]
                ) as again:
                    first = await again.__anext__()
                    self.assertEqual(
                        (first["resource"], first["resumeToken"]), (names[0], again.resume_token)
                    )

        with server(self.folder) as address:
            self.run_async(main(address))

    def test_several_tasks_may_share_a_watcher(self) -> None:
        async def main() -> None:
            async with aio.open(self.target) as client, client.watch() as watcher:
                waiting = [asyncio.ensure_future(watcher.__anext__()) for _ in range(10)]
                names = {await add_caller(client, f"Caller {number}") for number in range(10)}
                events: List[Dict[str, Any]] = await asyncio.gather(*waiting)
                self.assertEqual({event["resource"] for event in events}, names)

        self.run_async(main())

    def test_cancelling_a_wait_loses_no_event(self) -> None:
        async def main() -> None:
            async with aio.open(self.target) as client, client.watch() as watcher:
                with self.assertRaises(asyncio.TimeoutError):
                    await asyncio.wait_for(watcher.__anext__(), 0.05)
                name = await add_caller(client, "After")
                self.assertEqual((await watcher.__anext__())["resource"], name)

        self.run_async(main())

    def test_close_of_the_client_ends_a_watch_that_has_not_begun(self) -> None:
        async def main() -> None:
            for turns in range(20):
                client = await aio.open(self.target)
                waiting = asyncio.ensure_future(client.watch().__anext__())
                for _ in range(turns % 3):
                    await asyncio.sleep(0)
                await client.close()
                with self.assertRaises(ringback.Cancelled):
                    await waiting
            client = await aio.open(self.target)
            late = client.watch()
            await client.close()
            with self.assertRaises(ringback.Cancelled):
                await late.__anext__()
            with self.assertRaises(ringback.InvalidArgument):
                await client.watch().__anext__()

        self.run_async(main())

    def test_close_of_the_client_ends_a_watch(self) -> None:
        async def main() -> None:
            client = await aio.open(self.target)
            async with client.watch() as watcher:
                waiting = asyncio.ensure_future(watcher.__anext__())
                await asyncio.sleep(0.01)
                await client.close()
                with self.assertRaises(ringback.Cancelled):
                    await waiting
            with self.assertRaises(StopAsyncIteration):
                await watcher.__anext__()
            await watcher.close()

        self.run_async(main())

    def test_a_server_that_goes_down_ends_a_watch_which_resumes(self) -> None:
        async def main() -> None:
            with server(self.folder) as address:
                client = await aio.open(address)
                watcher = client.watch()
                await watcher.__aenter__()
                await add_caller(client, "Before")
                await watcher.__anext__()
                waiting = asyncio.ensure_future(watcher.__anext__())
                await asyncio.sleep(0)
            with self.assertRaises(ringback.Unavailable):
                await waiting
            await watcher.close()
            with server(self.folder):
                async with client.watch(resume_token=watcher.resume_token) as again:
                    name = await add_caller(client, "After")
                    self.assertEqual((await again.__anext__())["resource"], name)
                await client.close()

        self.run_async(main())

    def test_a_loop_that_ends_first_harms_nobody(self) -> None:
        with hung_server(self.folder) as address, ringback.open(address) as inner:

            async def main() -> None:
                client = aio.Client(inner)
                asyncio.ensure_future(client.call(LIST, timeout=0.2))
                await asyncio.sleep(0)

            for _ in range(3):
                asyncio.run(main())
            self.wait_until(lambda: not aio._pending._waiting)

    def test_nothing_is_left_open(self) -> None:
        async def once() -> None:
            async with aio.open(self.target) as client, client.watch() as watcher:
                await add_caller(client, "Again")
                await watcher.__anext__()

        async def main() -> None:
            await once()
            before = len(os.listdir("/proc/self/fd"))
            for _ in range(20):
                await once()
            self.assertLessEqual(len(os.listdir("/proc/self/fd")), before)
            self.assertEqual(aio._pending._waiting, {})

        self.run_async(main())


if __name__ == "__main__":
    unittest.main()
