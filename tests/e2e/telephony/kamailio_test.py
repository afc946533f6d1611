"""The proxy: desk phones get who is calling and why in headers, and ring whatever happens."""

import json
import os
import re
import signal
import socket
import threading
import unittest

from sip import Customer, Telephone
from world import LONG, NAME, PURPOSE, SPELLINGS, World, port_is_open, wait_for

PROXY = ("127.0.0.1", 5060)
OURS = re.compile(r"(?i)\s*(x-caller-|call-reason|call-info)")
STRANGER = "<sip:+12025550177@carrier.example>"

# What somebody outside may write to speak in our name. Each has the word "forged".
FORGERIES = (
    b'X-Caller-Context: name="Forged";confidence=CONFIRMED',
    b"x-caller-context: forged",
    b"X-CALLER-CONTEXT:forged",
    b"X-Caller-Context : forged",
    b"X-Caller-Context\t: forged",
    b"X-Caller-Context:\r\n forged",
    b"X-Caller-Context: a\r\nX-Caller-Context: forged",
    b"X-Caller-Name: forged",
    b"x-caller-id : forged",
    b'Call-Reason: "forged"',
    b"call-reason\t : forged",
    b"Call-Info: <http://forged.example/card>;purpose=info",
    b"CALL-INFO: <http://a.example>,\r\n\t<http://forged.example/card>;purpose=info",
    b"Subject: a\nX-Caller-Context: forged",
    b"Subject: a\rX-Caller-Context: forged",
    b"Subject: a\r\rCall-Reason: forged",
)

# The requests of a call that is under way.
IN_DIALOG = ("INVITE", "UPDATE", "INFO", "MESSAGE", "REFER", "NOTIFY", "SUBSCRIBE", "OPTIONS", "PRACK", "PUBLISH", "BYE")


class KamailioTest(World):
    def setUp(self):
        super().setUp()
        self.phone = Telephone()
        self.addCleanup(self.phone.close)
        self.customer = Customer()
        self.addCleanup(self.customer.close)
        self.helpers = 0

    def start_proxy(self, helper=True, patience=LONG):
        """Kamailio, and the helper that asks Ringback for it. Calls wait `patience` seconds for their card, so that a
        slow machine shows it, too; None: as long as they do unless told."""
        limits, limit = [], []
        if patience is not None:
            limits = ["-A", f"CONTEXT_MS={int(patience * 1000)}"]
            limit = ["--timeout", str(patience / 2)]
        self.proxy = self.start("kamailio", [
            "kamailio", "-DD", "-E", "-f", os.environ["EXAMPLES"] + "/kamailio/kamailio.cfg", "-m", "32", "-M", "4",
            "-P", f"{self.folder}/kamailio.pid", "-Y", str(self.folder), *limits])
        wait_for(lambda: port_is_open(8448), lambda: f"Kamailio, which said: {self.proxy.output()}")
        # The probe above was a helper that came and went.
        self.proxy.wait_for_output("helpers: 0")
        if helper:
            self.helper = self.start("helper", ["python3", os.environ["EXAMPLES"] + "/kamailio/caller_context.py",
                                                "--card-url", "https://crm.example/callers/{caller}", *limit])
            self.wait_for_helpers(1)

    def wait_for_helpers(self, count):
        """Waits until the proxy has noticed that so many helpers are connected."""
        wait_for(lambda: re.findall(r"helpers: (\d+)", self.proxy.output())[-1] == str(count),
                 lambda: f"{count} helpers of Kamailio, which said: {self.proxy.output()}")

    def stand_in(self, answer):
        """A helper of our own: answer(question) gives the headers, None says nothing at all. Returns the questions, and
        what sends an answer later."""
        connection = socket.create_connection(("127.0.0.1", 8448))
        self.addCleanup(connection.close)
        asked = []

        def say(question, headers):
            text = json.dumps({"index": question["index"], "label": question["label"], **headers}).encode()
            connection.sendall(b"%d:%s," % (len(text), text))

        def serve():
            buffer = b""
            while data := connection.recv(65536):
                buffer += data
                while b":" in buffer and len(buffer) > (end := buffer.index(b":") + 1 + int(buffer.split(b":")[0])):
                    question = json.loads(buffer[buffer.index(b":") + 1 : end])
                    buffer = buffer[end + 1 :]
                    asked.append(question)
                    headers = answer(question)
                    if headers is not None:
                        say(question, headers)

        threading.Thread(target=serve, daemon=True).start()
        self.helpers += 1
        self.wait_for_helpers(self.helpers)
        return asked, say

    def ours(self, message):
        """Our headers in what the phone got."""
        headers = {}
        for line in message.lines:
            if OURS.match(line):
                name, _, value = line.partition(":")
                self.assertNotIn(name.strip().lower(), headers)
                headers[name.strip().lower()] = value.strip()
        return headers

    def ring(self, sender=SPELLINGS[0], headers=b""):
        """A customer rings, the desk phone rings, and its owner turns the call away when the customer knows that it
        rings. Returns our headers."""
        outgoing = self.customer.ring(PROXY, sender, headers)
        incoming = self.phone.ring()
        outgoing.hear_it_ring()
        incoming.end("603 Decline")
        outgoing.acknowledge(603)
        incoming.wait_for_ack()
        return self.ours(incoming.invite)

    def ring_and_give_up(self, count):
        """So many customers ring at once, all of them hear it ring, and give up. Returns what the phone got."""
        outgoing = [self.customer.ring(PROXY, SPELLINGS[0]) for _ in range(count)]
        incoming = [self.phone.ring() for _ in outgoing]
        for call in outgoing:
            call.hear_it_ring()
        for call in outgoing:
            call.cancel()
        for call in incoming:
            call.be_given_up()
        for call in outgoing:
            call.acknowledge(487)
        return [call.invite for call in incoming]

    def talk(self):
        """A call that is taken up. Returns both ends."""
        outgoing = self.customer.ring(PROXY, SPELLINGS[0])
        incoming = self.phone.ring()
        outgoing.hear_it_ring()
        incoming.take_up()
        outgoing.acknowledge(200)
        incoming.wait_for_ack()
        return outgoing, incoming

    def expect_nothing_forged(self):
        for message in self.phone.messages:
            self.assertNotIn(b"forged", message.data.lower())

    def test_three_spellings(self):
        self.start_server()
        self.record_attempt()
        self.start_proxy()
        for spelling in SPELLINGS:
            with self.subTest(spelling):
                headers = self.ring(spelling)
                self.assertIn(f'name="{NAME}";confidence=KNOWN;agent="Tracy";reason="', headers["x-caller-context"])
                self.assertEqual(headers["call-reason"], f'"{PURPOSE}"')
                self.assertRegex(headers["call-info"], r"^<https://crm\.example/callers/[0-9a-z]+>;purpose=info$")

    def test_nobody_outside_speaks_for_us_in_a_new_call(self):
        self.start_server()
        self.record_attempt()
        self.start_proxy()
        for forgery in FORGERIES:
            with self.subTest(forgery):
                if re.search(rb"\r[^\n]", forgery):
                    self.customer.ring(PROXY, STRANGER, forgery).acknowledge(400)
                    continue
                self.assertEqual(self.ring(STRANGER, forgery), {})
                self.assertIn(NAME, self.ring(headers=forgery)["x-caller-context"])
        # A route that the customer sets leads nowhere else, and no header past us.
        self.assertEqual(self.ring(STRANGER, b"Route: <sip:127.0.0.1:5060;lr>\r\n" + FORGERIES[0]), {})
        self.assertEqual(self.ring(STRANGER, b"Route: <sip:127.0.0.1:5099;lr>\r\n" + FORGERIES[0]), {})
        self.expect_nothing_forged()

    def test_nobody_outside_speaks_for_us_without_an_answer_of_the_helper(self):
        self.start_proxy(helper=False, patience=None)
        forgeries = [forgery for forgery in FORGERIES if not re.search(rb"\r[^\n]", forgery)]
        for forgery in forgeries:
            self.assertEqual(self.ring(STRANGER, forgery), {})
        asked, _ = self.stand_in(lambda question: None)
        for forgery in forgeries[:4]:
            self.assertEqual(self.ring(STRANGER, forgery), {})
        self.assertEqual(len(asked), 4)
        self.expect_nothing_forged()

    def test_nobody_outside_speaks_for_us_later_in_a_call(self):
        self.start_proxy(helper=False)
        for forgery in FORGERIES:
            outgoing, incoming = self.talk()
            for method in IN_DIALOG:
                with self.subTest(method=method, forgery=forgery):
                    self.expect_later_request_is_clean(outgoing, incoming, method, forgery)
        self.expect_nothing_forged()

    def expect_later_request_is_clean(self, outgoing, incoming, method, forgery):
        """Sends a request within the call, whose answer carries the forgery back."""
        refused = re.search(rb"\r[^\n]", forgery)
        before = len(self.phone.messages)
        outgoing.sequence += 1
        data, branch = outgoing.request(method, forgery), outgoing.branch
        outgoing.send(data)
        if not refused:
            request = self.phone.wait_for(
                lambda message: message.method == method and message in self.phone.messages[before:], method)
            self.assertEqual(self.ours(request), {})
            self.phone.answer(request, "488 Not Acceptable Here", incoming.tag)
        answer = self.customer.wait_for(lambda message: message.status >= 200 and branch in message.get("via"),
                                        f"an answer to {method}", lambda: outgoing.send(data))
        self.assertEqual(answer.status, 400 if refused else 488)
        if method == "INVITE":
            outgoing.send(outgoing.request("ACK", forgery, branch=branch))

    def test_nobody_outside_speaks_for_us_in_a_request_of_no_call(self):
        """A To-tag and a Route are all that it takes to look like a part of a call."""
        self.start_proxy(helper=False)
        call = self.customer.call(PROXY, STRANGER)
        call.callee += ";tag=made-up"
        call.routes = ["<sip:127.0.0.1:5060;lr>"]
        call.uri = "sip:agent@127.0.0.1:5080"
        call.send(call.request("INVITE", FORGERIES[0]))
        request = self.phone.wait_for(lambda message: message.method == "INVITE", "INVITE")
        self.assertEqual(self.ours(request), {})
        self.expect_nothing_forged()

    def test_nobody_outside_speaks_for_us_in_an_acknowledgement_or_when_giving_up(self):
        self.start_proxy(helper=False)
        for forgery in FORGERIES:
            with self.subTest(forgery):
                outgoing = self.customer.ring(PROXY, SPELLINGS[0])
                incoming = self.phone.ring()
                outgoing.hear_it_ring()
                incoming.take_up()
                outgoing.acknowledge(200, forgery)
                if re.search(rb"\r[^\n]", forgery):  # goes nowhere
                    outgoing.acknowledge(200)
                incoming.wait_for_ack()
        for forgery in FORGERIES:
            if not re.search(rb"\r[^\n]", forgery):
                with self.subTest(forgery):
                    outgoing = self.customer.ring(PROXY, SPELLINGS[0])
                    incoming = self.phone.ring()
                    outgoing.hear_it_ring()
                    outgoing.cancel(forgery)
                    incoming.be_given_up()
                    outgoing.acknowledge(487, forgery)
        self.expect_nothing_forged()

    def test_nobody_outside_speaks_for_us_in_a_reply(self):
        self.start_proxy(helper=False)
        for forgery in FORGERIES:
            with self.subTest(forgery):
                outgoing, incoming = self.talk()
                request, branch = incoming.request("INFO")
                self.phone.send(request, PROXY)
                asked = self.customer.wait_for(
                    lambda message: message.method == "INFO" and message.call_id == outgoing.call_id, "INFO")
                self.customer.answer(asked, "200 OK", headers=forgery)
                if re.search(rb"\r[^\n]", forgery):  # goes nowhere
                    self.customer.answer(asked, "200 OK")
                answer = self.phone.wait_for(lambda message: branch in message.get("via"), "the answer to INFO")
                self.assertEqual((answer.status, self.ours(answer)), (200, {}))
        self.expect_nothing_forged()

    def test_what_we_told_the_phone_does_not_leave_the_house(self):
        """A phone that copies what it got into its own requests does not tell the customer."""
        self.start_proxy(helper=False)
        outgoing, incoming = self.talk()
        request, _ = incoming.request("INFO", b'X-Caller-Context: name="Mr. Jones"')
        self.phone.send(request, PROXY)
        asked = self.customer.wait_for(
            lambda message: message.method == "INFO" and message.call_id == outgoing.call_id, "INFO")
        self.assertEqual(self.ours(asked), {})

    def test_callers_who_are_not_known(self):
        self.start_server()
        self.start_proxy()
        for sender in ('"Anonymous" <sip:anonymous@anonymous.invalid>', STRANGER,
                       "<sip:agent7@carrier.example>", '"\\"x\\" ; --" <sip:%41%22@carrier.example>'):
            with self.subTest(sender):
                self.assertEqual(self.ring(sender), {})

    def test_a_malformed_from_header_does_no_harm(self):
        self.start_server()
        self.record_attempt()
        self.start_proxy()
        for number, sender in enumerate((b"", b"<sip:", b"garbage", b'"never closed <sip:+12025550143@x>', b"<>;tag=",
                                         b'"\\" \xff\xfe" <sip:\xff@x>', b"<sip:+12025550143@" + b"x" * 4000 + b">")):
            self.customer.send(b"INVITE sip:agent@127.0.0.1:5060 SIP/2.0\r\n"
                               b"Via: SIP/2.0/UDP 127.0.0.1:5090;branch=z9hG4bKbad%d\r\n"
                               b"From: %s;tag=1\r\nTo: <sip:agent@127.0.0.1>\r\nCall-ID: bad%d\r\n"
                               b"CSeq: 1 INVITE\r\nMax-Forwards: 70\r\nContact: <sip:x@127.0.0.1:5090>\r\n"
                               b"Content-Length: 0\r\n\r\n" % (number, sender, number), PROXY)
        outgoing = self.customer.ring(PROXY, SPELLINGS[0])
        incoming = self.phone.ring(outgoing.call_id)
        outgoing.hear_it_ring()
        self.assertIn(NAME, self.ours(incoming.invite)["x-caller-context"])
        self.assertTrue(self.proxy.runs() and self.helper.runs())

    def test_line_ends_in_a_reason_inject_nothing(self):
        self.start_server()
        self.record_attempt('a "check"\r\nX-Injected: yes\n\r\n\r\nv=0\u2028X-Injected: too')
        self.start_proxy()
        headers = self.ring()
        self.assertEqual(headers["call-reason"], '"a \\"check\\" X-Injected: yes v=0 X-Injected: too"')
        self.assertEqual(self.phone.messages[0].all("x-injected"), [])

    def test_the_proxy_trusts_not_even_its_helper(self):
        self.start_proxy(helper=False)
        bad = 'x"\r\nX-Injected: yes\r\n\r\nv=0'
        self.stand_in(lambda question: {"context": bad, "reason": bad, "info": bad})
        self.assertEqual(self.ring()["call-reason"], 'x" X-Injected: yes v=0')
        self.assertEqual(self.phone.messages[0].all("x-injected"), [])

    def test_the_server_is_down(self):
        self.start_proxy()
        self.assertEqual(self.ring(), {})
        self.helper.wait_for_output("no card: ")

    def test_the_server_hangs(self):
        self.bad_server()
        self.start_proxy(patience=None)
        self.assertEqual(self.ring(), {})

    def test_the_server_is_slow(self):
        self.start_server(port=7444)
        self.record_attempt()
        self.bad_server(delay=0.2, to_port=7444)
        self.start_proxy()
        self.assertIn(NAME, self.ring()["x-caller-context"])

    def test_the_helper_is_down_or_hangs_or_talks_nonsense(self):
        self.start_proxy(helper=False, patience=None)
        self.assertEqual(self.ring(), {})
        asked, _ = self.stand_in(lambda question: None)
        self.assertEqual(self.ring(), {})
        self.assertEqual(asked[0]["ani"], "sip:+12025550143@carrier.example")
        self.stand_in(lambda question: {"index": 1, "label": "x", "context": 7})
        self.assertEqual(self.ring(), {})

    def test_a_helper_that_goes_holds_nobody_up(self):
        self.start_server()
        self.record_attempt()
        self.start_proxy()
        self.assertIn(NAME, self.ring()["x-caller-context"])
        self.helper.stop()
        self.wait_for_helpers(0)
        self.assertEqual(self.ring(), {})

    def test_a_question_has_nothing_of_the_call_before(self):
        self.start_proxy(helper=False)
        asked, _ = self.stand_in(lambda question: {"context": "", "reason": "", "info": ""})
        for sender in ('"JONES R" <sip:+12025550143@carrier.example>', STRANGER) * 4:
            self.ring(sender)
        self.assertEqual([question.get("name") for question in asked], ['"JONES R"', None] * 4)

    def test_calls_go_through_as_they_do_without_us(self):
        self.start_server()
        self.record_attempt()
        self.start_proxy(patience=None)

        def call_and_give_up():
            outgoing, incoming = self.talk()
            outgoing.hang_up(incoming)
            self.assertEqual(len(self.ring_and_give_up(1)), 1)

        call_and_give_up()
        # Without a helper in time, too: the call is answered, and given up, as always.
        self.helper.stop()
        self.wait_for_helpers(0)
        self.stand_in(lambda question: None)
        call_and_give_up()

    def test_a_call_that_is_given_up_before_it_rings_is_over(self):
        self.start_proxy(helper=False)
        asked, say = self.stand_in(lambda question: None)
        outgoing = self.customer.ring(PROXY, SPELLINGS[0])
        wait_for(lambda: asked, "the question")
        outgoing.cancel()
        outgoing.acknowledge(487)
        say(asked[0], {"context": "late", "reason": "", "info": ""})
        self.assertEqual(self.ring_after(asked, say), {"x-caller-context": "in time"})
        self.assertEqual([message.call_id for message in self.phone.messages if message.call_id == outgoing.call_id],
                         [])

    def ring_after(self, asked, say):
        """The next call, whose question is answered."""
        outgoing = self.customer.ring(PROXY, SPELLINGS[0])
        wait_for(lambda: len(asked) > 1, "the next question")
        say(asked[1], {"context": "in time", "reason": "", "info": ""})
        incoming = self.phone.ring(outgoing.call_id)
        return self.ours(incoming.invite)

    def test_fifty_calls_at_once(self):
        self.start_server()
        self.record_attempt()
        self.start_proxy()
        for invite in self.ring_and_give_up(50):
            self.assertEqual(self.ours(invite)["call-reason"], f'"{PURPOSE}"')

    def test_fifty_calls_wait_side_by_side(self):
        """None is answered before all have asked: each of them waits, and keeps no other from asking."""
        self.start_proxy(helper=False)
        asked, say = self.stand_in(lambda question: None)
        outgoing = [self.customer.ring(PROXY, f"<sip:+1202555{number:04}@carrier.example>") for number in range(50)]
        wait_for(lambda: len(asked) == 50, lambda: f"50 questions; there are {len(asked)}")
        self.assertEqual([message for message in self.phone.messages if message.method == "INVITE"], [])
        for question in reversed(asked):
            say(question, {"context": question["ani"], "reason": "", "info": ""})
        for call in outgoing:
            incoming = self.phone.ring(call.call_id)
            self.assertIn(self.ours(incoming.invite)["x-caller-context"], call.sender)
            call.hear_it_ring()

    def test_fifty_calls_at_once_while_the_server_hangs(self):
        server = self.start_server()
        self.record_attempt()
        self.start_proxy(patience=None)
        server.process.send_signal(signal.SIGSTOP)
        self.assertEqual(len(self.ring_and_give_up(50)), 50)


if __name__ == "__main__":
    unittest.main()
