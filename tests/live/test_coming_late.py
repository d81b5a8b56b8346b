"""A page that is opened while others of the store are open, or while they are being read."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID, uuid4

import gevent
import pytest
from flask import Flask
from gevent.event import Event

from app.live.channel import Channel
from app.live.hub import Hub
from app.live.seats import Seat
from app.pages import dashboard as pages
from app.snapshot.store import Snapshot
from tests.support.people import Browser
from tests.support.shops import BusyShop
from tests.support.watching import watching


def test_ticket_of_somebody_who_was_served_stays_while_the_board_is_open(
    shop: BusyShop, anybody: Browser
) -> None:
    shop.owner.sets("Doctor A", "A1", "served")
    with watching(anybody, shop.board) as [board]:
        board.hears()
        with watching(anybody, shop.ann.ticket) as [ticket]:
            message = ticket.hears()
            assert message is not None
            assert message.event == ""
            assert "party" in message.fragments


def test_dashboard_that_is_opened_while_a_ticket_is_being_read_shows_the_line(
    app: Flask, shop: BusyShop, anybody: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub = app.extensions["live"].hub
    read: Callable[[Channel], Snapshot | None] = hub._load
    slow, begun = Event(), Event()

    def held(channel: Channel) -> Snapshot | None:
        snapshot = read(channel)
        begun.set()
        slow.wait()
        return snapshot

    monkeypatch.setattr(hub, "_load", held)
    with watching(anybody, shop.ann.ticket) as [ticket]:
        assert begun.wait(5)
        with watching(shop.owner, "/store") as [dashboard]:
            gevent.sleep(0.05)
            slow.set()
            assert "party" in ticket.shows()
            assert "line" in dashboard.shows()


def test_answer_that_is_drawn_late_keeps_no_screen_from_what_is_newer(
    app: Flask, shop: BusyShop
) -> None:
    """Whoever answers a tap may have to ask the database for somebody of earlier today first."""
    hub = app.extensions["live"].hub
    with watching(shop.owner, "/store") as [screen]:
        screen.hears()
        store = next(iter(hub.channels)).store_id
        older = hub.after_change(store)
        shop.owner.calls_next("Doctor A")
        while hub.newest(store) in (None, older[0]):
            gevent.sleep(0)
        with app.test_request_context("/store"):
            snapshot, drawn = older
            pages.draw(snapshot, drawn, None, "http://localhost")
        assert 'data-state="called"' in screen.shows()["front"]


def test_first_viewer_is_told_though_another_came_and_went_while_the_bus_took_its_time() -> None:
    """Redis is asked for the words about a store, and may have to be found anew."""
    hub, store, answers = Hub(lambda _channel: None, most=2, most_of_a_store=2), uuid4(), Event()

    def asks(_store: UUID) -> None:
        answers.wait()

    hub.watched = asks
    first = Seat(hub, store)
    coming = gevent.spawn(first.__enter__)
    gevent.idle()
    with Seat(hub, store):
        pass
    answers.set()
    assert hub.channels == [coming.get()]
    first.__exit__()
    assert (hub.channels, hub.streams) == ([], 0)


def test_seat_is_free_again_if_the_bus_broke_as_somebody_came() -> None:
    def breaks(_store: UUID) -> None:
        raise ArithmeticError

    hub = Hub(lambda _channel: None, most=2, most_of_a_store=2)
    hub.watched = breaks
    with pytest.raises(ArithmeticError), Seat(hub, uuid4()):
        pass
    assert (hub.channels, hub.streams) == ([], 0)
