"""Customers and telephones whose every step the test decides: SIP over UDP, a datagram at a time.

Messages may overtake each other between two ends: a proxy has several workers, and each takes a datagram as it comes.
So a test sends what follows from a message only after it has seen that the message arrived, and what is not answered is
sent again.
"""

import itertools
import re
import socket
import threading
import time

from world import LONG

HOST = "127.0.0.1"
AGAIN = 0.5  # seconds, after which what was not answered is sent again
_numbers = itertools.count(1)


class Message:
    """A request or a response. A line ends wherever some telephone might think that it does."""

    def __init__(self, data):
        self.data = data
        self.lines = re.split(r"\r\n|\r|\n", data.partition(b"\r\n\r\n")[0].decode(errors="replace"))
        first = self.lines[0].split(" ", 2)
        self.status = int(first[1]) if first[0] == "SIP/2.0" else 0
        self.method = "" if self.status else first[0]
        self.uri = "" if self.status else first[1]

    def all(self, *names):
        """The values of the headers of these names, in their order."""
        values = []
        for line in self.lines[1:]:
            name, colon, value = line.partition(":")
            if colon and name.strip().lower() in names:
                values.append(value.strip())
        return values

    def get(self, *names):
        return (self.all(*names) or [""])[0]

    @property
    def call_id(self):
        return self.get("call-id", "i")

    @property
    def of(self):
        """The method of the transaction."""
        return self.get("cseq").split()[-1]


class Endpoint:
    """A UDP port. Keeps what arrives in `messages`; a request that comes again gets the same answer again."""

    def __init__(self, port):
        self.port = port
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        self.socket.bind((HOST, port))
        self.messages = []
        self._answers = {}  # by the transaction of a request
        self._changed = threading.Condition()
        threading.Thread(target=self._receive, daemon=True).start()

    def _receive(self):
        while True:
            try:
                data, sender = self.socket.recvfrom(65536)
            except OSError:
                return
            if not data:  # the end
                return
            message = Message(data)
            message.sender = sender
            with self._changed:
                key = self._transaction(message)
                if key in self._answers:
                    if self._answers[key]:
                        self.socket.sendto(self._answers[key], sender)
                    continue
                if message.method:
                    self._answers[key] = b""
                self.messages.append(message)
                self._changed.notify_all()

    @staticmethod
    def _transaction(message):
        return (message.method, message.get("via", "v")) if message.method else None

    def send(self, data, to):
        self.socket.sendto(data if isinstance(data, bytes) else data.encode(), to)

    def wait_for(self, wanted, what, again=None):
        """The first message for which wanted(message) is true; calls again() as long as there is none."""
        until = time.monotonic() + LONG
        while True:
            with self._changed:
                for message in self.messages:
                    if wanted(message):
                        return message
                if time.monotonic() > until:
                    seen = "\n".join(message.lines[0] for message in self.messages)
                    raise AssertionError(f"port {self.port} waited {LONG} s in vain for {what}; it got\n{seen}")
                self._changed.wait(AGAIN)
            if again:
                again()

    def answer(self, request, status, tag="", headers=b"", body=""):
        """Answers a request, at once and whenever it comes again."""
        lines = [f"SIP/2.0 {status}"]
        for line in request.lines[1:]:
            name = line.partition(":")[0].strip().lower()
            if name in ("via", "v", "from", "f", "to", "t", "call-id", "i", "cseq", "record-route"):
                lines.append(f"{line};tag={tag}" if tag and name in ("to", "t") and "tag=" not in line else line)
        lines.append(f"Contact: <sip:{HOST}:{self.port}>")
        data = _with_body(lines, headers, body)
        with self._changed:
            self._answers[self._transaction(request)] = data
        self.send(data, request.sender)

    def repeat(self, request):
        """Sends the last answer to a request again."""
        self.send(self._answers[self._transaction(request)], request.sender)

    def close(self):
        # close() alone does not wake the thread that reads.
        try:
            self.socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self.socket.close()


def _with_body(lines, headers, body):
    if body:
        lines.append("Content-Type: application/sdp")
    head = "\r\n".join(lines).encode() + b"\r\n" + (headers + b"\r\n" if headers else b"")
    return head + f"Content-Length: {len(body)}\r\n\r\n{body}".encode()


def session(port):
    """A session description."""
    return (f"v=0\r\no=sample 1 1 IN IP4 {HOST}\r\ns=-\r\nc=IN IP4 {HOST}\r\nt=0 0\r\n"
            f"m=audio {port + 1000} RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\n")


class Telephone(Endpoint):
    """What the proxy rings."""

    def __init__(self, port=5080):
        super().__init__(port)
        self._rung = set()

    def ring(self, call_id=None):
        """Waits for the next call, or for the one of this Call-ID, and rings."""
        invite = self.wait_for(
            lambda message: message.method == "INVITE" and message.call_id not in self._rung
            and call_id in (None, message.call_id), "a call")
        self._rung.add(invite.call_id)
        call = IncomingCall(self, invite)
        self.answer(invite, "180 Ringing", call.tag)
        return call


class IncomingCall:
    """A call that rings at a telephone."""

    def __init__(self, phone, invite):
        self.phone = phone
        self.invite = invite
        self.tag = f"p{next(_numbers)}"

    def wait_for(self, method):
        return self.phone.wait_for(
            lambda message: message.method == method and message.call_id == self.invite.call_id, method)

    def end(self, status, body=""):
        """Gives the final answer to the call."""
        self.phone.answer(self.invite, status, self.tag, body=body)

    def wait_for_ack(self):
        """Waits until the final answer has arrived; sends it again until then."""
        self.phone.wait_for(lambda message: message.method == "ACK" and message.call_id == self.invite.call_id,
                            "an ACK", lambda: self.phone.repeat(self.invite))

    def turn_away(self):
        self.end("603 Decline")
        self.wait_for_ack()

    def take_up(self):
        """Answers; wait_for_ack() comes when the customer has acknowledged it."""
        self.end("200 OK", session(self.phone.port))

    def be_given_up(self):
        """Waits for the CANCEL, and ends the call as it asks."""
        self.phone.answer(self.wait_for("CANCEL"), "200 OK", self.tag)
        self.end("487 Request Terminated")
        self.wait_for_ack()

    def request(self, method, headers=b""):
        """A request of the telephone within the call, and the branch by which its answer is known."""
        branch = f"z9hG4bK{self.tag}x{next(_numbers)}"
        lines = [f"{method} {self.invite.get('contact', 'm').strip('<>')} SIP/2.0",
                 f"Via: SIP/2.0/UDP {HOST}:{self.phone.port};branch={branch}",
                 *[f"Route: {route}" for route in self.invite.all("record-route")],
                 f"From: {self.invite.get('to', 't')};tag={self.tag}", f"To: {self.invite.get('from', 'f')}",
                 f"Call-ID: {self.invite.call_id}", f"CSeq: {next(_numbers)} {method}", "Max-Forwards: 70"]
        return _with_body(lines, headers, ""), branch


class Customer(Endpoint):
    """Where calls come from."""

    def __init__(self, port=5090):
        super().__init__(port)

    def ring(self, to, sender, headers=b"", callee="agent"):
        """Sends an INVITE to ("127.0.0.1", 5060), again until there is an answer to it."""
        call = self.call(to, sender, callee)
        call.begin(headers)
        return call

    def call(self, to, sender, callee="agent"):
        """A call of which nothing is sent yet."""
        return OutgoingCall(self, to, sender, callee)


class OutgoingCall:
    """A call that a customer makes. `headers` are bytes, whole lines without the last line end."""

    def __init__(self, customer, to, sender, callee):
        self.customer = customer
        self.to = to
        self.uri = f"sip:{callee}@{to[0]}:{to[1]}"
        self.number = next(_numbers)
        self.call_id = f"c{self.number}@{HOST}"
        self.sender = sender
        self.callee = f"<{self.uri}>"
        self.routes = []
        self.sequence = 1
        self.branch = ""

    def request(self, method, headers=b"", body="", sequence=None, branch=None):
        self.branch = branch or f"z9hG4bK{self.number}x{next(_numbers)}"
        lines = [f"{method} {self.uri} SIP/2.0",
                 f"Via: SIP/2.0/UDP {HOST}:{self.customer.port};branch={self.branch}",
                 *[f"Route: {route}" for route in self.routes],
                 f"From: {self.sender};tag=c{self.number}", f"To: {self.callee}", f"Call-ID: {self.call_id}",
                 f"CSeq: {sequence or self.sequence} {method}", "Max-Forwards: 70",
                 f"Contact: <sip:customer@{HOST}:{self.customer.port}>"]
        return _with_body(lines, headers, body)

    def send(self, data):
        self.customer.send(data, self.to)

    def begin(self, headers=b""):
        self._invite = self.request("INVITE", headers, session(self.customer.port))
        self.first_branch = self.branch
        self.send(self._invite)

    def wait_for(self, status, method="INVITE", again=None):
        """Waits for a response of this status; it is an error when another final one comes instead."""

        def wanted(message):
            return (message.call_id == self.call_id and message.of == method and message.status >= 100
                    and (message.status == status or message.status >= 200))

        response = self.customer.wait_for(wanted, f"{status} to {method}", again)
        if response.status != status:
            raise AssertionError(f"{response.lines[0]} instead of {status} to {method}")
        return response

    def hear_it_ring(self):
        return self.wait_for(180, again=self._invite_again)

    def _invite_again(self):
        if not any(message.call_id == self.call_id for message in self.customer.messages):
            self.send(self._invite)

    def acknowledge(self, status, headers=b""):
        """Waits for the final answer to the INVITE, and acknowledges it."""
        response = self.wait_for(status, again=self._invite_again)
        self.callee = response.get("to", "t")
        if status >= 300:
            self.send(self.request("ACK", headers, branch=self.first_branch))
            return response
        self.uri = response.get("contact", "m").strip("<>")
        self.routes = response.all("record-route")[::-1]
        self.send(self.request("ACK", headers))
        return response

    def hang_up(self, incoming):
        """Hangs up, and waits for both ends to know."""
        self.sequence += 1
        data = self.request("BYE")
        self.send(data)
        incoming.phone.answer(incoming.wait_for("BYE"), "200 OK", incoming.tag)
        self.wait_for(200, "BYE", lambda: self.send(data))

    def cancel(self, headers=b""):
        """Asks for the end of a call that rings, and waits until the next hop knows; acknowledge(487) follows."""
        data = self.request("CANCEL", headers, sequence=1, branch=self.first_branch)
        self.send(data)
        self.wait_for(200, "CANCEL", lambda: self.send(data))
