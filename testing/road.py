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
        self._age = 0
        self.answer = b""
        """What whoever comes anew is answered instead, whatever they ask for."""

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
        self._age += 1

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                browser, _address = self._listener.accept()
                Thread(target=self._serve, args=(browser, self._age), daemon=True).start()

    def _serve(self, browser: socket.socket, age: int) -> None:
        with browser, contextlib.suppress(OSError):
            if self.answer:
                browser.recv(65536)
                browser.sendall(self.answer)
                return
            with socket.create_connection(("127.0.0.1", self._behind)) as server:
                Thread(target=self._pipe, args=(browser, server, age), daemon=True).start()
                self._pipe(server, browser, age)

    def _pipe(self, source: socket.socket, target: socket.socket, age: int) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                if age == self._age:
                    target.sendall(data)
        if age != self._age:
            self._over.wait()
        with contextlib.suppress(OSError):
            target.shutdown(socket.SHUT_WR)
