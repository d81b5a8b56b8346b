"""A stream takes its connection over from the request: nobody waits for it, nor it for anybody."""

from __future__ import annotations

import gc
import re
import socket
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import gevent
import pytest
from flask import Flask, Request
from gevent.socket import socketpair

from app.environment.connection import HandedOver
from app.live.hub import Hub
from app.pages import ticket as tickets
from tests.support.people import Browser, Customer
from tests.support.shops import BusyShop

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
    ) -> None:
        self.end, server = socketpair()
        self.end.settimeout(_PATIENCE)
        server.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1)
        server.settimeout(patience)
        self._line = server.dup() if keeps_line else None
        environ = {"gunicorn.socket": server, "SERVER_PROTOCOL": protocol}
        said: list[bytes] = []
        with browser.get(path, environ_overrides=environ) as response, pytest.raises(HandedOver):
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


@pytest.fixture
def hub(app: Flask) -> Hub:
    found: Hub = app.extensions["live"].hub
    return found


Opens = Callable[..., Phone]


@pytest.fixture
def opens(hub: Hub) -> Iterator[Opens]:
    """Opens a stream: all of them are left at the end."""
    phones: list[Phone] = []

    def one(browser: Browser, path: str, **more: Any) -> Phone:
        phones.append(Phone(browser, path, **more))
        return phones[-1]

    yield one
    for phone in phones:
        phone.end.close()
    until_nobody_watches(hub)


def until_nobody_watches(hub: Hub) -> None:
    with gevent.Timeout(_PATIENCE):
        while hub.streams:
            hub.beat()
            gevent.sleep(0.01)


def test_stream_goes_on_without_its_request_until_the_answer_is_complete(
    opens: Opens, hub: Hub, shop: BusyShop
) -> None:
    phone = opens(shop.ann, f"{shop.ann.ticket}/events")
    assert phone.begun.startswith(b": live\n\n")
    phone.reads_until(b"party")
    shop.owner.calls_next("Doctor A")
    phone.reads_until(b"your turn")
    shop.owner.submit("/store/close", {})
    phone.reads_until(b"event: end")
    assert phone.reads() == b""
    assert phone.end.recv(1) == b""
    assert hub.streams == 0


@pytest.mark.usefixtures("german")
def test_last_words_are_in_the_language_of_the_store(opens: Opens, shop: BusyShop) -> None:
    phone = opens(shop.ann, f"{shop.ann.ticket}/events")
    shop.owner.submit("/store/settings", {"language": "de"})
    phone.reads_until(b"als N\xc3\xa4chstes")
    shop.owner.submit("/store/close", {})
    assert b"Der Laden hat geschlossen" in phone.reads_until(b"event: end")[-1]


def test_old_client_is_told_without_chunks_and_by_the_end_of_the_connection(
    opens: Opens, hub: Hub, shop: BusyShop
) -> None:
    phone = opens(shop.ann, f"{shop.ann.ticket}/events", protocol="HTTP/1.0")
    shop.owner.submit("/store/close", {})
    said = b""
    while part := phone.end.recv(1 << 16):
        said += part
    assert said.endswith(b"event: end\ndata: end\n\n")
    assert not re.search(rb"^[0-9a-f]+\r\n", said)
    assert hub.streams == 0


def test_answer_is_complete_also_where_only_the_end_of_it_had_to_wait(
    opens: Opens, hub: Hub, shop: BusyShop
) -> None:
    phone = opens(shop.ann, f"{shop.ann.ticket}/events", keeps_line=True)
    phone.reads_until(b"party")
    phone.fills_line()
    # The last words fit on the line again, as one piece, and nothing besides.
    assert phone.end.recv(1) == b"."
    shop.owner.submit("/store/close", {})
    gevent.idle()
    said = b""
    while part := phone.end.recv(1 << 16):
        said += part
    assert said.endswith(b"event: end\ndata: end\n\n\r\n0\r\n\r\n")
    assert hub.streams == 0


def test_nobody_waits_for_a_phone_that_reads_nothing_which_then_finds_the_newest(
    app: Flask, opens: Opens, shop: BusyShop, anybody: Browser
) -> None:
    slow, quick = (opens(anybody, f"{shop.board}/events") for _nth in range(2))
    quick.reads_until(b"\nid: ")
    newest, changes = b"", 60
    for nth in range(changes):
        Customer(app).joins(shop.owner.join_code, name_0=f"Guest {nth}")
        newest = quick.reads_until(b"\nid: ")[-1]
    (version,) = re.findall(rb"\nid: .*\n", newest)
    # What the system held for it, one message in the middle, and the newest.
    assert len(slow.reads_until(version)) < changes


def test_phone_that_reads_nothing_for_too_long_loses_its_seat(
    app: Flask, opens: Opens, hub: Hub, shop: BusyShop, anybody: Browser
) -> None:
    opens(anybody, f"{shop.board}/events", patience=0.1)
    with gevent.Timeout(_PATIENCE):
        while hub.streams:
            Customer(app).joins(shop.owner.join_code, name_0="Guest")
            gevent.sleep(0.01)


def test_phone_that_has_gone_loses_its_seat(
    opens: Opens, hub: Hub, shop: BusyShop, anybody: Browser
) -> None:
    phones = [opens(anybody, f"{shop.board}/events") for _nth in range(3)]
    for phone in phones:
        phone.end.close()
    until_nobody_watches(hub)


def test_stream_that_breaks_takes_no_other_with_it(
    opens: Opens,
    hub: Hub,
    shop: BusyShop,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    board = opens(shop.ann, f"{shop.board}/events")
    ticket = opens(shop.ann, f"{shop.ann.ticket}/events")
    board.reads_until(b"\nid: ")
    ticket.reads_until(b"\nid: ")

    def broken(*_: object) -> None:
        raise ArithmeticError

    monkeypatch.setattr(tickets, "draw", broken)
    shop.owner.calls_next("Doctor A")
    board.reads_until(b"A1")
    assert ticket.end.recv(1) == b""
    assert [record.message for record in caplog.records] == ["a stream broke"]
    assert hub.streams == 1


def test_streams_keep_neither_greenlets_nor_requests(
    opens: Opens, shop: BusyShop, anybody: Browser
) -> None:
    """Whatever is kept is kept for each of thousands, for hours."""

    def kept() -> int:
        gc.collect()
        return sum(isinstance(one, gevent.Greenlet | Request) for one in gc.get_objects())

    opens(anybody, f"{shop.board}/events").reads_until(b"\nid: ")
    before = kept()
    for _nth in range(20):
        assert b"\nid: " in opens(anybody, f"{shop.board}/events").begun
    assert kept() < before + 5
