"""The bridge beside an unchanged baresip: the card of a call that comes in, and attempts with their disposition."""

import os
import subprocess
import unittest

from world import CALLER_ID, CUSTOMER, LONG, NAME, PURPOSE, SPELLINGS, World, wait_for

BARESIP = "127.0.0.1:5070"
PHONE = f"sip:{CUSTOMER}@127.0.0.1:5080"


class CallBridgeTest(World):
    def start_bridge(self, calls=4, patience=LONG):
        """The bridge beside a softphone. Its look-ups may take `patience` seconds; None: as long as they may unless
        told."""
        more = [] if patience is None else ["--timeout", str(patience)]
        self.softphone = self.start_baresip(module=False, calls=calls)
        bridge = self.start("call_bridge", [
            "python3", os.environ["EXAMPLES"] + "/call_bridge/call_bridge.py", "--caller-id", CALLER_ID,
            "--agent", "tenants/default/agents/tracy", *more], stdin=subprocess.PIPE)
        bridge.wait_for_output("^READY")
        return bridge

    def dial(self, bridge, scenario, ended_by_us=False):
        sign = "Call established" if scenario == "phone_answers" else "180 Ringing"
        times = self.softphone.output().count(sign)
        phone = self.phone(scenario)
        bridge.send(f"dial {PHONE} {PURPOSE}")
        if ended_by_us:
            self.softphone.wait_for_output(sign, times + 1)
            bridge.send("hangup")
        self.expect_success(phone)

    def ring(self, bridge, sender, pattern):
        """The phone rings, and the bridge prints the pattern once more."""
        times = len(bridge.output().splitlines())
        customer = self.customer("customer_rings", BARESIP, sender)
        bridge.wait_for_output(r"\A(?:.*\n){%d}(?:.*\n)*?%s" % (times, pattern))
        bridge.send("hangup")
        self.expect_success(customer)

    def test_attempts_with_their_disposition_and_the_return_call(self):
        self.start_server()
        bridge = self.start_bridge()
        self.dial(bridge, "phone_answers", ended_by_us=True)
        bridge.wait_for_output("^SAVED   .*: connected$")
        self.dial(bridge, "phone_busy")
        bridge.wait_for_output("^SAVED   .*: busy$")
        self.dial(bridge, "phone_no_answer", ended_by_us=True)
        bridge.wait_for_output("^SAVED   .*: no answer$")
        attempts = self.wait_for_attempts("OUTCOME_CONNECTED", "OUTCOME_BUSY", "OUTCOME_NO_ANSWER")
        for attempt in attempts:
            self.assertEqual((attempt["dialedNumber"], attempt["callerId"], attempt["purpose"], attempt["agent"]),
                             (CUSTOMER, CALLER_ID, PURPOSE, "tenants/default/agents/tracy"))
        for spelling in SPELLINGS:
            with self.subTest(spelling):
                self.ring(bridge, spelling, rf"CALL    {NAME} \[KNOWN\]\n(.*\n)*ABOUT   {PURPOSE}\nSAY     .*Jones")

    def test_callers_who_are_not_known(self):
        self.start_server()
        bridge = self.start_bridge()
        self.ring(bridge, '"Anonymous" <sip:anonymous@anonymous.invalid>', "CALL    number withheld: nobody")
        self.ring(bridge, "<sip:+12025550177@carrier.example>", r"CALL    \(202\) 555-0177: nobody")
        self.ring(bridge, '"\\"x\\" \xff" <sip:%41%0d%0a@carrier.example>', "CALL    .*: nobody")

    def test_others_words_do_nothing_on_the_terminal(self):
        self.start_server()
        self.record_attempt("a check\r\nX-Injected: yes\x1b[2J")
        bridge = self.start_bridge()
        self.ring(bridge, SPELLINGS[0], r"(.*\n)*ABOUT   a check X-Injected: yes \[2J$")

    def test_the_server_is_down_and_comes_back(self):
        bridge = self.start_bridge()
        self.ring(bridge, SPELLINGS[0], "ERROR   no card")
        self.dial(bridge, "phone_busy")
        self.start_server()
        self.wait_for_attempts("OUTCOME_BUSY")
        self.ring(bridge, SPELLINGS[0], rf"CALL    {NAME}")

    def test_it_ends_when_it_is_told_to(self):
        self.start_server()
        bridge = self.start_bridge()
        phone = self.phone("phone_no_answer")
        bridge.send(f"dial {PHONE} {PURPOSE}")
        self.wait_for_attempts("OUTCOME_IN_PROGRESS")
        bridge.process.terminate()
        self.assertEqual(bridge.wait(), 0, bridge.output())
        # The call is the softphone's: it has gone on.
        self.assertTrue(phone.runs())
        self.softphone.stop()
        self.expect_success(phone)

    def test_the_server_hangs(self):
        self.bad_server()
        self.ring(self.start_bridge(patience=None), SPELLINGS[0], "ERROR   no card")

    def test_the_server_is_slow(self):
        self.start_server(port=7444)
        self.bad_server(delay=0.2, to_port=7444)
        self.ring(self.start_bridge(), SPELLINGS[0], f"CALL    {NAME}")

    def test_fifty_calls_at_once(self):
        self.start_server()
        self.record_attempt()
        bridge = self.start_bridge(calls=60)
        customers = self.customer("customer_rings", BARESIP, SPELLINGS[0], "-r", "50", "-l", "50", count=50)
        bridge.wait_for_output(rf"^CALL    {NAME} \[KNOWN\]", times=50)

        def over():
            bridge.send("hangup")
            return not customers.runs()

        wait_for(over, "the end of all calls")
        self.expect_success(customers)


if __name__ == "__main__":
    unittest.main()
