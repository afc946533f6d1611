#!/usr/bin/python3
"""Other calendars accept what `ringback appointment export` writes: two parsers that are not ours read it.

    calendar_test.py RINGBACK
"""

import datetime
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

import icalendar
import vobject

RINGBACK = sys.argv[1]
UTC = datetime.timezone.utc

# What people write, and what others might: line breaks that would begin a property, separators, long lines of
# characters that take several bytes, controls.
TEXTS = [
    "bring the long ladder",
    "one line\nanother; with, separators and a \\ too",
    "END:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:forged",
    "Grüße aus Köln – 日本語 😀 " * 20,
    "tab\tand\x01control\x7f",
    ":;, \\ \"'",
]


def as_text(text):
    """What of a text can be read back: line ends are one kind, controls are blanks."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(" " if (ord(c) < 32 and c not in "\n\t") or ord(c) == 127 else c for c in text).strip()


class Calendar(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.store = f"sqlite:{self.folder.name}/calls.db"
        self.ringback("resource", "create", "van", "--hours", "mon-sun 00:00-24:00")
        caller = self.ringback("caller", "create", "--display-name", "Ada Sample, jun.", "--phone", "+12024561414")
        self.booked = []
        for i, text in enumerate(TEXTS):
            start = datetime.datetime(2090, 3, 1 + i, 9, 30, tzinfo=UTC)
            self.booked.append(
                self.ringback("appointment", "book", "--caller", caller["name"], "--resource", "van", "--slot",
                              start.strftime("%Y-%m-%dT%H:%M:%SZ") + "/+2h", "--kind", "site-survey",
                              "--description", text, "--address", "1 Sample Street; back, door"))
        self.ringback("appointment", "move", self.booked[1]["name"], "--slot", "2090-04-01T10:00:00Z")
        self.ringback("appointment", "cancel", self.booked[2]["name"], "--reason", "away")
        self.file = pathlib.Path(self.folder.name, "van.ics")
        self.ringback("appointment", "export", "--resource", "van", "--out", str(self.file))

    def ringback(self, *words):
        result = subprocess.run([RINGBACK, "--store", self.store, "--json", *words], check=False, capture_output=True)
        self.assertEqual(result.returncode, 0, result.stderr.decode())
        return json.loads(result.stdout) if result.stdout.strip() else None

    def test_lines_are_folded_and_end_as_the_standard_says(self):
        content = self.file.read_bytes()
        self.assertTrue(content.endswith(b"END:VCALENDAR\r\n"))
        self.assertEqual(content.count(b"\n"), content.count(b"\r\n"))
        for line in content.split(b"\r\n"):
            self.assertLessEqual(len(line), 75)
            line.decode()  # no character is cut in two

    def test_icalendar_reads_every_field(self):
        calendar = icalendar.Calendar.from_ical(self.file.read_bytes())
        self.assertEqual(calendar["METHOD"], "PUBLISH")
        events = {str(event["UID"]): event for event in calendar.walk("VEVENT")}
        self.assertEqual(len(events), len(TEXTS))
        for i, appointment in enumerate(self.booked):
            event = events[appointment["name"].rpartition("/")[2] + "@default.ringback"]
            self.assertTrue(str(event["DESCRIPTION"]).startswith(as_text(TEXTS[i])), event["DESCRIPTION"])
            self.assertEqual(str(event["SUMMARY"]), "Site survey: Ada Sample, jun.")
            self.assertEqual(str(event["LOCATION"]), "1 Sample Street; back, door")
            start = datetime.datetime(2090, 3, 1 + i, 9, 30, tzinfo=UTC)
            if i == 1:
                start = datetime.datetime(2090, 4, 1, 10, tzinfo=UTC)
            self.assertEqual(event.decoded("DTSTART"), start)
            self.assertEqual(event.decoded("DTEND"), start + datetime.timedelta(hours=2))
            self.assertEqual(str(event["STATUS"]), "CANCELLED" if i == 2 else "CONFIRMED")
            self.assertEqual(int(event["SEQUENCE"]), 1 if i in (1, 2) else 0)

    def test_vobject_reads_the_same_events(self):
        calendar = vobject.readOne(self.file.read_text(encoding="utf-8"))
        self.assertEqual(len(calendar.vevent_list), len(TEXTS))
        for event in calendar.vevent_list:
            self.assertEqual(event.summary.value, "Site survey: Ada Sample, jun.")
            self.assertTrue(any(event.description.value.startswith(as_text(text)) for text in TEXTS))
            self.assertEqual(event.dtend.value - event.dtstart.value, datetime.timedelta(hours=2))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
