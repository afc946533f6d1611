"""What ringback.Client and ringback.Watcher promise."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
import os
import pathlib
import pickle
import re
import select
import signal
import subprocess
import sys
import threading
import time
import unittest
from typing import Any, Callable, Dict, List

import ringback
from ringback import Code
from support import PATIENCE, Case, add_caller, hung_server, server, stopped


class Errors(Case):
    """Errors are exceptions with code, reason, field and words."""

    def test_each_code_has_a_class(self) -> None:
        for code in Code:
            if code is not Code.OK:
                words = "".join(word.capitalize() for word in code.name.split("_"))
                self.assertIs(getattr(ringback, words).code, code)
                self.assertTrue(issubclass(getattr(ringback, words), ringback.Error))

    def test_bad_input_names_the_field(self) -> None:
        with self.assertRaises(ringback.InvalidArgument) as caught:
            self.open().call(
                "AttemptService.RecordAttempt",
                {"attempt": {"dialedNumber": "12", "outcome": "OUTCOME_BUSY"}},
            )
        error = caught.exception
        self.assertEqual(error.code, Code.INVALID_ARGUMENT)
        self.assertEqual(error.reason, "INVALID_FIELD")
        self.assertEqual(error.field, "attempt.dialed_number")
        self.assertIn("too short", error.message)
        self.assertEqual(str(error), error.message)

    def test_an_error_can_be_pickled(self) -> None:
        error = ringback.NotFound("is not there", "RESOURCE_NOT_FOUND", "name")
        again = pickle.loads(pickle.dumps(error))
        self.assertIs(type(again), ringback.NotFound)
        self.assertEqual(
            (again.message, again.reason, again.field), (error.message, error.reason, error.field)
        )

    def test_what_was_not_found(self) -> None:
        with self.assertRaises(ringback.NotFound) as caught:
            self.open().lookup("+12025550143", parent="tenants/nobody")
        self.assertEqual(caught.exception.reason, "RESOURCE_NOT_FOUND")

    def test_targets_that_cannot_be_opened(self) -> None:
        for target in ["", "sqlite:", "sqlite:a\0b"]:
            with self.assertRaises(ringback.InvalidArgument, msg=target):
                ringback.open(target)
        with self.assertRaises(ringback.Error):
            ringback.open(f"sqlite:{self.folder}/no/such/folder/calls.db")
        with self.assertRaises(ringback.InvalidArgument):
            ringback.open("127.0.0.1:1", tls_ca=self.folder / "no.pem")

    def test_values_that_c_would_cut_are_refused(self) -> None:
        client = self.open()
        refused: List[Dict[str, Any]] = [
            {"agent": "a\0b"},
            {"parent": "tenants/\ud800"},
            {"verification": 6},
            {"verification": 2**32},
            {"verification": -1},
            {"timeout": 0},
            {"timeout": -1},
            {"timeout": float("nan")},
            {"timeout": 1e12},
        ]
        for arguments in refused:
            with self.assertRaises(ringback.InvalidArgument, msg=str(arguments)) as caught:
                client.lookup("+12025550143", **arguments)
            self.assertTrue(
                caught.exception.field.startswith(next(iter(arguments))), caught.exception.field
            )
        with self.assertRaises(ringback.InvalidArgument):
            client.call("CallerService.ListCallers\0")
        with self.assertRaises(ringback.InvalidArgument):
            client.call("CallerService.CreateCaller", {"caller": {"displayName": object()}})
        with self.assertRaises(ringback.InvalidArgument):
            client.call("LeadService.CreateLead", {"lead": {"value": float("nan")}})
        with self.assertRaises(ringback.InvalidArgument):
            client.watch(types="EVENT_TYPE_CALL_STARTED")

    def test_a_server_that_is_not_there(self) -> None:
        with ringback.open(f"unix:{self.folder}/nobody") as client:
            with self.assertRaises(ringback.Unavailable):
                client.lookup("+12025550143")
            with self.assertRaises(ringback.Unavailable):
                client.call("CallerService.ListCallers")
            with self.assertRaises(ringback.Unavailable):
                client.watch()

    def test_a_server_that_does_not_answer(self) -> None:
        with hung_server(self.folder) as address, ringback.open(address) as client:
            asks: List[Callable[[], object]] = [
                lambda: client.lookup("+12025550143", timeout=0.2),
                lambda: client.call("CallerService.ListCallers", timeout=0.2),
                lambda: client.watch(timeout=0.2),
            ]
            for ask in asks:
                start = time.monotonic()
                with self.assertRaises(ringback.DeadlineExceeded):
                    ask()
                self.assertLess(time.monotonic() - start, PATIENCE / 2)

    def test_a_server_that_comes_back(self) -> None:
        with server(self.folder) as address:
            client = ringback.open(address)
            self.addCleanup(client.close)
            add_caller(client, "Known Caller", "+12025550143")
        with self.assertRaises(ringback.Unavailable):
            client.lookup("+12025550143")
        with server(self.folder):

            def answers() -> bool:
                with contextlib.suppress(ringback.Unavailable):
                    return (
                        client.lookup("+12025550143", timeout=PATIENCE).matches[0].display_name
                        == "Known Caller"
                    )
                return False

            self.wait_until(answers)


class Lookups(Case):
    """Cards are plain values."""

    def test_a_card_has_everything_and_outlives_its_client(self) -> None:
        with ringback.open(self.target) as client:
            caller = add_caller(client, "Robert Jones", "+12025550143")
            client.call(
                "AttemptService.RecordAttempt",
                {
                    "attempt": {
                        "caller": caller,
                        "agent": "tenants/default/agents/tracy",
                        "purpose": "your autumn heating check",
                        "outcome": "OUTCOME_NO_ANSWER",
                    }
                },
            )
            before = datetime.datetime.now(datetime.timezone.utc)
            card = client.lookup(
                "+1 202 555 0143", verification=ringback.Verification.A, timeout=PATIENCE
            )
        match = card.matches[0]
        self.assertEqual(
            card.opening_line,
            "Why, yes we did, Robert Jones. We were calling about your autumn heating check.",
        )
        self.assertIs(match.confidence, ringback.Confidence.KNOWN)
        self.assertIs(match.attempts[0].outcome, ringback.Outcome.NO_ANSWER)
        self.assertIs(match.attempts[0].channel, ringback.Channel.CALL)
        self.assertIs(match.reasons[0].code, ringback.ReasonCode.NUMBER_OF_CALLER)
        start = match.attempts[0].start_time
        assert start is not None
        self.assertLess(abs(start - before), datetime.timedelta(seconds=PATIENCE))
        self.assertFalse(card.verify_identity)
        with self.assertRaises(dataclasses.FrozenInstanceError):
            card.ani = "other"  # type: ignore[misc]
        self.assertEqual(card, pickle.loads(pickle.dumps(card)))

    def test_whatever_the_network_sends_is_an_answer(self) -> None:
        client = self.open()
        for ani in [
            "\0",
            "a\0b",
            "\ud800",
            "\udcff",
            "\U0001f600" * 200,
            "\r\nVia: x",
            "%00%0d%0a",
            "+" * 1000,
        ]:
            card = client.lookup(ani, name_hint=ani[:90], dnis=ani[:90])
            self.assertEqual(card.matches, (), ani)
            self.assertFalse(card.valid)

    def test_a_number_that_a_later_version_adds_is_taken_as_unspecified(self) -> None:
        self.assertIs(ringback.Outcome(1000), ringback.Outcome.UNSPECIFIED)
        with self.assertRaises(ValueError):
            ringback.Outcome("BUSY")  # type: ignore[arg-type]

    def test_texts_that_the_library_gives_are_exact(self) -> None:
        client = self.open()
        name = 'Zo\u00eb "O\'Brien" \u738b \U0001f600 \\ <b>'
        add_caller(client, name, "+12025550143")
        self.assertEqual(
            client.lookup("+12025550143", timeout=PATIENCE).matches[0].display_name, name
        )


class Calls(Case):
    """call() reaches every method."""

    def test_every_method_is_there(self) -> None:
        names = ringback.methods()
        self.assertEqual(list(names), sorted(names))
        self.assertIn("ringback.v1.CallerContextService.LookupCaller", names)
        client = self.open()
        for name in names:
            try:
                client.call(name, {})
            except ringback.InvalidArgument as error:
                self.assertEqual(error.reason, "INVALID_FIELD", f"{name}: {error}")

    def test_proto_in_and_out(self) -> None:
        client = self.open()
        caller = add_caller(client, "Robert Jones")
        request = b"\x0a" + bytes([len(caller)]) + caller.encode()
        self.assertIn(b"Robert Jones", client.call_proto("CallerService.GetCaller", request))
        with self.assertRaises(ringback.InvalidArgument):
            client.call_proto("CallerService.GetCaller", b"\xff\xff")

    def test_nothing_is_an_empty_request(self) -> None:
        client = self.open()
        self.assertEqual(client.call("CallerService.ListCallers"), {})
        self.assertEqual(client.call("CallerService.ListCallers", {}), {})

    def test_versions_agree(self) -> None:
        header = pathlib.Path(os.environ["RINGBACK_H"]).read_text()
        found = re.search(r'#define RB_VERSION "(.*)"', header)
        assert found
        self.assertEqual(ringback.__version__, found.group(1))
        self.assertEqual(ringback.version(), found.group(1))


class Closing(Case):
    """Closing at any time is safe."""

    def test_closing_twice_and_using_what_is_closed(self) -> None:
        client = self.open()
        watcher = client.watch()
        self.assertFalse(client.closed)
        client.close()
        client.close()
        self.assertTrue(client.closed)
        uses: List[Callable[[], object]] = [
            client.lookup,
            client.watch,
            lambda: client.call("CallerService.ListCallers"),
        ]
        for use in uses:
            with self.assertRaises(ringback.InvalidArgument):
                use()
        with self.assertRaises(ringback.Cancelled):
            next(watcher)
        watcher.close()
        watcher.close()
        self.assertEqual(watcher.fileno(), -1)
        self.assertEqual(list(watcher), [])
        with self.assertRaises(ringback.InvalidArgument):
            watcher.next(0)

    def test_a_file_that_is_closed_may_be_opened_again(self) -> None:
        for _ in range(3):
            with ringback.open(self.target) as client:
                add_caller(client, "Again")
        self.assertEqual(len(self.open().call("CallerService.ListCallers")["callers"]), 3)

    def test_a_file_that_is_open_elsewhere_is_refused_until_it_is_closed(self) -> None:
        client = self.open()
        code = f"import ringback; ringback.open({self.target!r}).close()"
        refused = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=False
        )
        self.assertIn("FailedPrecondition", refused.stderr)
        client.close()
        subprocess.run([sys.executable, "-c", code], check=True)

    def test_a_client_that_is_dropped_warns_and_is_closed_by_the_next_open(self) -> None:
        client = ringback.open(self.target)
        with self.assertWarnsRegex(ResourceWarning, "calls.db"):
            del client
        ringback.open(f"sqlite:{self.folder}/other.db").close()
        code = f"import ringback; ringback.open({self.target!r}).close()"
        subprocess.run([sys.executable, "-c", code], check=True)

    def test_close_ends_what_other_threads_wait_for(self) -> None:
        with hung_server(self.folder) as address:
            client = ringback.open(address)
            ended: List[str] = []

            def wait() -> None:
                try:
                    client.call("CallerService.ListCallers", timeout=PATIENCE)
                except ringback.Error as error:
                    ended.append(error.code.name)

            threads = [threading.Thread(target=wait) for _ in range(4)]
            for thread in threads:
                thread.start()
            while client.closed is False:
                client.close()
            for thread in threads:
                thread.join(PATIENCE)
            # A thread that had not begun yet found the client closed.
            self.assertEqual(len(ended), 4)
            self.assertLessEqual(set(ended), {"CANCELLED", "INVALID_ARGUMENT"})

    def test_what_is_open_at_exit_is_closed_in_good_order(self) -> None:
        code = """
import asyncio, sys, ringback
file, address = sys.argv[1:]
client = ringback.open(file)
watcher = client.watch()
async def main():
    global kept, tasks
    kept = await ringback.aio.open(address)
    await kept.lookup("+12025550143")
    print("now", flush=True)
    sys.stdin.read()
    tasks = [asyncio.ensure_future(kept.lookup("1", timeout=60)) for _ in range(100)]
    tasks += [asyncio.ensure_future(kept.call("CallerService.ListCallers")) for _ in range(100)]
    await asyncio.sleep(0)
# Not asyncio.run(), which would cancel what is under way.
loop = asyncio.new_event_loop()
loop.run_until_complete(main())
"""
        with server(self.folder) as address:
            with subprocess.Popen(
                [sys.executable, "-W", "ignore", "-c", code, self.target, address],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,  # asyncio complains of tasks that nobody waited for
                text=True,
            ) as program:
                assert program.stdout is not None
                self.assertEqual(program.stdout.readline(), "now\n")
                # What the program asks for from now on is under way when it ends.
                with stopped(self.folder):
                    said, _ = program.communicate("", PATIENCE)
        self.assertEqual((program.returncode, said), (0, ""))


class Threads(Case):
    """Many threads, one client."""

    def test_threads_share_a_client(self) -> None:
        client = self.open()
        failed: List[BaseException] = []

        def work(number: int) -> None:
            try:
                name = add_caller(client, f"Caller {number}", f"+120255501{number:02}")
                for _ in range(50):
                    card = client.lookup(f"+120255501{number:02}", timeout=PATIENCE)
                    assert [match.caller for match in card.matches] == [name], card
                    try:
                        client.call(
                            "CallerService.GetCaller", {"name": f"tenants/t{number}/callers/1"}
                        )
                    except ringback.NotFound as error:
                        # The words of an error are those of this thread's call.
                        assert f"tenants/t{number}" in error.message, error
            except BaseException as problem:  # pylint: disable=broad-except
                failed.append(problem)

        threads = [threading.Thread(target=work, args=(number,)) for number in range(10, 18)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(failed, [])


class Forks(Case):
    """A child of a process that has opened something gets an error, never a crash or a hang."""

    def test_a_child_is_told(self) -> None:
        code = f"""
import os, ringback
client = ringback.open({self.target!r})
watcher = client.watch()
child = os.fork()
if child == 0:
    again = lambda: ringback.open("sqlite:{self.folder}/other.db")
    for use in [client.lookup, client.watch, again]:
        try:
            use()
        except ringback.FailedPrecondition:
            pass
        else:
            os._exit(3)
    watcher.close()
    client.close()
    raise SystemExit(7)
assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
client.call("CallerService.CreateCaller", {{"caller": {{"displayName": "Still Here"}}}})
assert next(watcher)["caller"]["displayName"] == "Still Here"
watcher.close()
client.close()
"""
        subprocess.run([sys.executable, "-c", code], check=True, timeout=PATIENCE)

    def test_a_child_may_open_when_its_parent_has_not(self) -> None:
        code = f"""
import os, ringback
ringback.version()
child = os.fork()
if child == 0:
    with ringback.open({self.target!r}) as client:
        client.lookup("+12025550143")
    os._exit(7)
assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
with ringback.open({self.target!r}) as client:
    client.lookup("+12025550143")
"""
        subprocess.run([sys.executable, "-c", code], check=True, timeout=PATIENCE)


class Watching(Case):
    """Watcher is an iterator with a file descriptor."""

    def test_events_come_in_order_and_the_watch_resumes(self) -> None:
        client = self.open()
        with client.watch(types=["EVENT_TYPE_CALLER_CREATED", 7]) as watcher:
            self.assertEqual(watcher.resume_token, "")
            names = [add_caller(client, f"Caller {number}") for number in range(5)]
            taken = [next(watcher)["resource"] for _ in range(2)]
            token = watcher.resume_token
        self.assertTrue(watcher.closed)
        with client.watch(resume_token=token) as watcher:
            taken += [next(watcher)["resource"] for _ in range(3)]
        self.assertEqual(taken, names)

    def test_next_waits_as_long_as_it_is_told(self) -> None:
        client = self.open()
        with client.watch() as watcher:
            self.assertIsNone(watcher.next(0))
            start = time.monotonic()
            self.assertIsNone(watcher.next(0.5))
            self.assertGreaterEqual(time.monotonic() - start, 0.49)
            with self.assertRaises(ringback.InvalidArgument):
                watcher.next(-1)
            add_caller(client, "Now")
            event = watcher.next(PATIENCE)
            assert event is not None
            self.assertEqual(event["type"], "EVENT_TYPE_CALLER_CREATED")

    def test_the_descriptor_is_readable_while_there_is_something_to_say(self) -> None:
        client = self.open()
        with client.watch() as watcher:
            self.assertEqual(select.select([watcher], [], [], 0)[0], [])
            add_caller(client, "Now")
            self.assertEqual(select.select([watcher], [], [], PATIENCE)[0], [watcher])
            self.assertIsNotNone(watcher.next(0))
            self.assertEqual(select.select([watcher], [], [], 0)[0], [])
            client.close()
            self.assertEqual(select.select([watcher], [], [], PATIENCE)[0], [watcher])
            with self.assertRaises(ringback.Cancelled):
                watcher.next(0)

    def test_close_ends_the_iteration_of_another_thread(self) -> None:
        client = self.open()
        watcher = client.watch()
        taken: List[str] = []
        thread = threading.Thread(
            target=lambda: taken.extend(event["resource"] for event in watcher)
        )
        thread.start()
        name = add_caller(client, "Now")
        self.wait_until(lambda: taken)
        watcher.close()
        thread.join(PATIENCE)
        self.assertFalse(thread.is_alive())
        self.assertEqual(taken, [name])

    def test_a_server_that_goes_down_ends_the_watch(self) -> None:
        with server(self.folder) as address:
            client = ringback.open(address)
            self.addCleanup(client.close)
            watcher = client.watch()
            add_caller(client, "Before")
            next(watcher)
        with self.assertRaises(ringback.Unavailable):
            watcher.next(PATIENCE)
        with server(self.folder):
            with client.watch(resume_token="start") as again:
                self.assertEqual(next(again)["resumeToken"], watcher.resume_token)
        watcher.close()

    def test_ctrl_c_ends_a_wait(self) -> None:
        code = f"""
import ringback
with ringback.open({self.target!r}) as client, client.watch() as watcher:
    try:
        print("waiting", flush=True)
        next(watcher)
    except KeyboardInterrupt:
        print("interrupted", flush=True)
"""
        with subprocess.Popen(
            [sys.executable, "-c", code], stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout is not None
            self.assertEqual(process.stdout.readline(), "waiting\n")
            process.send_signal(signal.SIGINT)
            self.assertEqual(process.stdout.readline(), "interrupted\n")
            self.assertEqual(process.wait(PATIENCE), 0)

    def test_a_watcher_that_is_dropped_is_closed_by_the_next_call(self) -> None:
        client = self.open()
        client.watch().close()
        before = self.event_descriptors()
        for _ in range(20):
            client.watch()
        client.lookup("+12025550143")
        self.wait_until(lambda: self.event_descriptors() <= before)

    @staticmethod
    def event_descriptors() -> int:
        """How many descriptors of watchers, and others of their kind, are open."""
        found = 0
        for name in os.listdir("/proc/self/fd"):
            with contextlib.suppress(FileNotFoundError):
                found += os.readlink(f"/proc/self/fd/{name}") == "anon_inode:[eventfd]"
        return found


if __name__ == "__main__":
    unittest.main()
