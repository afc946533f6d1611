#!/usr/bin/env python3
"""Ringback beside a softphone that cannot be changed: here baresip, as it is, over its ctrl_tcp.

Calls that come in are looked up while they ring, and the card is printed. Calls that go out are recorded as attempts,
with their disposition. What is typed goes to the softphone, so that a purpose can be said:

    dial +12025550143 your autumn heating check
    accept
    hangup
"""

import argparse
import asyncio
import json
import re
import signal
import sys
import threading
import time
import uuid

import ringback
import ringback.aio

RETRY_SECONDS = 2
KEEP_TRYING_SECONDS = 3600

# The events of an outgoing call that say how it goes.
OUTGOING = ("CALL_RINGING", "CALL_PROGRESS", "CALL_ESTABLISHED", "CALL_CLOSED")


def one_line(text):
    """Text that others wrote, fit for a terminal: no control characters, no line ends of any kind."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def say(word, text):
    print(f"{word:8}{one_line(text)}", flush=True)


def now():
    seconds = time.time()
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds)) + f".{int(seconds % 1 * 1e6):06d}Z"


def show(card):
    """Prints the card in the lines that an agent reads."""
    for match in card.matches[:3]:
        say("CALL", f"{match.display_name or card.national} [{match.confidence.name}]")
        for reason in match.reasons:
            say("", reason.text)
        purpose = next((attempt.purpose for attempt in match.attempts if attempt.purpose), "")
        if purpose:
            say("ABOUT", purpose)
    if not card.matches:
        say("CALL", f"{'number withheld' if card.withheld else card.national or card.ani}: nobody that we know")
    if card.opening_line:
        say("SAY", card.opening_line)
    for step in card.next_steps:
        say("NEXT", step)


def disposition(answered, rang, closed):
    """How an attempt ended, from what ctrl_tcp tells: events, and for refused calls the status, "486 Busy Here"."""
    status = re.match(r"\d{3}\b", closed)
    code = int(status[0]) if status else 0
    if answered:
        return "OUTCOME_CONNECTED"
    if code in (486, 600):
        return "OUTCOME_BUSY"
    if code in (603, 607):
        return "OUTCOME_REFUSED"
    if code == 480 or (rang and code in (0, 408, 487)):
        return "OUTCOME_NO_ANSWER"
    return "OUTCOME_FAILED"


class Attempt:
    """A call that we made, from its first event to the last write."""

    def __init__(self, bridge, number, purpose):
        self.rang = self.answered = False
        self.over = asyncio.get_running_loop().create_future()  # what CALL_CLOSED said, and when
        bridge.start(self.record(bridge, number, purpose, now()))

    def close(self, said):
        if not self.over.done():
            self.over.set_result((said, now()))

    async def record(self, bridge, number, purpose, begun):
        attempt = {"agent": bridge.options.agent, "dialedNumber": number, "callerId": bridge.options.caller_id,
                   "purpose": purpose, "startTime": begun}
        attempt = {key: value for key, value in attempt.items() if value}
        request = {"parent": bridge.options.parent, "attempt": attempt}
        started = await bridge.write("AttemptService.StartAttempt", request)
        if started is None:
            return
        said, ended = await self.over
        outcome = disposition(self.answered, self.rang, said)
        request = {"name": started["name"], "outcome": outcome, "endTime": ended}
        if await bridge.write("AttemptService.FinishAttempt", request) is not None:
            say("SAVED", f"{started['name']}: {outcome[len('OUTCOME_'):].lower().replace('_', ' ')}")


class Bridge:
    def __init__(self, client, options):
        self.client = client
        self.options = options
        self.softphone = None  # where commands go
        self.attempts = {}  # by the call's id
        self.dialed = []  # (number, purpose) whose call has not shown yet
        self.tasks = set()

    def start(self, work):
        task = asyncio.create_task(work)
        self.tasks.add(task)  # a task that nobody holds may be collected
        task.add_done_callback(self.tasks.discard)

    async def write(self, method, request):
        """A write, tried again while the server is away: its request id makes that safe. None: it cannot be made."""
        request = {**request, "requestId": str(uuid.uuid4())}
        until = time.monotonic() + KEEP_TRYING_SECONDS
        while True:
            try:
                return await self.client.call(method, request, timeout=10)
            except (ringback.Unavailable, ringback.DeadlineExceeded, ringback.Aborted) as error:
                if time.monotonic() > until:
                    say("ERROR", f"{method}: {error}")
                    return None
            except ringback.Error as error:
                say("ERROR", f"{method}: {error}")
                return None
            await asyncio.sleep(RETRY_SECONDS)

    async def look_up(self, event):
        try:
            card = await self.client.lookup(
                one_line(event.get("peeruri", "")),
                dnis=self.options.caller_id,
                name_hint=one_line(event.get("peerdisplayname", "")),
                agent=self.options.agent,
                parent=self.options.parent,
                timeout=self.options.timeout,
            )
            show(card)
        except ringback.Error as error:
            say("ERROR", f"no card for {event.get('peeruri', '')}: {error}")

    def purpose_of(self, uri):
        """Why this call was dialled; "" when it was dialled elsewhere."""
        for entry in self.dialed:
            if entry[0] in uri:
                self.dialed.remove(entry)
                return entry[1]
        return ""

    def on_event(self, event):
        kind, call = event.get("type", ""), event.get("id", "")
        if kind == "CALL_INCOMING":
            self.start(self.look_up(event))
        if event.get("direction") != "outgoing" or kind not in OUTGOING or not call:
            return
        if call not in self.attempts:
            uri = event.get("peeruri", "")
            self.attempts[call] = Attempt(self, uri, self.purpose_of(uri))
        attempt = self.attempts[call]
        attempt.rang = attempt.rang or kind in ("CALL_RINGING", "CALL_PROGRESS")
        attempt.answered = attempt.answered or kind == "CALL_ESTABLISHED"
        if kind == "CALL_CLOSED":
            attempt.close(event.get("param", ""))
            del self.attempts[call]

    def on_message(self, message):
        if message.get("event"):
            self.on_event(message)
        elif message.get("response") and not message.get("ok", True):
            say("ERROR", f"the softphone says: {message.get('data', '')}")

    def command(self, line):
        """A line that was typed, as the softphone's command."""
        words = line.strip().split(maxsplit=2)
        if not words:
            return
        if words[0] == "dial" and len(words) > 1:
            self.dialed.append((words[1], words[2] if len(words) > 2 else ""))
            words = words[:2]
        if self.softphone is None:
            say("ERROR", "no softphone")
            return
        text = json.dumps({"command": words[0], "params": " ".join(words[1:])}).encode()
        self.softphone.write(b"%d:%s," % (len(text), text))

    async def follow(self):
        """Follows the softphone's events; when it goes away, waits for it to come back."""
        host, port = self.options.softphone.rsplit(":", 1)
        while True:
            try:
                reader, self.softphone = await asyncio.open_connection(host, int(port))
                say("READY", f"softphone at {self.options.softphone}")
                while True:
                    size = await reader.readuntil(b":")
                    body = await reader.readexactly(int(size[:-1]) + 1)
                    try:
                        self.on_message(json.loads(body[:-1].decode(errors="replace")))
                    except ValueError:
                        say("ERROR", "a message of the softphone is not JSON")
            except (OSError, asyncio.IncompleteReadError):
                self.softphone = None
                for call in list(self.attempts):
                    self.on_event({"type": "CALL_CLOSED", "id": call, "direction": "outgoing"})
            await asyncio.sleep(0.5)

    def read_terminal(self, loop):
        """Takes what is typed, until its end. On a thread of its own: not every standard input can be waited for."""
        with open(0, "rb", buffering=0, closefd=False) as terminal:
            for line in terminal:
                loop.call_soon_threadsafe(self.command, line.decode(errors="replace"))


async def main(options):
    async with ringback.aio.open(options.ringback) as client:
        bridge = Bridge(client, options)
        loop = asyncio.get_running_loop()
        threading.Thread(target=bridge.read_terminal, args=(loop,), daemon=True).start()
        work = asyncio.create_task(bridge.follow())
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, work.cancel)
        try:
            await work
        except asyncio.CancelledError:
            if bridge.tasks:  # writes that are under way
                await asyncio.wait(bridge.tasks, timeout=1)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--ringback", default="127.0.0.1:7443", help="where ringbackd is (%(default)s)")
    parser.add_argument("--softphone", default="127.0.0.1:4444", help="baresip's ctrl_tcp_listen (%(default)s)")
    parser.add_argument("--agent", help='who works here: "tenants/default/agents/tracy"')
    parser.add_argument("--caller-id", help="the number that we show")
    parser.add_argument("--parent", help="the company; tenants/default unless given")
    parser.add_argument("--timeout", type=float, default=1, help="seconds for a look-up (%(default)s)")
    asyncio.run(main(parser.parse_args()))
