"""Whoever reads slowly or not at all harms nobody, and is told the newest."""

from __future__ import annotations

import gevent
import pytest
from flask import Flask
from gevent.socket import socketpair

from app.live.hub import Hub
from app.system.connection import Connection
from tests.support.people import Browser, Customer
from tests.support.phone import Opens
from tests.support.shops import BusyShop

_PATIENCE = 5  # seconds


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


@pytest.mark.slow
def test_nobody_waits_for_a_phone_that_reads_nothing_which_then_finds_the_newest(
    app: Flask, opens: Opens, hub: Hub, shop: BusyShop, anybody: Browser
) -> None:
    slow, quick = (opens(anybody, f"{shop.board}/events") for _nth in range(2))
    quick.reads_until(b"\nid: ")
    told, newest = 0, b""
    for nth in range(60):
        Customer(app).joins(shop.owner.join_code, name_0=f"Guest {nth}")
        (channel,) = hub.channels
        while channel.shown < channel.heard:
            gevent.sleep(0.001)
        assert channel.snapshot is not None
        newest = b"\nid: %d\n" % channel.snapshot.version
        told += len(quick.reads_until(newest))
    # What the system held for it, one message in the middle, and the newest.
    assert len(slow.reads_until(newest)) < told


def test_phone_that_reads_nothing_for_too_long_loses_its_seat(
    app: Flask, opens: Opens, hub: Hub, shop: BusyShop, anybody: Browser
) -> None:
    opens(anybody, f"{shop.board}/events", patience=0.1)
    with gevent.Timeout(_PATIENCE):
        while hub.streams:
            Customer(app).joins(shop.owner.join_code, name_0="Guest")
            gevent.sleep(0.01)


def test_phone_that_reads_a_little_now_and_then_has_no_more_time_for_a_message(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Or what nobody ever gets is kept for as long as somebody likes."""
    phone, server = socketpair()
    monkeypatch.setattr("app.system.connection.SENT_AHEAD", 1)
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
