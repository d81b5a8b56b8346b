"""A stream takes its connection over from the request: nobody waits for it, nor it for anybody."""

from __future__ import annotations

import gc
import re
import socket
from collections.abc import Callable, Iterator
from typing import Any

import gevent
import pytest
from flask import Flask, Request
from gevent.event import Event
from gevent.socket import socketpair

from app.environment.connection import Connection
from app.live.hub import Hub
from app.models import lists
from app.pages import ticket as tickets
from tests.support.people import Browser, Customer
from tests.support.phone import Phone
from tests.support.programs import let_in
from tests.support.shops import BusyShop

_PATIENCE = 5  # seconds


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


def test_phone_that_reads_a_little_now_and_then_has_no_more_time_for_a_message() -> None:
    """Or what nobody ever gets is kept for as long as somebody likes."""
    phone, server = socketpair()
    server.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1)
    server.settimeout(0.2)
    connection = Connection({"gunicorn.socket": server, "SERVER_PROTOCOL": "HTTP/1.1"})

    def reads_now_and_then() -> None:
        while phone.recv(2000):
            gevent.sleep(0.02)

    reading = gevent.spawn(reads_now_and_then)
    rest = connection.send(b"." * 1_000_000)
    with gevent.Timeout(_PATIENCE), pytest.raises(TimeoutError):
        connection.send_rest(rest)
    connection.close()
    reading.join()
    phone.close()


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


def test_no_screen_waits_for_a_program_that_waits_for_the_database(
    opens: Opens, shop: BusyShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, answered = Event(), Event()
    those = lists.those

    def slow(*of: Any) -> Any:
        asked.set()
        answered.wait()
        return those(*of)

    monkeypatch.setattr(lists, "those", slow)
    said = {"Authorization": f"Bearer {let_in(shop.owner).token}"}
    program = opens(shop.ann, "/api/v1/events", headers=said)
    program.reads_until(b"event: state")
    board = opens(shop.ann, f"{shop.board}/events")
    shop.owner.sets("Doctor A", "A1", "served")
    assert asked.wait(_PATIENCE)
    board.reads_until(b"\nid: ")
    assert not answered.is_set()
    answered.set()
    assert b'"served"' in program.reads_until(b"event: change")[-1]


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
