"""Requests that are sent without end, or in thousands of pieces, take the process from nobody."""

from __future__ import annotations

import contextlib
import socket
import time
import urllib.request
from collections.abc import Iterator
from threading import Event, Thread

import gevent.socket
import pytest

from app.serving.client import Client
from app.serving.waiting import Waiting
from testing.server import Server

pytestmark = pytest.mark.slow

HEAD = (
    b"POST /open HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\n"
)
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
LAST = b"0\r\n\r\n"
COOKIES = b"".join(b"Cookie: c%d=%b\r\n" % (nth, b"a" * 4000) for nth in range(25))


@pytest.fixture(scope="module")
def server(environment: dict[str, str]) -> Iterator[Server]:
    with Server(environment) as running:
        yield running


@contextlib.contextmanager
def pumping(server: Server, head: bytes, more: bytes) -> Iterator[None]:
    """Somebody who begins a request and sends what is left of it without end, again and again."""
    enough, begun = Event(), Event()

    def send() -> None:
        while not enough.is_set():
            with (
                contextlib.suppress(OSError),
                socket.create_connection(("127.0.0.1", server.port), timeout=5) as connection,
            ):
                connection.sendall(head)
                while not enough.is_set():
                    connection.sendall(more)
                    begun.set()

    thread = Thread(target=send)
    thread.start()
    try:
        assert begun.wait(10)
        yield
    finally:
        enough.set()
        thread.join()


@pytest.mark.parametrize(
    ("head", "more"),
    [
        (CHUNKED, b"1\r\na\r\n" * 20_000),
        (CHUNKED, b"400\r\n%b\r\n" % (b"a" * 1024) * 100),
        (HEAD + b"Content-Length: 99999999999\r\n\r\n", b"a" * 1_000_000),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\n", COOKIES),
    ],
    ids=["in chunks of a byte", "in chunks", "of a length", "of a head"],
)
def test_visitor_is_served_beside_a_request_without_end(
    server: Server, head: bytes, more: bytes
) -> None:
    with pumping(server, head, more):
        for _nth in range(10):
            began = time.monotonic()
            with urllib.request.urlopen(f"{server.url}/robots.txt", timeout=30) as page:
                assert page.status == 200
            assert time.monotonic() - began < 1


def answers_to(server: Server, sent: bytes) -> list[bytes]:
    """The status of each answer, and that of whatever was said before it."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as connection:
        with contextlib.suppress(ConnectionError):
            connection.sendall(sent)
        said = b""
        with contextlib.suppress(ConnectionError, TimeoutError):
            while more := connection.recv(1 << 16):
                said += more
    return [line.split()[1] for line in said.split(b"\r\n") if line.startswith(b"HTTP/1.1 ")]


def test_client_that_does_not_take_its_answer_is_let_go_like_one_that_sends_none() -> None:
    """Else each of them holds what it was answered, and the place of somebody else."""
    ours, theirs = gevent.socket.socketpair()
    client, waiting = Client(ours.family, ours.type, ours.proto, ours.detach()), Waiting(most=1)

    @contextlib.contextmanager
    def is_waited_for(one: Client) -> Iterator[None]:
        waiting.enter(one, "somewhere")
        yield
        waiting.leave(one)

    client.is_waited_for = is_waited_for
    with client, theirs:
        client.sendall(b"little")
        assert len(waiting) == 0
        answering = gevent.spawn(client.sendall, b"much" * 1_000_000)
        gevent.sleep(0)
        assert len(waiting) == 1
        # There is no end to what it takes, so it is let go as soon as somebody else has to wait.
        waiting.enter(object(), "elsewhere")
        with pytest.raises(BrokenPipeError):
            answering.get(timeout=10)


def test_head_that_is_larger_than_any_browsers_is_not_waited_for(server: Server) -> None:
    """Each piece of it is looked at together with all before: for its square."""
    assert answers_to(server, b"GET / HTTP/1.1\r\nHost: localhost\r\n" + COOKIES) == [b"431"]
    honest = b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + COOKIES[:16_000]
    assert answers_to(server, honest.rpartition(b"\r\n")[0] + b"\r\n\r\n") == [b"200"]


def test_body_in_more_pieces_than_any_programs_is_not_read(server: Server) -> None:
    assert answers_to(server, CHUNKED + b"1\r\na\r\n" * 30_000 + LAST) == [b"400"]
    assert answers_to(server, CHUNKED + b"40\r\n%b\r\n" % (b"a" * 64) * 500 + LAST) == [b"422"]


def test_body_that_is_too_long_is_refused_and_not_done_by_its_beginning(server: Server) -> None:
    assert answers_to(server, CHUNKED + b"2000\r\n%b\r\n" % (b"a" * 8192) * 9 + LAST) == [b"413"]


def test_client_that_waits_to_be_told_to_go_on_is_told_so_once(server: Server) -> None:
    sent = HEAD + b"Expect: 100-continue\r\nContent-Length: 5\r\n\r\nname="
    assert answers_to(server, sent) == [b"100", b"422"]
