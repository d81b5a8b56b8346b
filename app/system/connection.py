"""A connection that is taken over from its request: written to without a greenlet that waits.

A greenlet for each of thousands of streams costs ten times the memory of what the stream remembers,
and to switch to it costs as much as to send a message.
"""

import time
from collections.abc import Mapping
from socket import SO_RCVBUF, SO_SNDBUF, SOL_SOCKET
from typing import Any

from gevent.monkey import get_original
from gevent.socket import socket, wait_write
from gevent.ssl import SSLSocket

_Plain: Any = get_original("socket", "socket")  # which does not wait for gevent
_LEAST = 1  # as little as the system has for any
_LAST_CHUNK = b"0\r\n\r\n"
SENT_AHEAD = 1 << 16
"""Bytes that the system holds for a client that does not read. Left to itself it would hold 4 MB
for each, and a phone that wakes up would read through an hour before it comes to now."""


class HandedOver(BaseException):
    """Raised to the server when the connection of a request has been taken over.

    It is no Exception: a server answers those, and this connection is not the server's any more.
    """


class Connection:
    """The client's end of an answer that goes on. Small: there are thousands."""

    __slots__ = ("_chunked", "_patience", "_socket")

    def __init__(self, environ: Mapping[str, Any]) -> None:
        """Take over that of this request of WSGI, which has begun to be answered."""
        taken: socket = environ["gunicorn.socket"]
        # `app.serving.waiting.ANSWER_SECONDS`, as of any other answer.
        self._patience = taken.gettimeout()
        family, kind, protocol = taken.family, taken.type, taken.proto
        self._socket = _Plain(family, kind, protocol, taken.detach())
        self._socket.setblocking(False)
        self._socket.setsockopt(SOL_SOCKET, SO_SNDBUF, SENT_AHEAD)
        # Nobody reads what else is sent. Of thousands it would fill the memory of the system.
        self._socket.setsockopt(SOL_SOCKET, SO_RCVBUF, _LEAST)
        # As gunicorn has told the client in the answer's head.
        self._chunked = environ["SERVER_PROTOCOL"] != "HTTP/1.0"

    @staticmethod
    def can_be_taken(environ: Mapping[str, Any]) -> bool:
        """Whether the server would let it go: gunicorn with gevent, without TLS of its own."""
        taken = environ.get("gunicorn.socket")
        return isinstance(taken, socket) and not isinstance(taken, SSLSocket)

    def send(self, message: bytes) -> bytes:
        """Send as much as the system takes at once, nearly always all; what is left of it.

        Raises OSError if the client has gone.
        """
        if self._chunked:
            message = b"%x\r\n%b\r\n" % (len(message), message)
        return self._send(message)

    def send_rest(self, rest: bytes) -> None:
        """Send what was left, as the client reads. Raises OSError if it has gone or is too slow."""
        until = None if self._patience is None else time.monotonic() + self._patience
        while rest:
            left = None if until is None else max(0.0, until - time.monotonic())
            wait_write(self._socket.fileno(), left, TimeoutError("nobody reads it"))
            rest = self._send(rest)

    def end(self) -> bytes:
        """Tell the client that the answer is complete, once; what is left of that."""
        if not self._chunked:
            return b""
        self._chunked = False
        return self._send(_LAST_CHUNK)

    def close(self) -> None:
        """Let go of it."""
        self._socket.close()

    def _send(self, data: bytes) -> bytes:
        try:
            sent = self._socket.send(data)
        except BlockingIOError:
            sent = 0
        return data[sent:] if sent < len(data) else b""
