"""The other end of a stream that takes its connection over, without a server between."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import gevent
import pytest
from gevent.socket import socketpair

from app.live.hub import Hub
from app.system import connection
from app.system.connection import HandedOver
from tests.support.people import Browser

_CHUNK = re.compile(rb"([0-9a-f]+)\r\n")
_PATIENCE = 5  # seconds


class Phone:
    """The other end of a stream's connection."""

    def __init__(
        self,
        browser: Browser,
        path: str,
        *,
        protocol: str = "HTTP/1.1",
        patience: float = 30,
        keeps_line: bool = False,
        **more: Any,
    ) -> None:
        self.end, server = socketpair()
        self.end.settimeout(_PATIENCE)
        server.settimeout(patience)
        self._line = server.dup() if keeps_line else None
        environ = {"gunicorn.socket": server, "SERVER_PROTOCOL": protocol}
        said: list[bytes] = []
        answer = browser.get(path, environ_overrides=environ, **more)
        with pytest.MonkeyPatch.context() as patch, answer as response:
            patch.setattr(connection, "SENT_AHEAD", 1)
            with pytest.raises(HandedOver):
                said.extend(response.iter_encoded())
        self.begun = b"".join(said)
        """What the request itself said, before the stream had to wait."""
        self._unread = b""

    def reads(self) -> bytes:
        """The next message; b"" once the answer is complete."""
        while not (head := _CHUNK.match(self._unread)):
            self._receive()
        size, begin = int(head[1], 16), head.end()
        while len(self._unread) < begin + size + 2:
            self._receive()
        message = self._unread[begin : begin + size]
        assert self._unread[begin + size : begin + size + 2] == b"\r\n"
        self._unread = self._unread[begin + size + 2 :]
        return message

    def reads_until(self, words: bytes) -> list[bytes]:
        """All messages up to the one in which these words are."""
        messages = [self.reads()]
        while words not in messages[-1]:
            messages.append(self.reads())
        return messages

    def fills_line(self) -> None:
        """Nothing fits on it any more, until it is read."""
        assert self._line
        self._line.settimeout(0)
        with suppress(BlockingIOError):
            while self._line.send(b"."):
                pass
        self._line.close()

    def _receive(self) -> None:
        said = self.end.recv(1 << 16)
        assert said, "the connection was closed in the middle"
        self._unread += said


Opens = Callable[..., Phone]
"""Opens a stream, of a browser and a path; all of them are left at the end of the test."""


def until_nobody_watches(hub: Hub) -> None:
    """Until each of those that left has lost its seat."""
    with gevent.Timeout(_PATIENCE):
        while hub.streams:
            hub.beat()
            gevent.sleep(0.01)
