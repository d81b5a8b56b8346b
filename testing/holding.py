"""A proxy that passes on that there is a stream, and holds what comes in it."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

from testing.server import free_port


@contextmanager
def holding(behind: int) -> Iterator[int]:
    """Before the server on the port `behind`; the port that it listens on."""
    with socket.create_server(("127.0.0.1", free_port())) as listener:
        Thread(target=_accept, args=(listener, behind), daemon=True).start()
        yield int(listener.getsockname()[1])
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)


def _accept(listener: socket.socket, behind: int) -> None:
    with contextlib.suppress(OSError):
        while True:
            browser, _address = listener.accept()
            Thread(target=_serve, args=(browser, behind), daemon=True).start()


def _serve(browser: socket.socket, behind: int) -> None:
    """One request a connection."""
    with browser, contextlib.suppress(OSError):
        head = _head(browser)
        if not head:
            return
        with socket.create_connection(("127.0.0.1", behind)) as server:
            server.sendall(head.replace(b"\r\n", b"\r\nConnection: close\r\n", 1))
            if b"/events" in head.partition(b"\r\n")[0]:
                browser.sendall(_head(server))
                browser.recv(1)  # until the browser gives up
                return
            Thread(target=_pipe, args=(browser, server), daemon=True).start()
            _pipe(server, browser)


def _head(connection: socket.socket) -> bytes:
    head = b""
    while b"\r\n\r\n" not in head:
        if not (data := connection.recv(1)):
            return b""
        head += data
    return head


def _pipe(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
