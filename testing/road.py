"""A way to the server on which connections die without a word, as when a phone changes networks."""

from __future__ import annotations

import contextlib
import socket
from threading import Event, Thread
from types import TracebackType
from typing import Self


class Road:
    """Before the server on the port `behind`, while it is entered; listens on `port`."""

    def __init__(self, behind: int) -> None:
        self._behind = behind
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self._over = Event()
        self._dead: list[Event] = []
        self.answer = b""
        """What whoever comes anew is answered instead, whatever they ask for."""
        self.losses: dict[bytes, int] = {}
        """How many requests for a path that ends so are lost, each with its connection, unheard."""
        self.unheard: list[bytes] = []
        """What was asked for over a connection that was dead already."""

    def __enter__(self) -> Self:
        Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._over.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def dies(self) -> None:
        """All connections that are open: nothing comes through any more, and nobody is told."""
        for dead in self._dead:
            dead.set()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                browser, _address = self._listener.accept()
                self._dead.append(Event())
                Thread(target=self._serve, args=(browser, self._dead[-1]), daemon=True).start()

    def _serve(self, browser: socket.socket, dead: Event) -> None:
        with browser, contextlib.suppress(OSError):
            if self.answer:
                browser.recv(65536)
                browser.sendall(self.answer)
                return
            with socket.create_connection(("127.0.0.1", self._behind)) as server:
                Thread(target=self._pipe, args=(browser, server, dead), daemon=True).start()
                self._pipe(server, browser, dead)

    def _pipe(self, source: socket.socket, target: socket.socket, dead: Event) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                if self._loses(data):
                    dead.set()
                elif not dead.is_set():
                    target.sendall(data)
                elif data.startswith(b"GET "):
                    self.unheard.append(data.partition(b"\r\n")[0])
        if dead.is_set():
            self._over.wait()
        with contextlib.suppress(OSError):
            target.shutdown(socket.SHUT_WR)

    def _loses(self, data: bytes) -> bool:
        path = data.partition(b" HTTP/1.1\r\n")[0]
        for end, left in self.losses.items():
            if left and path.startswith(b"GET ") and path.endswith(end):
                self.losses[end] -= 1
                return True
        return False
