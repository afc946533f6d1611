"""The baresip module: the card of a call that comes in, and attempts that are recorded on their own."""

import json
import signal
import socket
import unittest

from world import CALLER_ID, CUSTOMER, NAME, PURPOSE, SPELLINGS, TO_RING, CtrlTcp, World, wait_for

BARESIP = "127.0.0.1:5070"
PHONE = f"sip:{CUSTOMER}@127.0.0.1:5080"


class BaresipTest(World):
    def baresip(self, **more):
        self.phone_log = self.start_baresip(**more)
        self.control = CtrlTcp()
        self.addCleanup(self.control.close)
        return self.control

    def hang_up_until_over(self, customers):
        """Turns one call after the other away."""

        def over():
            self.control.command("hangup")
            return not customers.runs()

        wait_for(over, "the end of all calls")
        self.expect_success(customers)

    def expect_card(self, control, name, purpose):
        """The event and the console show this name and purpose."""
        card, event = control.module_event("card")
        self.assertEqual((card["name"], card["purpose"]), (name, purpose))
        return card, event


class OutgoingCalls(BaresipTest):
    def dial(self, scenario, ended_by_us=None):
        """Dials a telephone, with a purpose, and waits until the call is over."""
        self.start_server()
        control = self.baresip()
        phone = self.phone(scenario)
        control.command("ringback_dial", f"{PHONE} {PURPOSE}")
        if ended_by_us:
            control.event(ended_by_us)
            control.command("hangup")
        control.event("CALL_CLOSED")
        self.expect_success(phone)
        return control

    def expect_attempt(self, outcome):
        (attempt,) = self.wait_for_attempts(outcome)
        self.assertEqual(attempt["dialedNumber"], CUSTOMER)
        self.assertEqual(attempt["callerId"], CALLER_ID)
        self.assertEqual(attempt["agent"], "tenants/default/agents/tracy")
        self.assertEqual(attempt["purpose"], PURPOSE)
        self.assertLessEqual(attempt["startTime"], attempt["endTime"])

    def test_no_answer_and_the_return_call_shows_it(self):
        control = self.dial("phone_no_answer", ended_by_us="CALL_RINGING")
        self.expect_attempt("OUTCOME_NO_ANSWER")
        for spelling in SPELLINGS:
            with self.subTest(spelling):
                customer = self.customer("customer_rings", BARESIP, spelling)
                card, event = self.expect_card(control, NAME, PURPOSE)
                self.assertEqual((card["agent"], card["confidence"]), ("Tracy", "KNOWN"))
                self.assertEqual((event["type"], event["direction"]), ("?", "incoming"))
                whole = json.loads(control.answer("ringback_card", event["id"]))
                self.assertEqual(whole["e164"], CUSTOMER)
                self.assertIn("no answer", whole["matches"][0]["reasons"][1])
                control.command("hangup")
                self.expect_success(customer)
                control.event("CALL_CLOSED")
        self.phone_log.wait_for_output(rf"^ringback: {NAME} \[KNOWN\]\nringback:   .*\n(.*\n)*?"
                                       rf"ringback:   About: {PURPOSE} \(no answer\)", times=3)
        self.phone_log.wait_for_output(r"^ringback: Say: .*Why, yes we did, .*Jones", times=3)

    def test_busy(self):
        self.dial("phone_busy")
        self.expect_attempt("OUTCOME_BUSY")

    def test_answered(self):
        self.dial("phone_answers", ended_by_us="CALL_ESTABLISHED")
        self.expect_attempt("OUTCOME_CONNECTED")

    def test_turned_away_and_failed(self):
        control = self.dial("phone_turns_away")
        phone = self.phone("phone_fails")
        # The telephone's own way of dialling: recorded too, without a purpose.
        control.command("dial", PHONE)
        control.event("CALL_CLOSED")
        self.expect_success(phone)
        attempts = self.wait_for_attempts("OUTCOME_REFUSED", "OUTCOME_FAILED")
        self.assertEqual([attempt.get("purpose", "") for attempt in attempts], [PURPOSE, ""])

    def test_what_cannot_be_written_is_written_when_the_server_is_back(self):
        control = self.baresip()
        phone = self.phone("phone_busy")
        control.command("ringback_dial", f"{PHONE} {PURPOSE}")
        control.event("CALL_CLOSED")
        self.expect_success(phone)
        self.start_server()
        self.expect_attempt("OUTCOME_BUSY")

    def test_the_program_ends_during_a_call(self):
        self.start_server()
        control = self.baresip()
        self.phone("phone_answers")
        control.command("ringback_dial", f"{PHONE} {PURPOSE}")
        control.event("CALL_ESTABLISHED")
        self.wait_for_attempts("OUTCOME_IN_PROGRESS")
        self.phone_log.stop(signal.SIGTERM)
        self.expect_attempt("OUTCOME_CONNECTED")


class IncomingCalls(BaresipTest):
    def ring(self, control, sender):
        """A customer rings, the agent turns the call away when the card is there."""
        customer = self.customer("customer_rings", BARESIP, sender)
        card, event = control.module_event("card")
        whole = json.loads(control.answer("ringback_card", event["id"]))
        control.command("hangup")
        self.expect_success(customer)
        control.event("CALL_CLOSED")
        return card, whole

    def test_callers_who_are_not_known(self):
        self.start_server()
        control = self.baresip()
        for sender in ('"Anonymous" <sip:anonymous@anonymous.invalid>', "<sip:Restricted@carrier.example>"):
            with self.subTest(sender):
                card, whole = self.ring(control, sender)
                self.assertEqual((card["name"], whole["withheld"]), ("Number withheld", True))
        card, whole = self.ring(control, '"Somebody" <sip:+12025550177@carrier.example>')
        self.assertEqual((card["name"], whole["matches"]), ("(202) 555-0177", []))
        # Neither a number nor withheld, quotes and bytes that are not UTF-8.
        for sender in ("<sip:agent7@carrier.example>", '"\\"x\\" ; --" <sip:%41%0d%0a@carrier.example>',
                       "<sip:" + "9" * 200 + "@carrier.example>"):
            with self.subTest(sender):
                self.assertEqual(self.ring(control, sender)[1]["matches"], [])

    def test_a_malformed_from_header_does_no_harm(self):
        self.start_server()
        self.record_attempt()
        control = self.baresip()
        customer = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.addCleanup(customer.close)
        customer.bind(("127.0.0.1", 5095))
        for number, sender in enumerate((b"", b"<sip:", b"garbage", b'"never closed <sip:+12025550143@x>', b"<>;tag=",
                                         b"\xff\xfe<sip:\xff@x>", b"<sip:+12025550143@" + b"x" * 4000 + b">")):
            customer.sendto(b"INVITE sip:agent@127.0.0.1:5070 SIP/2.0\r\n"
                            b"Via: SIP/2.0/UDP 127.0.0.1:5095;branch=z9hG4bK%d\r\n"
                            b"From: %s;tag=1\r\nTo: <sip:agent@127.0.0.1>\r\nCall-ID: bad%d\r\nCSeq: 1 INVITE\r\n"
                            b"Max-Forwards: 70\r\nContact: <sip:x@127.0.0.1:5095>\r\nContent-Length: 0\r\n\r\n"
                            % (number, sender, number), ("127.0.0.1", 5070))
        customer = self.customer("customer_rings", BARESIP)
        self.phone_log.wait_for_output(rf"^ringback: {NAME} \[KNOWN\]")

        self.hang_up_until_over(customer)

    def test_a_call_is_kept_as_a_call(self):
        self.start_server()
        self.record_attempt()
        control = self.baresip()
        customer = self.customer("customer_talks", BARESIP)
        control.event("CALL_INCOMING")
        control.command("accept")
        control.event("CALL_ESTABLISHED")
        control.command("hangup")
        self.expect_success(customer)
        customer = self.customer("customer_gives_up", BARESIP, SPELLINGS[0], "-d", "300")
        self.expect_success(customer)

        def ended():
            calls = self.cli("call", "list")
            return calls if len(calls) == 2 and all("endTime" in call for call in calls) else None

        missed, talked = wait_for(ended, "two calls that have ended")
        self.assertEqual(missed["outcome"], "OUTCOME_ABANDONED")
        self.assertEqual(talked["outcome"], "OUTCOME_RESOLVED")
        self.assertIn("answerTime", talked)
        self.assertEqual(talked["agent"], "tenants/default/agents/tracy")
        self.assertIn("/attempts/", talked["returnedAttempt"])

    def test_others_words_do_nothing_on_the_console(self):
        self.start_server()
        self.record_attempt("a check\r\nX-Injected: yes\x1b[2J" + "ü" * 150)
        control = self.baresip()
        card, whole = self.ring(control, SPELLINGS[0])
        self.assertTrue(card["purpose"].startswith("a check  X-Injected: yes [2Jü"), card)
        self.assertTrue(whole["matches"][0]["attempts"][0]["purpose"].endswith("ü"))
        self.assertNotIn("\x1b[2J", self.phone_log.output())
        self.assertNotRegex(self.phone_log.output(), "(?m)^X-Injected")

    def test_fifty_calls_at_once(self):
        self.start_server()
        self.record_attempt()
        self.baresip(calls=60)
        customers = self.customer("customer_rings", BARESIP, SPELLINGS[0], "-r", "50", "-l", "50", count=50)
        self.phone_log.wait_for_output(rf"^ringback: {NAME} \[KNOWN\]", times=50)
        self.hang_up_until_over(customers)


class ServersThatMisbehave(BaresipTest):
    def expect_ring(self, pattern, **more):
        """The phone rings (sipp/customer_rings.xml sees to that), and the console shows the pattern."""
        control = self.baresip(**more)
        self.ring(control, pattern)
        return control

    def ring(self, control, pattern):
        customer = self.customer("customer_rings", BARESIP)
        control.event("CALL_INCOMING")
        self.phone_log.wait_for_output(pattern)
        control.command("hangup")
        self.expect_success(customer)

    def test_down(self):
        self.expect_ring("ringback: no card for this call: .*error 14")

    def test_hung(self):
        self.bad_server()
        self.expect_ring("ringback: no card for this call: .*error (4|14)", patience=None)

    def test_hung_after_it_was_well(self):
        server = self.start_server()
        self.record_attempt()
        # Long enough for the first card, also on a slow machine.
        control = self.expect_ring(rf"^ringback: {NAME} \[KNOWN\]", patience=5)
        server.process.send_signal(signal.SIGSTOP)
        self.ring(control, "ringback: no card for this call: .*error 4")

    def test_slow(self):
        self.start_server(port=7444)
        self.record_attempt()
        self.bad_server(delay=0.5, to_port=7444)
        self.expect_ring(rf"^ringback: {NAME} \[KNOWN\]")

    def test_fifty_calls_at_once_while_it_hangs(self):
        """Each of them rings before the first look-up has ended: no call waits for its own or for another one's."""
        patience = 60
        self.assertGreater(patience, 2 * TO_RING)
        server = self.start_server()
        self.record_attempt()
        self.expect_ring(rf"^ringback: {NAME} \[KNOWN\]", calls=60, patience=patience)
        server.process.send_signal(signal.SIGSTOP)
        self.expect_success(self.customer("customer_gives_up", BARESIP, SPELLINGS[0], "-r", "50", "-l", "50", "-d",
                                          "1000", count=50))

    def test_too_slow(self):
        self.start_server(port=7444)
        self.bad_server(delay=5, to_port=7444)
        self.expect_ring("ringback: no card for this call: .*error (4|14)", patience=None)


if __name__ == "__main__":
    unittest.main()
