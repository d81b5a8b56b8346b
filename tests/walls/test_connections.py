"""Connections whose requests never come keep nobody else from being served."""

from __future__ import annotations

import contextlib
import socket
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from app.serving.waiting import ANSWER_SECONDS, BODY_SECONDS, Waiting
from testing.server import Server

pytestmark = pytest.mark.long

HEAD = (
    b"POST /open HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
)


class Connection:
    """What is asked of a connection here."""

    def __init__(self) -> None:
        self.is_open = True

    def shutdown(self, _how: int) -> None:
        self.is_open = False


def test_new_connection_comes_in_and_the_one_that_waited_longest_goes() -> None:
    waiting = Waiting(most=5, most_of_a_network=3)
    hogs = [Connection() for _nth in range(10)]
    for hog in hogs:
        waiting.enter(hog, "hog")
    assert [hog.is_open for hog in hogs] == [False] * 7 + [True] * 3
    others = [Connection() for _nth in range(3)]
    for nth, other in enumerate(others):
        waiting.enter(other, f"other {nth}")
    assert all(other.is_open for other in others)
    assert len(waiting) == 5
    for one in (*hogs, *others):
        waiting.leave(one)
    assert len(waiting) == 0
    assert not waiting._of


def test_connection_that_waits_for_another_reason_waits_once_and_nothing_of_it_is_kept() -> None:
    """Behind proxies each wait has a network of its own."""
    waiting = Waiting(most=5, most_of_a_network=3)
    one = Connection()
    for nth in range(4):
        waiting.enter(one, f"one of many {nth}")
    assert len(waiting) == 1
    waiting.leave(one)
    assert not waiting._of
    assert one.is_open


@pytest.fixture(scope="module")
def server(environment: dict[str, str]) -> Iterator[Server]:
    with Server(environment) as running:
        yield running


def connect(server: Server, sent: bytes) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", server.port), timeout=15)
    connection.sendall(sent)
    return connection


def answer_to(server: Server, sent: bytes) -> bytes:
    with connect(server, sent) as connection:
        return connection.recv(200).partition(b"\r\n")[0]


@pytest.mark.slow
def test_visitor_is_served_while_bodies_never_come(server: Server) -> None:
    with ExitStack() as stack:
        began = time.monotonic()
        held = [
            stack.enter_context(connect(server, HEAD + b"Content-Length: 9000\r\n\r\nname="))
            for _nth in range(600)
        ]
        asked = time.monotonic()
        with urllib.request.urlopen(f"{server.url}/open", timeout=5) as page:
            assert page.status == 200
        assert time.monotonic() - asked < 2
        # Each of them ends: at once if there are too many, else at the deadline.
        assert held[0].recv(200) == b""
        assert held[-1].recv(200).startswith(b"HTTP/1.1 408 Request Timeout")
        assert time.monotonic() - began < BODY_SECONDS + 15


@pytest.mark.slow
def test_answer_that_nobody_reads_ends_at_its_deadline(server: Server) -> None:
    """Else ten thousand of them would be all that a process has room for."""
    asked = b"GET /static/htmx-4.0.1.min.js HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
        connection.settimeout(ANSWER_SECONDS)
        connection.connect(("127.0.0.1", server.port))
        connection.sendall(asked * 400)
        time.sleep(ANSWER_SECONDS + 5)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        read = b""
        with contextlib.suppress(ConnectionResetError):
            while said := connection.recv(1 << 20):
                read += said
    assert read.startswith(b"HTTP/1.1 200 OK")
    assert read.count(b"HTTP/1.1 200 OK") < 400


FRAMING = [
    (b"Transfer-Encoding: chunked\r\n\r\nzz\r\nname=\r\n0\r\n\r\n", b"400"),
    (b"Transfer-Encoding: chunked\r\n\r\n5\r\nname=x\r\n0\r\n\r\n", b"400"),
    (b"Transfer-Encoding: chunked\r\n\r\n-5\r\nname=\r\n0\r\n\r\n", b"400"),
    (b"Transfer-Encoding: chunked\r\n\r\n5\r\nname=\r\n0\r\n\r\n", b"422"),
    (b"Content-Length: nine\r\n\r\nname=", b"400"),
    (b"Content-Length: 5\r\nExpect: 100-continue\r\n\r\nname=", b"100"),
    (b"Content-Length: 70000\r\n\r\n" + b"x" * 70_000, b"413"),
    # Nothing is done with the beginning of it.
    (b"Transfer-Encoding: chunked\r\n\r\n11170\r\n" + b"x" * 70_000 + b"\r\n0\r\n\r\n", b"413"),
    (b"Transfer-Encoding: chunked\r\n\r\n" + b"2000\r\n%b\r\n" % (b"x" * 8192) * 99, b"413"),
]


@pytest.mark.parametrize(("framing", "status"), FRAMING)
def test_body_that_is_framed_badly_is_refused_and_a_good_one_read(
    server: Server, framing: bytes, status: bytes
) -> None:
    assert answer_to(server, HEAD + framing).split(b" ")[1] == status
