"""A mail server that misbehaves as it is told: at which step, and how."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Mapping
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Self

from app.settings import SmtpServer

STEPS = ("connect", "ehlo", "mail", "rcpt", "data", "dot", "quit")
HANG = "hang"
"""Take the connection and say nothing any more."""
DROP = "drop"
"""Close the connection without a word."""
DRIBBLE = "dribble"
"""Answer with a letter now and then, and never to the end."""
TAKE_AND_DROP = "take and drop"
"""After the final dot: keep the mail, and close the connection without saying so."""
TAKE_AND_HANG = "take and hang"
SLOW = "slow"
"""After the final dot: keep the mail, and say so after a while."""
GARBAGE = "garbage"
"""After STARTTLS: anything but TLS."""

_GOOD = {
    "connect": "220 ready",
    "ehlo": "250 here",
    "mail": "250 OK",
    "rcpt": "250 OK",
    "data": "354 go on",
    "dot": "250 OK",
    "quit": "221 bye",
    "starttls": "220 go on",
}
_CERTIFICATE = Path(__file__).parent / "self_signed.pem"


class _End(Exception):
    """This connection is over."""


class BadMailServer:
    """Listens on loopback while it is entered; `does` says what it does instead of what is right.

    `hangs_for` are addresses on which it hangs, being well otherwise.
    """

    def __init__(self, does: Mapping[str, str] | None = None) -> None:
        self.does = dict(does or {})
        self.hangs_for: set[str] = set()
        self.accepted: list[EmailMessage] = []
        self.taken: list[EmailMessage] = []
        self.heard: list[str] = []
        self._over = threading.Event()
        self._let_go = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])

    def __enter__(self) -> Self:
        threading.Thread(target=self._listen, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._let_go.set()
        # close() alone would leave accept() waiting.
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    @property
    def smtp(self) -> SmtpServer:
        """As a deployment is set up with it."""
        return SmtpServer("127.0.0.1", self.port)

    @property
    def url(self) -> str:
        """What SMTP_URL is set to."""
        return f"smtp://127.0.0.1:{self.port}"

    def gets_well(self) -> None:
        """From now on it does what is right."""
        self.does.clear()
        self.hangs_for.clear()

    def lets_go(self) -> None:
        """It gets well, and the talks that hang come to an end: what happens next does not wait."""
        self.gets_well()
        self._let_go.set()

    def _listen(self) -> None:
        while not self._over.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        try:
            self._talk(connection)
        except (_End, OSError):
            pass
        finally:
            connection.close()

    def _talk(self, connection: socket.socket) -> None:
        self._answer(connection, "connect")
        lines = connection.makefile("rb")
        while line := lines.readline():
            word, _, rest = line.decode("ascii", "replace").strip().partition(" ")
            self.heard.append(word.lower())
            step = {"HELO": "ehlo"}.get(word.upper(), word.lower())
            if step == "starttls":
                self._answer(connection, step)
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                context.load_cert_chain(_CERTIFICATE)
                connection = context.wrap_socket(connection, server_side=True)
                lines = connection.makefile("rb")
                continue
            if step == "ehlo" and "starttls" in self.does:
                connection.sendall(b"250-here\r\n250 STARTTLS\r\n")
                continue
            if step == "rcpt" and any(f"<{address}>" in rest for address in self.hangs_for):
                self._let_go.wait()
            self._answer(connection, step)
            if step == "data" and "data" not in self.does:
                body = b"".join(iter(lines.readline, b".\r\n"))
                message = message_from_bytes(body, policy=default)
                assert isinstance(message, EmailMessage)
                self._end_of(connection, message)
            if step == "quit":
                return

    def _end_of(self, connection: socket.socket, message: EmailMessage) -> None:
        does = self.does.get("dot")
        if does is None:
            self.accepted.append(message)
        if does is None or does in (TAKE_AND_DROP, TAKE_AND_HANG, SLOW):
            self.taken.append(message)
        self._answer(connection, "dot")

    def _answer(self, connection: socket.socket, step: str) -> None:
        does = self.does.get(step) or _GOOD.get(step, "250 OK")
        if does in (DROP, TAKE_AND_DROP):
            raise _End
        if does in (HANG, TAKE_AND_HANG):
            self._let_go.wait()
            raise _End
        if does == SLOW:
            self._over.wait(1)
            does = _GOOD[step]
        if does == GARBAGE:
            connection.sendall(b"220 go on\r\n" + b"no TLS here\r\n" * 8)
            raise _End
        if does == DRIBBLE:
            connection.sendall(b"2")
            while not self._over.wait(0.05):
                connection.sendall(b"5")
            raise _End
        connection.sendall(f"{does}\r\n".encode())
