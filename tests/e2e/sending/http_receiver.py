#!/usr/bin/python3
"""A webhook's receiver: verifies as docs/sending.md shows, and writes a line of JSON for each POST that it answers.

    http_receiver.py SENDING.md SECRET_FILE LOG [CERTIFICATE KEY]

The path says what to answer: /answer/500,500,200 answers so in turn, and goes on with the last; `hang` is no answer,
`redirect` leads elsewhere, `talk` says ever so much. SECRET_FILE may be written later. Prints "listening on PORT".
"""

import http.server
import json
import re
import ssl
import sys
import threading
import time

SENDING, SECRET_FILE, LOG = sys.argv[1:4]
LOCK = threading.Lock()
COUNTS = {}


def documented_verify():
    """The function in the documentation, as it stands there."""
    with open(SENDING, encoding="utf-8") as page:
        code = re.search(r"```python\n(.*?)```", page.read(), re.DOTALL).group(1)
    space = {}
    exec(code, space)  # pylint: disable=exec-used
    return space["verify"]


VERIFY = documented_verify()


def secret():
    try:
        with open(SECRET_FILE, encoding="utf-8") as file:
            return file.read().strip()
    except FileNotFoundError:
        return ""


def write(**line):
    with LOCK, open(LOG, "a", encoding="utf-8") as log:
        log.write(json.dumps(line) + "\n")


class Receiver(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        with LOCK:
            count = COUNTS[self.path] = COUNTS.get(self.path, 0) + 1
            verified = VERIFY(secret().encode(), self.headers, body)
        answers = self.path.partition("?")[0].rpartition("/")[2].split(",")
        answer = answers[min(count, len(answers)) - 1]
        write(path=self.path, answer=answer, verified=verified, time=time.time(),
              delivery=self.headers["Ringback-Delivery"], event=self.headers["Ringback-Event"],
              signature=self.headers["Ringback-Signature"], type=self.headers["Content-Type"], body=body.decode())
        if answer == "hang":
            time.sleep(60)
            return
        redirect, talk = answer == "redirect", answer == "talk"
        self.send_response(302 if redirect else 200 if talk else int(answer))
        if redirect:
            self.send_header("Location", "/answer/200")
        self.send_header("Content-Length", str(1 << 30 if talk else 0))
        self.end_headers()
        while talk:
            self.wfile.write(b"x" * 65536)

    def log_message(self, format, *args):  # pylint: disable=redefined-builtin
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request, client_address):
        pass


def main():
    server = Server(("127.0.0.1", 0), Receiver)
    if len(sys.argv) > 4:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(sys.argv[4], sys.argv[5])
        server.socket = context.wrap_socket(server.socket, server_side=True)
    print(f"listening on {server.server_address[1]}", flush=True)
    server.serve_forever()


main()
