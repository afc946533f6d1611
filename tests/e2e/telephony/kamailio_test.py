"""The proxy: desk phones get who is calling and why in headers, and ring whatever happens."""

import json
import os
import re
import signal
import socket
import threading
import unittest

from world import NAME, PURPOSE, SPELLINGS, World, port_is_open, wait_for

PROXY = "127.0.0.1:5060"
OURS = re.compile(r"(?i)(x-caller-context|call-reason|call-info)\s*:")


class KamailioTest(World):
    def start_proxy(self, helper=True):
        """Kamailio, and the helper that asks Ringback for it."""
        self.proxy = self.start("kamailio", [
            "kamailio", "-DD", "-E", "-f", os.environ["EXAMPLES"] + "/kamailio/kamailio.cfg", "-m", "32", "-M", "4",
            "-P", f"{self.folder}/kamailio.pid", "-Y", str(self.folder)])
        wait_for(lambda: port_is_open(8448), lambda: f"Kamailio, which said: {self.proxy.output()}")
        # The probe above was a helper that came and went.
        self.proxy.wait_for_output("client closing connection")
        if helper:
            self.helper = self.start("helper", ["python3", os.environ["EXAMPLES"] + "/kamailio/caller_context.py",
                                                "--card-url", "https://crm.example/callers/{caller}"])
            self.helper.wait_for_output("connected to Kamailio")

    def stand_in(self, answer):
        """A helper of our own: answer(question) gives the headers, None says nothing at all."""
        connection = socket.create_connection(("127.0.0.1", 8448))
        self.addCleanup(connection.close)
        asked = []

        def serve():
            while data := connection.recv(65536):
                question = json.loads(data.partition(b":")[2][:-1])
                asked.append(question)
                headers = answer(question)
                if headers is not None:
                    text = json.dumps({"index": question["index"], "label": question["label"], **headers}).encode()
                    connection.sendall(b"%d:%s," % (len(text), text))

        threading.Thread(target=serve, daemon=True).start()
        return asked

    def ring(self, sender=SPELLINGS[0], customer="customer_rings"):
        """A customer rings, the desk phone rings within 1.2 s, its owner turns the call away. Returns our headers."""
        phone = self.phone("phone_turns_away")
        self.expect_success(self.customer(customer, PROXY, sender))
        self.expect_success(phone)
        invites = self.invites(phone)
        self.assertEqual(len(invites), 1, phone.messages.read_text(errors="replace"))
        headers = {}
        for line in invites[0]:
            if OURS.match(line):
                name, _, value = line.partition(":")
                self.assertNotIn(name.lower(), headers)
                headers[name.lower()] = value.strip()
        return headers

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

    def test_nobody_outside_speaks_for_us(self):
        self.start_server()
        self.record_attempt()
        self.start_proxy()
        stranger = "<sip:+12025550177@carrier.example>"
        self.assertEqual(self.ring(stranger, customer="customer_forges"), {})
        headers = self.ring(customer="customer_forges")
        self.assertNotIn("orged", "".join(headers.values()))
        self.assertIn(NAME, headers["x-caller-context"])
        self.helper.stop()
        self.proxy.wait_for_output("client closing connection", times=2)
        self.assertEqual(self.ring(customer="customer_forges"), {})

    def test_callers_who_are_not_known(self):
        self.start_server()
        self.start_proxy()
        for sender in ('"Anonymous" <sip:anonymous@anonymous.invalid>', "<sip:+12025550177@carrier.example>",
                       "<sip:agent7@carrier.example>", '"\\"x\\" ; --" <sip:%41%22@carrier.example>'):
            with self.subTest(sender):
                self.assertEqual(self.ring(sender), {})

    def test_a_malformed_from_header_does_no_harm(self):
        self.start_server()
        self.record_attempt()
        self.start_proxy()
        customer = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.addCleanup(customer.close)
        customer.bind(("127.0.0.1", 5095))
        for number, sender in enumerate((b"", b"<sip:", b"garbage", b'"never closed <sip:+12025550143@x>', b"<>;tag=",
                                         b'"\\" \xff\xfe" <sip:\xff@x>', b"<sip:+12025550143@" + b"x" * 4000 + b">")):
            customer.sendto(b"INVITE sip:agent@127.0.0.1:5060 SIP/2.0\r\n"
                            b"Via: SIP/2.0/UDP 127.0.0.1:5095;branch=z9hG4bK%d\r\n"
                            b"From: %s;tag=1\r\nTo: <sip:agent@127.0.0.1>\r\nCall-ID: bad%d\r\nCSeq: 1 INVITE\r\n"
                            b"Max-Forwards: 70\r\nContact: <sip:x@127.0.0.1:5095>\r\nContent-Length: 0\r\n\r\n"
                            % (number, sender, number), ("127.0.0.1", 5060))
        phone = self.phone("phone_no_answer", port=5080, count=20)
        self.expect_success(self.customer("customer_gives_up", PROXY, SPELLINGS[0], "-d", "300"))
        invites = [invite for invite in self.invites(phone) if "carrier.example" in "".join(invite)]
        self.assertEqual(len(invites), 1)
        self.assertIn(NAME, "".join(invites[0]))
        self.assertTrue(self.proxy.runs() and self.helper.runs())

    def test_line_ends_in_a_reason_inject_nothing(self):
        self.start_server()
        self.record_attempt('a "check"\r\nX-Injected: yes\n\r\n\r\nv=0\u2028X-Injected: too')
        self.start_proxy()
        phone = self.phone("phone_turns_away")
        self.expect_success(self.customer("customer_rings", PROXY))
        (lines,) = self.invites(phone)
        self.assertEqual([line for line in lines if line.startswith("X-Injected")], [])
        (reason,) = [line for line in lines if line.startswith("Call-Reason")]
        self.assertEqual(reason, 'Call-Reason: "a \\"check\\" X-Injected: yes v=0 X-Injected: too"')

    def test_the_proxy_trusts_not_even_its_helper(self):
        self.start_proxy(helper=False)
        bad = 'x"\r\nX-Injected: yes\r\n\r\nv=0'
        self.stand_in(lambda question: {"context": bad, "reason": bad, "info": bad})
        phone = self.phone("phone_turns_away")
        self.expect_success(self.customer("customer_rings", PROXY))
        (lines,) = self.invites(phone)
        self.assertEqual([line for line in lines if line.startswith("X-Injected")], [])
        self.assertIn('Call-Reason: x" X-Injected: yes v=0', lines)

    def test_the_server_is_down(self):
        self.start_proxy()
        self.assertEqual(self.ring(), {})
        self.helper.wait_for_output("no card: ")

    def test_the_server_hangs(self):
        self.bad_server()
        self.start_proxy()
        self.assertEqual(self.ring(), {})

    def test_the_server_is_slow(self):
        self.start_server(port=7444)
        self.record_attempt()
        self.bad_server(delay=0.2, to_port=7444)
        self.start_proxy()
        # In time or not: it rings.
        self.assertIn(NAME, self.ring().get("x-caller-context", NAME))

    def test_the_helper_is_down_or_hangs_or_talks_nonsense(self):
        self.start_proxy(helper=False)
        self.assertEqual(self.ring(), {})
        asked = self.stand_in(lambda question: None)
        self.assertEqual(self.ring(), {})
        self.assertEqual(asked[0]["ani"], "sip:+12025550143@carrier.example")
        self.stand_in(lambda question: {"index": 1, "label": "x", "context": 7})
        self.assertEqual(self.ring(), {})

    def test_calls_go_through_as_they_do_without_us(self):
        self.start_server()
        self.record_attempt()
        self.start_proxy()
        phone = self.phone("phone_answers")
        self.expect_success(self.customer("customer_hangs_up", PROXY))
        self.expect_success(phone)
        # Without a helper in time, too: the call is answered, and given up, as always.
        self.helper.stop()
        self.proxy.wait_for_output("client closing connection", times=2)
        self.stand_in(lambda question: None)
        phone = self.phone("phone_answers")
        self.expect_success(self.customer("customer_hangs_up", PROXY))
        self.expect_success(phone)
        phone = self.phone("phone_no_answer")
        self.expect_success(self.customer("customer_gives_up", PROXY, SPELLINGS[0], "-d", "300"))
        self.expect_success(phone)

    def test_fifty_calls_at_once(self):
        self.start_server()
        self.record_attempt()
        self.start_proxy()
        phone = self.phone("phone_no_answer", count=50)
        self.expect_success(self.customer("customer_gives_up", PROXY, SPELLINGS[0], "-r", "50", "-l", "50", "-d",
                                          "2000", count=50))
        self.expect_success(phone)
        invites = {line: invite for invite in self.invites(phone) for line in invite if line.startswith("Call-ID:")}
        self.assertEqual(len(invites), 50)
        for invite in invites.values():
            self.assertIn(f'Call-Reason: "{PURPOSE}"', invite)

    def test_fifty_calls_at_once_while_the_server_hangs(self):
        server = self.start_server()
        self.record_attempt()
        self.start_proxy()
        self.assertIn(NAME, self.ring()["x-caller-context"])
        server.process.send_signal(signal.SIGSTOP)
        phone = self.phone("phone_no_answer", count=50)
        self.expect_success(self.customer("customer_gives_up", PROXY, SPELLINGS[0], "-r", "50", "-l", "50", "-d",
                                          "2000", count=50))
        self.expect_success(phone)


if __name__ == "__main__":
    unittest.main()
