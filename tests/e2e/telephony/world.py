"""The parts of a small telephone world: Ringback's server, telephones, customers, and servers that misbehave.

All of it runs in a network namespace of its own (in_namespace.sh), so that fixed ports clash with nobody and nothing
leaves the machine. Tests wait for what they expect to see; they never sleep for a fixed time. Where a card is to be
shown, it may take as long as on a slow machine; where a phone must not wait for its card, waiting would last longer than
the phone has time to ring.
"""

import json
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
import wave

HERE = pathlib.Path(__file__).resolve().parent
SERVER = "127.0.0.1:7443"
LONG = 20  # seconds: how long to wait for what should come at once
TO_RING = 15  # seconds in which a phone rings: sipp/customer_*.xml

CUSTOMER = "+12025550143"
CALLER_ID = "+12025550100"
NAME = "Mr. Robert Jones"
PURPOSE = "your autumn heating check"

# One number in three spellings, as carriers send it.
SPELLINGS = (
    "<sip:+12025550143@carrier.example>",
    '"JONES R" <sip:2025550143@127.0.0.1:5090;user=phone>',
    "<tel:+1-202-555-0143>",
)


def wait_for(condition, what, seconds=LONG):
    """Waits until condition() is true, and returns what it returned."""
    until = time.monotonic() + seconds
    while True:
        result = condition()
        if result:
            return result
        if time.monotonic() > until:
            raise AssertionError(f"waited {seconds} s in vain for: {what() if callable(what) else what}")
        time.sleep(0.02)


def port_is_open(port):
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
        return True
    except OSError:
        return False


class Program:
    """A program that runs, and what it printed."""

    def __init__(self, folder, name, command, env=None, stdin=subprocess.DEVNULL, cwd=None):
        self.name = name
        self.log = pathlib.Path(tempfile.mkstemp(prefix=name + ".", suffix=".log", dir=folder)[1])
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                command, stdin=stdin, stdout=log, stderr=subprocess.STDOUT, cwd=cwd or folder,
                env={**os.environ, **(env or {})}, start_new_session=True)

    def output(self):
        return self.log.read_text(errors="replace")

    def words(self):
        """The output without sipp's screens."""
        screen = re.compile(r"[\033|]|[-+]{5}|^\s*$")
        return "\n".join([line for line in self.output().splitlines() if not screen.search(line)][-30:])

    def runs(self):
        return self.process.poll() is None

    def wait_for_output(self, pattern, times=1, seconds=LONG):
        """Waits until the output has matches of the pattern; returns them."""

        def enough():
            found = re.findall(pattern, self.output(), re.MULTILINE)
            return found if len(found) >= times else None

        return wait_for(enough, lambda: f"{times} times {pattern!r} from {self.name}, which said:\n{self.output()}",
                        seconds)

    def wait(self, seconds=LONG):
        """Waits for its end, and returns its exit status."""
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"{self.name} does not end; it said:\n{self.output()}") from None

    def send(self, line):
        self.process.stdin.write(line.encode() + b"\n")
        self.process.stdin.flush()

    def stop(self, number=signal.SIGTERM):
        if self.runs():
            self.process.send_signal(signal.SIGCONT)
            self.process.send_signal(number)
            try:
                self.process.wait(LONG)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
            try:
                os.killpg(self.process.pid, signal.SIGKILL)  # what it started may hold its ports
            except ProcessLookupError:
                pass
        if self.process.stdin:
            self.process.stdin.close()


class CtrlTcp:
    """A client of baresip's ctrl_tcp: JSON in netstrings."""

    def __init__(self, port=4444):
        wait_for(lambda: port_is_open(port), "ctrl_tcp")
        self.socket = socket.create_connection(("127.0.0.1", port), LONG)
        self.buffer = b""
        self.seen = []

    def command(self, name, params=""):
        text = json.dumps({"command": name, "params": params, "token": name}).encode()
        self.socket.sendall(b"%d:%s," % (len(text), text))

    def _message(self, seconds):
        until = time.monotonic() + seconds
        while True:
            size, colon, rest = self.buffer.partition(b":")
            if colon and len(rest) > int(size):
                self.buffer = rest[int(size) + 1 :]
                return json.loads(rest[: int(size)].decode(errors="replace"))
            self.socket.settimeout(max(0.01, until - time.monotonic()))
            data = self.socket.recv(65536)
            if not data:
                raise AssertionError("baresip closed ctrl_tcp")
            self.buffer += data

    def wait_for(self, wanted, what, seconds=LONG):
        """The next message for which wanted(message) is true; those before it are passed over."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            try:
                message = self._message(max(0.01, until - time.monotonic()))
            except TimeoutError:
                break
            self.seen.append(message)
            if wanted(message):
                return message
        raise AssertionError(f"baresip did not tell {what}; it told {json.dumps(self.seen[-20:], indent=1)}")

    def event(self, kind):
        return self.wait_for(lambda message: message.get("type") == kind, kind)

    def answer(self, name, params=""):
        """Sends a command, and returns the text that it answers."""
        self.command(name, params)
        return self.wait_for(lambda message: message.get("token") == name, f"the answer to {name}")["data"]

    def module_event(self, kind):
        """The JSON of the next event of the module, "ringback,KIND,{...}", with the event around it."""
        start = f"ringback,{kind},"
        event = self.wait_for(lambda message: message.get("param", "").startswith(start), f"the event {start}")
        return json.loads(event["param"][len(start) :]), event

    def close(self):
        self.socket.close()


class BadServer:
    """A server at Ringback's address that misbehaves.

    Without a delay it accepts and never says a word. With one it hands everything on to the real server, and everything
    that the server says back after `delay` seconds.
    """

    def __init__(self, delay=None, to_port=None):
        self.delay = delay
        self.to_port = to_port
        self.accepted = 0
        self.open = []
        self.listener = socket.create_server(("127.0.0.1", 7443), backlog=128)
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                client = self.listener.accept()[0]
            except OSError:
                return
            self.accepted += 1
            self.open.append(client)
            if self.delay is not None:
                server = socket.create_connection(("127.0.0.1", self.to_port))
                self.open.append(server)
                threading.Thread(target=self._copy, args=(client, server, 0), daemon=True).start()
                threading.Thread(target=self._copy, args=(server, client, self.delay), daemon=True).start()

    def _copy(self, source, to, delay):
        try:
            while data := source.recv(65536):
                if delay:
                    threading.Event().wait(delay)
                to.sendall(data)
        except OSError:
            pass

    def close(self):
        for end in [self.listener, *self.open]:
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            end.close()


class World(unittest.TestCase):
    """A test with a folder of its own, whose programs end with it."""

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="telephony-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        libraries = self.folder / "lib"
        libraries.mkdir()
        for name in ("libringback.so", "libringback.so.0"):
            (libraries / name).symlink_to(os.environ["LIBRINGBACK"])
        self.environment = {
            "HOME": str(self.folder),
            "LD_LIBRARY_PATH": str(libraries),
            "RINGBACK_LIBRARY": str(libraries / "libringback.so"),
            "PYTHONPATH": os.environ["RINGBACK_PYTHON"],
            "PYTHONDONTWRITEBYTECODE": "1",
        }

    # ---------------------------------------------------------------- programs

    def start(self, name, command, **more):
        program = Program(self.folder, name, command, env=self.environment, **more)
        self.addCleanup(program.stop)
        return program

    def start_server(self, port=7443):
        """ringbackd, with a company, an agent and a customer."""
        server = self.start("ringbackd", [os.environ["RINGBACKD"], "--store", f"sqlite:{self.folder}/calls.db",
                                          "--listen", f"127.0.0.1:{port}"])
        server.wait_for_output("listening on")
        self.cli_server = f"127.0.0.1:{port}"
        self.cli("tenant", "update", "default", "--display-name", "Sample Heating", "--region", "US", "--time-zone",
                 "America/New_York", "--own-number", "+12025550199", "--caller-id", CALLER_ID)
        self.cli("agent", "create", "tracy", "--display-name", "Tracy", "--presence", "free")
        self.cli("caller", "create", "--honorific", "Mr.", "--given-name", "Robert", "--family-name", "Jones",
                 "--display-name", NAME, "--phone", "mobile=" + CUSTOMER)
        return server

    def cli(self, *arguments):
        """Runs `ringback` and returns the resources that it prints."""
        done = subprocess.run([os.environ["RINGBACK"], "--server", self.cli_server, "--json", *arguments],
                              capture_output=True, text=True, timeout=LONG, check=False)
        self.assertEqual(done.returncode, 0, f"ringback {' '.join(arguments)}: {done.stderr}")
        resources, rest = [], done.stdout.strip()
        while rest:
            resource, end = json.JSONDecoder().raw_decode(rest)
            resources.append(resource)
            rest = rest[end:].strip()
        return resources

    def attempts(self):
        """The attempts in the store, newest first."""
        return self.cli("attempt", "list")

    def record_attempt(self, purpose=PURPOSE, number=CUSTOMER):
        """Tracy rang, nobody answered."""
        self.cli("attempt", "record", "--number", number, "--agent", "tracy", "--caller-id", CALLER_ID, "--purpose",
                 purpose, "--outcome", "no-answer", "--start", "-12m")

    def wait_for_attempts(self, *wanted):
        """Waits until the store's attempts, oldest first, have these outcomes; returns them."""

        def there():
            attempts = self.attempts()[::-1]
            return attempts if [attempt.get("outcome") for attempt in attempts] == list(wanted) else None

        return wait_for(there, lambda: f"{wanted}; there are {self.attempts()}")

    def sipp(self, scenario, *arguments, port=5090, count=1, to=None, keys=None):
        """A customer or a telephone, as sipp plays it: tests/e2e/telephony/sipp."""
        command = ["sipp", *([to] if to else []), "-sf", str(HERE / "sipp" / f"{scenario}.xml"), "-m", str(count), "-i",
                   "127.0.0.1", "-p", str(port), "-mi", "127.0.0.1", "-nostdin", "-timeout", "60", "-timeout_error",
                   "-max_invite_retrans", "20", *arguments]
        for key, value in (keys or {}).items():
            command += ["-key", key, value]
        program = self.start(f"sipp-{scenario}", command)
        self.addCleanup(program.stop, signal.SIGKILL)  # else it waits for the end of its calls
        return program

    def phone(self, scenario, port=5080, **more):
        """A telephone that waits for a call, and keeps the messages that it gets: messages_of()."""
        messages = tempfile.mkstemp(prefix=f"{scenario}.", suffix=".messages", dir=self.folder)[1]
        program = self.sipp(scenario, "-trace_msg", "-message_file", messages, port=port, **more)
        program.messages = pathlib.Path(messages)
        wait_for(lambda: f":{port:04X} " in pathlib.Path("/proc/net/udp").read_text(), f"{scenario} at {port}")
        return program

    def invites(self, phone):
        """The INVITEs that a telephone got: for each the lines of its head, split at anything that ends a line."""
        heads = []
        for message in re.split(rb"message received \[\d+\] bytes\s*:\s*", phone.messages.read_bytes())[1:]:
            if message.startswith(b"INVITE "):
                heads.append(re.split(r"\r\n|\r|\n", message.partition(b"\r\n\r\n")[0].decode(errors="replace")))
        return heads

    def customer(self, scenario, to, sender=SPELLINGS[0], *arguments, callee="agent", port=5090, **more):
        """A customer who rings `to`, "127.0.0.1:5070"."""
        keys = {"callee": callee, "from": sender}
        return self.sipp(scenario, *arguments, to=to, port=port, keys=keys, **more)

    def expect_success(self, sipp):
        self.assertEqual(sipp.wait(70), 0, f"{sipp.name}: the call did not go as it should\n{sipp.words()}")

    def bad_server(self, **arguments):
        server = BadServer(**arguments)
        self.addCleanup(server.close)
        return server

    # ---------------------------------------------------------------- baresip

    def start_baresip(self, module=True, calls=4, patience=LONG):
        """baresip without sound hardware, at 127.0.0.1:5070, told what to do over ctrl_tcp. Its look-ups may take
        `patience` seconds; None: as long as they may unless told."""
        folder = self.folder / "baresip"
        modules = folder / "modules"
        modules.mkdir(parents=True)
        for file in pathlib.Path("/usr/lib/baresip/modules").glob("*.so"):
            (modules / file.name).symlink_to(file)
        with wave.open(str(folder / "silence.wav"), "wb") as silence:
            silence.setnchannels(1)
            silence.setsampwidth(2)
            silence.setframerate(8000)
            silence.writeframes(bytes(2 * 8000 * 60))
        lines = ["poll_method epoll", "sip_listen 127.0.0.1:5070", f"call_max_calls {calls}", "call_local_timeout 120",
                 "audio_player aufile,/dev/null", f"audio_source aufile,{folder}/silence.wav",
                 "audio_alert aufile,/dev/null", "ausrc_channels 1", "rtp_ports 16000-16400",
                 "net_interface 127.0.0.1", f"module_path {modules}", "module g711.so", "module aufile.so",
                 "module_app account.so", "module_app contact.so", "module_app menu.so", "module_app ctrl_tcp.so",
                 "ctrl_tcp_listen 127.0.0.1:4444"]
        if module:
            (modules / "ringback.so").symlink_to(os.environ["BARESIP_MODULE"])
            lines += ["module_app ringback.so", f"ringback_target {SERVER}",
                      "ringback_agent tenants/default/agents/tracy", f"ringback_caller_id {CALLER_ID}"]
            if patience is not None:
                lines.append(f"ringback_timeout_ms {1000 * patience}")
        (folder / "config").write_text("\n".join(lines) + "\n")
        (folder / "accounts").write_text(
            "<sip:agent@127.0.0.1:5070>;regint=0;answermode=manual;audio_codecs=pcmu/8000/1\n")
        (folder / "contacts").write_text("")
        program = self.start("baresip", ["baresip", "-f", str(folder), "-4"])
        wait_for(lambda: port_is_open(4444) or not program.runs(), "baresip")
        self.assertTrue(program.runs(), program.output())
        return program
