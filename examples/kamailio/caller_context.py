#!/usr/bin/env python3
"""Tells Kamailio who is calling, and why we called them: between kamailio.cfg here and Ringback.

Kamailio hands over each call that comes in (evapi: JSON in netstrings) and goes on with it when the answer is there.
Calls are looked up side by side. Whatever goes wrong, Kamailio gets an answer, an empty one if need be, and the phone
rings.
"""

import argparse
import asyncio
import json
import re
import sys
import urllib.parse

import ringback
import ringback.aio

MOST_BYTES = 65536


def one_line(text):
    """Text that others wrote, fit for a SIP header: no control characters, no line ends of any kind."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:200]


def quoted(text):
    """Text as a SIP quoted-string (RFC 3261, 25.1)."""
    return '"' + re.sub(r'(["\\])', r"\\\1", one_line(text)) + '"'


def headers(card, card_url):
    """What the phone is told: the values of the headers, "" for one that it does not get."""
    if not card.matches:
        return {"context": "", "reason": "", "info": ""}
    match = card.matches[0]
    purpose = next((attempt.purpose for attempt in match.attempts if attempt.purpose), "")
    # What we did is more telling than whose number it is.
    touches = [reason.text for reason in match.reasons if "/attempts/" in reason.resource]
    context = [
        "name=" + quoted(match.display_name or card.national),
        "confidence=" + match.confidence.name,
        "agent=" + quoted(match.last_agent_name),
        "reason=" + quoted(touches[0] if touches else match.reasons[0].text),
    ]
    info = ""
    if card_url and match.caller:
        caller = urllib.parse.quote(match.caller.rsplit("/", 1)[-1], safe="")
        info = f"<{card_url.replace('{caller}', caller)}>;purpose=info"
    return {"context": ";".join(context), "reason": quoted(purpose) if purpose else "", "info": info}


async def answer(client, options, question):
    """The answer to one question of Kamailio, in time whatever happens."""
    said = {"context": "", "reason": "", "info": ""}
    try:
        lookup = client.lookup(
            one_line(question.get("ani", "")),
            dnis=one_line(question.get("dnis", "")),
            name_hint=one_line(question.get("name", "").strip('"')),
            parent=options.parent,
            timeout=options.timeout,
        )
        said = headers(await asyncio.wait_for(lookup, options.timeout + 0.1), options.card_url)
    except (ringback.Error, asyncio.TimeoutError) as error:
        print(f"no card: {one_line(str(error)) or 'no answer in time'}", file=sys.stderr, flush=True)
    return {"index": question["index"], "label": question["label"], **said}


async def read_netstring(reader):
    """The next netstring; IncompleteReadError at the end."""
    size = await reader.readuntil(b":")
    body = await reader.readexactly(int(size[:-1]) + 1)
    return body[:-1]


async def serve(client, options, reader, writer):
    """Answers questions until Kamailio goes away."""
    tasks = set()

    async def handle(question):
        try:
            text = json.dumps(await answer(client, options, question)).encode()
            writer.write(b"%d:%s," % (len(text), text))
            await writer.drain()
        except ConnectionError:
            pass  # Kamailio went away; the reader sees it too

    while True:
        text = await read_netstring(reader)
        try:
            question = json.loads(text)
        except ValueError:
            print("a question that is not JSON", file=sys.stderr, flush=True)
            continue
        task = asyncio.create_task(handle(question))
        tasks.add(task)  # a task that nobody holds may be collected
        task.add_done_callback(tasks.discard)


async def main(options):
    async with ringback.aio.open(options.ringback) as client:
        while True:
            try:
                host, port = options.kamailio.rsplit(":", 1)
                reader, writer = await asyncio.open_connection(host, int(port), limit=MOST_BYTES)
                print("connected to Kamailio", file=sys.stderr, flush=True)
                await serve(client, options, reader, writer)
            except (OSError, ValueError, asyncio.IncompleteReadError) as error:
                print(f"no Kamailio at {options.kamailio}: {error}", file=sys.stderr, flush=True)
            await asyncio.sleep(0.5)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--ringback", default="127.0.0.1:7443", help="where ringbackd is (%(default)s)")
    parser.add_argument("--kamailio", default="127.0.0.1:8448", help="kamailio.cfg's HELPER (%(default)s)")
    parser.add_argument("--parent", help='the company: "tenants/acme"; "tenants/-": the one that has the called number')
    parser.add_argument("--timeout", type=float, default=0.5, help="seconds for a look-up (%(default)s)")
    parser.add_argument("--card-url", help='for Call-Info: "https://crm.example/callers/{caller}"')
    try:
        asyncio.run(main(parser.parse_args()))
    except KeyboardInterrupt:
        pass
