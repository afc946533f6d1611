#!/usr/bin/env python3
"""Twinkle's incoming-call script: shows on the phone who is calling, and why we called them.

Twinkle runs it when a call comes in, waits for its end before the phone rings, and reads from it whom and what to show.
It ends in time whatever happens; without an answer the call rings as it came.

    RINGBACK_SERVER  where Ringback is; 127.0.0.1:7443 unless set
    RINGBACK_AGENT   who picks up: "tenants/default/agents/tracy", or the id alone
    RINGBACK_PARENT  the company; tenants/default unless set
    RINGBACK_SECONDS how long a call waits for its card before it rings; 0.8 unless set, at most 30
"""

import os
import re
import signal



def seconds(text):
    """How long a call waits: what somebody set, if it is such a number."""
    try:
        wait = float(text)
    except ValueError:
        wait = 0.8
    return wait if 0.1 <= wait <= 30 else 0.8


WAIT = seconds(os.environ.get("RINGBACK_SECONDS", ""))

# The kernel ends us at this time, also in the middle of a call into a library. What was printed by then counts.
# Twinkle starts its scripts with signals blocked.
signal.signal(signal.SIGALRM, signal.SIG_DFL)
signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGALRM})
signal.setitimer(signal.ITIMER_REAL, WAIT)


def one_line(text, most=120):
    """Text that others wrote, fit for a line of Twinkle's protocol and for its display."""
    text = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return text if len(text) <= most else text[: most - 1] + "…"


def say(key, text):
    """Tells Twinkle, at once."""
    if text:
        os.write(1, f"{key}={text}\n".encode("utf-8", "replace"))


def calling_number(header):
    """The URI of a From header, and the name that came with it."""
    found = re.match(r'\s*(?:"((?:[^"\\]|\\.)*)"|([^<]*?))\s*<([^>]*)>', header)
    if not found:
        return header.split(";")[0].strip(), ""
    return found[3], re.sub(r"\\(.)", r"\1", found[1] or "") or (found[2] or "")


def main():
    import ringback  # here: a package that is not installed must not keep the phone from ringing

    ani, name = calling_number(os.environ.get("SIP_FROM", ""))
    with ringback.open(os.environ.get("RINGBACK_SERVER", "127.0.0.1:7443")) as client:
        card = client.lookup(
            one_line(ani, 500),
            dnis=os.environ.get("SIP_TO_USER") or None,
            name_hint=one_line(name),
            agent=os.environ.get("RINGBACK_AGENT") or None,
            parent=os.environ.get("RINGBACK_PARENT") or None,
            timeout=0.6 * WAIT,  # the rest is for starting, and for saying it
        )
    if not card.matches:
        say("caller_name", one_line(card.national))
        return
    match = card.matches[0]
    purpose = next((attempt.purpose for attempt in match.attempts if attempt.purpose), "")
    say("caller_name", one_line(match.display_name or card.national))
    # What we did is more telling than whose number it is.
    touches = [reason.text for reason in match.reasons if "/attempts/" in reason.resource]
    say("display_msg", one_line(touches[0] if touches else match.reasons[0].text))
    say("display_msg", one_line("About: " + purpose) if purpose else "")
    say("display_msg", one_line("Say: " + card.opening_line) if card.opening_line else "")


if __name__ == "__main__":
    try:
        main()
    except BaseException as error:  # whatever it is: the phone rings
        os.write(2, f"ringback: {one_line(str(error))}\n".encode("utf-8", "replace"))
    os.write(1, b"action=continue\nend\n")
    os._exit(0)  # nothing of the library is waited for
