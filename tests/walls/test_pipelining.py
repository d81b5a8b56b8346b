"""Requests that come one behind the other, unasked, keep nobody else from being served."""

from __future__ import annotations

import contextlib
import socket
import time
import urllib.request
from collections.abc import Iterator
from threading import Event, Thread

import pytest

from testing.server import Server

pytestmark = pytest.mark.slow

REQUEST = b"GET /robots.txt HTTP/1.1\r\nHost: localhost\r\n\r\n"


@pytest.fixture(scope="module")
def server(environment: dict[str, str]) -> Iterator[Server]:
    with Server(environment) as running:
        yield running


@contextlib.contextmanager
def pumping(server: Server) -> Iterator[Event]:
    """Somebody who sends without end and reads all answers; the event is that one has come."""
    answered, enough = Event(), Event()
    connection = socket.create_connection(("127.0.0.1", server.port), timeout=60)

    def send() -> None:
        with contextlib.suppress(OSError):
            while not enough.is_set():
                connection.sendall(REQUEST * 200)

    def read() -> None:
        with contextlib.suppress(OSError):
            while connection.recv(1 << 20):
                answered.set()

    threads = [Thread(target=send), Thread(target=read)]
    for thread in threads:
        thread.start()
    try:
        yield answered
    finally:
        enough.set()
        connection.shutdown(socket.SHUT_RDWR)
        for thread in threads:
            thread.join()
        connection.close()


def test_visitor_is_served_beside_somebody_who_sends_requests_without_end(server: Server) -> None:
    with pumping(server) as answered:
        assert answered.wait(10)
        for _nth in range(5):
            began = time.monotonic()
            with urllib.request.urlopen(f"{server.url}/robots.txt", timeout=30) as page:
                assert page.status == 200
            assert time.monotonic() - began < 1


def test_each_request_is_answered_in_its_turn(server: Server) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=15) as connection:
        last = REQUEST.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
        connection.sendall(REQUEST * 49 + last)
        answers = b""
        while said := connection.recv(1 << 16):
            answers += said
    assert answers.count(b"HTTP/1.1 200 OK") == 50
