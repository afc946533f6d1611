#!/usr/bin/python3
"""A mail server on loopback (aiosmtpd), which writes a line of JSON for each message that it takes.

    smtp_peer.py LOG [CERTIFICATE KEY USER PASSWORD]

With a certificate it offers STARTTLS, and takes mail from USER alone. The recipient's name says what happens: `busy` is
told 451, `busy-once` is told so the first time, `gone` 550, `hang` waits. Prints "listening on PORT".
"""

import asyncio
import email
import email.policy
import json
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

LOG = sys.argv[1]
TRIES = {}


def write(**line):
    with open(LOG, "a", encoding="utf-8") as log:
        log.write(json.dumps(line) + "\n")


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        name = address.partition("@")[0]
        TRIES[name] = TRIES.get(name, 0) + 1
        if name == "hang":
            write(kind="hang", to=address)
            await asyncio.sleep(600)
        if name == "busy" or (name == "busy-once" and TRIES[name] == 1):
            write(kind="busy", to=address)
            return "451 come back later"
        if name == "gone":
            write(kind="gone", to=address)
            return "550 no such person as " + address
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        part = message.get_body(("plain",))
        write(kind="mail", mail_from=envelope.mail_from, to=envelope.rcpt_tos, tls=session.ssl is not None,
              user=session.auth_data.login.decode() if session.auth_data else "",
              headers=[[name, str(value)] for name, value in message.items()], text=part.get_content().replace("\r\n", "\n"),
              longest_line=max(len(line) for line in envelope.content.split(b"\r\n")),
              raw=envelope.content.decode("ascii"))
        return "250 OK"


def main():
    options = {}
    if len(sys.argv) > 2:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(sys.argv[2], sys.argv[3])

        def authenticate(server, session, envelope, mechanism, data):
            good = isinstance(data, LoginPassword) and (data.login, data.password) == (
                sys.argv[4].encode(), sys.argv[5].encode())
            return AuthResult(success=good, handled=False, auth_data=data)

        options = {"tls_context": context, "require_starttls": True, "authenticator": authenticate,
                   "auth_required": True}

    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    server = loop.run_until_complete(
        loop.create_server(lambda: SMTP(Handler(), hostname="peer.example", loop=loop, **options), "127.0.0.1", 0))
    print(f"listening on {server.sockets[0].getsockname()[1]}", flush=True)
    loop.run_forever()


main()
