"""A mail server of a test: takes real mail by SMTP, and can do something between taking a mail and saying so."""

from __future__ import annotations

import contextlib
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage


class MailServer(socketserver.ThreadingTCPServer):
    """Keeps what it took in `taken`."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Session)
        self.taken: list[EmailMessage] = []
        self.before_saying_so: Callable[[], None] = lambda: None

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.server_address[1])


class Session(socketserver.StreamRequestHandler):
    """As much of SMTP as a client needs that only sends."""

    server: MailServer

    def handle(self) -> None:
        """Answers until the client goes."""
        self.say("220 test")
        while line := self.rfile.readline():
            command = line[:4].upper()
            if command == b"DATA":
                self.say("354 go on")
                self.server.taken.append(self.message())
                self.server.before_saying_so()
            if command == b"QUIT":
                self.say("221 bye")
                return
            self.say("250 test" if command != b"EHLO" else "250-test\r\n250 8BITMIME")

    def message(self) -> EmailMessage:
        """What is sent until a line with a dot."""
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        return message_from_bytes(b"".join(lines), _class=EmailMessage, policy=policy.default)

    def say(self, text: str) -> None:
        """One answer; nobody may be there any more."""
        with contextlib.suppress(OSError):  # the client was killed, which is the test
            self.wfile.write(text.encode() + b"\r\n")


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """Runs one for as long as it is needed."""
    with MailServer() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield server
        server.shutdown()
