"""A stream takes its connection over from the request: nobody waits for it, nor it for anybody."""

from __future__ import annotations

import contextlib
import gc
import re
from socket import SO_SNDBUF, SOL_SOCKET
from typing import Any

import gevent
import gevent.socket
import pytest
from flask import Request
from gevent.event import Event

from app.live.hub import Hub
from app.models import resources
from app.pages import ticket as tickets
from app.system.connection import Connection
from tests.support.people import Browser
from tests.support.phone import Opens, until_nobody_watches
from tests.support.programs import let_in
from tests.support.shops import BusyShop

_PATIENCE = 5  # seconds


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
    those = resources.those

    def slow(*of: Any) -> Any:
        asked.set()
        answered.wait()
        return those(*of)

    monkeypatch.setattr(resources, "those", slow)
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


def test_what_is_sent_over_a_stream_is_not_kept() -> None:
    """Nobody reads it: else some thousands of streams would fill the memory of the system."""
    with gevent.socket.create_server(("127.0.0.1", 0)) as door:
        client = gevent.socket.create_connection(door.getsockname())
        taken, _ = door.accept()
    client.setsockopt(SOL_SOCKET, SO_SNDBUF, 4096)
    connection = Connection({"gunicorn.socket": taken, "SERVER_PROTOCOL": "HTTP/1.1"})
    client.settimeout(0.2)
    sent = 0
    with client, contextlib.suppress(TimeoutError):
        while sent < 1 << 20:
            sent += client.send(b"x" * 1024)
    connection.close()
    assert sent < 64 * 1024
