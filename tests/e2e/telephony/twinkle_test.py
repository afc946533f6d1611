"""Twinkle's incoming-call script: name and reason on the phone, which rings whatever happens."""

import os
import re
import signal
import socket
import subprocess
import unittest

from world import LONG, NAME, PURPOSE, SPELLINGS, World, wait_for

TWINKLE = "127.0.0.1:5072"
SCRIPT = os.environ["EXAMPLES"] + "/twinkle/incoming_call.py"


class TwinkleTest(World):
    def start_twinkle(self, script=SCRIPT, patience=LONG):
        """Twinkle on a terminal, without sound hardware, at 127.0.0.1:5072. Its script may take `patience` seconds;
        None: as long as it may unless told."""
        folder = self.folder / ".twinkle"
        folder.mkdir()
        (self.folder / ".asoundrc").write_text("pcm.!default { type null }\nctl.!default { type null }\n")
        (folder / "agent.cfg").write_text("\n".join([
            "user_name=agent", "user_domain=127.0.0.1", "user_display=Agent", "sip_transport=udp",
            "register_at_startup=no", "codecs=g711u", "use_nat_public_ip=no", "use_stun=no",
            f"script_incoming_call={script}", ""]))
        (folder / "twinkle.sys").write_text("\n".join([
            "dev_ringtone=alsa:null", "dev_speaker=alsa:null", "dev_mic=alsa:null", "validate_audio_dev=no",
            "sip_port=5072", "rtp_port=8000", "play_ringtone=no", "play_ringback=no", "start_user_profile=agent", ""]))
        self.environment["RINGBACK_AGENT"] = "tracy"
        if patience is not None:
            self.environment["RINGBACK_SECONDS"] = str(patience)
        self.twinkle = self.start("twinkle", ["twinkle-console", "agent.cfg"], stdin=subprocess.PIPE)
        self.addCleanup(self.twinkle.stop, signal.SIGKILL)  # it takes its time to end by itself
        self.twinkle.wait_for_output("Twinkle> ")

    def ring(self, sender=SPELLINGS[0]):
        """A customer rings, the phone rings, the agent turns the call away. Returns what it showed."""
        before = len(self.twinkle.output())
        customer = self.customer("customer_rings", TWINKLE, sender)

        def rings():
            shown = self.twinkle.output()[before:]
            return shown if "incoming call" in shown and "To:" in shown else None

        shown = wait_for(rings, lambda: "the call\n" + self.twinkle.output() + customer.words())
        self.twinkle.send("reject")
        self.expect_success(customer)
        wait_for(lambda: "call rejected" in self.twinkle.output()[before:], "the end of the call")
        return shown

    def test_three_spellings(self):
        self.start_server()
        self.record_attempt()
        self.start_twinkle()
        for spelling in SPELLINGS:
            with self.subTest(spelling):
                shown = self.ring(spelling)
                self.assertRegex(shown, rf"From:\s+{NAME} <")
                self.assertIn("Tracy rang this number 12 minutes ago, no answer", shown)
                self.assertIn(f"About: {PURPOSE}", shown)

    def test_callers_who_are_not_known(self):
        self.start_server()
        self.start_twinkle()
        for sender in ('"Anonymous" <sip:anonymous@anonymous.invalid>', "<sip:agent7@carrier.example>",
                       '"\\"x\\" ; --" <sip:%41@carrier.example>'):
            with self.subTest(sender):
                self.assertNotIn("About:", self.ring(sender))
        self.assertIn("(202) 555-0177", self.ring("<sip:+12025550177@carrier.example>"))

    def test_a_malformed_from_header_does_no_harm(self):
        self.start_server()
        self.record_attempt()
        self.start_twinkle()
        customer = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.addCleanup(customer.close)
        customer.bind(("127.0.0.1", 5095))
        for number, sender in enumerate((b"", b"<sip:", b"garbage", b'"never closed <sip:+12025550143@x>', b"<>;tag=")):
            customer.sendto(b"INVITE sip:agent@127.0.0.1:5072 SIP/2.0\r\n"
                            b"Via: SIP/2.0/UDP 127.0.0.1:5095;branch=z9hG4bK%d\r\n"
                            b"From: %s;tag=1\r\nTo: <sip:agent@127.0.0.1>\r\nCall-ID: bad%d\r\nCSeq: 1 INVITE\r\n"
                            b"Max-Forwards: 70\r\nContact: <sip:x@127.0.0.1:5095>\r\nContent-Length: 0\r\n\r\n"
                            % (number, sender, number), ("127.0.0.1", 5072))
        self.assertIn(NAME, self.ring())

    def test_others_words_are_words(self):
        self.start_server()
        self.record_attempt("a check\r\naction=reject\nend\x1b[2J")
        self.start_twinkle()
        shown = self.ring()
        self.assertIn("About: a check action=reject end [2J", shown)

    def test_the_server_is_down(self):
        self.start_twinkle()
        self.assertIn("+12025550143", self.ring())

    def test_the_server_hangs(self):
        self.bad_server()
        self.start_twinkle(patience=None)
        self.assertIn("+12025550143", self.ring())

    def test_the_server_is_stopped(self):
        server = self.start_server()
        server.process.send_signal(signal.SIGSTOP)
        self.start_twinkle(patience=None)
        self.assertIn("+12025550143", self.ring())

    def test_the_server_is_slow(self):
        self.start_server(port=7444)
        self.record_attempt()
        self.bad_server(delay=0.2, to_port=7444)
        self.start_twinkle()
        self.assertRegex(self.ring(), rf"From:\s+{NAME} <sip:\+12025550143@")

    def test_nothing_is_installed(self):
        self.environment["PYTHONPATH"] = "/nonexistent"
        self.start_twinkle()
        self.assertIn("+12025550143", self.ring())

    def test_a_library_that_hangs(self):
        """Also when the script is in the middle of what cannot be interrupted from within."""
        package = self.folder / "stuck" / "ringback"
        package.mkdir(parents=True)
        (package / "__init__.py").write_text("import ctypes\nctypes.PyDLL(None).pause()\n")
        self.environment["PYTHONPATH"] = str(package.parent)
        self.start_twinkle(patience=None)
        self.assertIn("+12025550143", self.ring())

    def test_fifty_calls_at_once(self):
        """The phone has two lines: they ring with their cards, the others are busy, and nothing breaks."""
        self.start_server()
        self.record_attempt()
        self.start_twinkle()
        customers = self.customer("customer_tries", TWINKLE, SPELLINGS[0], "-r", "50", "-l", "50", count=50)

        rejected = 0

        def over():
            # Each that rings is turned away once, when it rings: before that it still asks for its card.
            nonlocal rejected
            for line in re.findall(r"Line (\d): incoming call", self.twinkle.output())[rejected:]:
                rejected += 1
                self.twinkle.send(f"line {line}")
                self.twinkle.send("reject")
            return not customers.runs()

        wait_for(over, lambda: "the end of all calls\n" + self.twinkle.output(), seconds=3 * LONG)
        self.expect_success(customers)
        self.twinkle.wait_for_output(rf"From:\s+{NAME} <")
        self.twinkle.send("line 1")
        self.assertIn(NAME, self.ring())


if __name__ == "__main__":
    unittest.main()
