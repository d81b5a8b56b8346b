"""A change reaches every screen by itself: when it is committed, and only what is new.

What it costs is in `test_cost_of_a_change.py`. What needs several processes or a network that fails
is in `test_running_the_server.py`.
"""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import gevent
import pytest
from flask import Flask
from sqlalchemy import text
from time_machine import Traveller

from app import clock as app_clock
from app import live
from app.database import signals
from app.extensions import db
from tests.support.people import Browser, Customer, Owner, words
from tests.support.shops import BusyShop
from tests.support.watching import Message, Screen, watching


@pytest.fixture
def announced() -> Iterator[list[UUID]]:
    """The stores whose changes were announced."""
    heard: list[UUID] = []

    def hear(store: UUID, **_told: object) -> None:
        heard.append(store)

    with signals.store_changed.connected_to(hear):
        yield heard


def test_change_is_announced_when_it_is_committed_and_not_before(
    app: Flask, owner: Owner, announced: list[UUID]
) -> None:
    with app.app_context():
        (store,) = db.session.scalars(text("SELECT id FROM store")).all()
        announced.clear()
        signals.mark(store)
        assert announced == []
        db.session.rollback()
        db.session.commit()
        assert announced == []
        signals.mark(store)
        db.session.commit()
        assert announced == [store]
    assert owner.get("/store").status_code == 200
    assert announced == [store]


def test_what_changes_nothing_is_not_announced(
    app: Flask, shop: BusyShop, announced: list[UUID]
) -> None:
    """Nor does it look as if something had been missed, so that all is read again."""
    undone = shop.change
    shop.owner.presses(f"/store/changes/{undone}/undo")
    announced.clear()
    before = version_of_the_store(app)
    shop.owner.presses(f"/store/changes/{undone}/undo")
    person = shop.owner.customer_path("Doctor A", "A1").rpartition("/")[2]
    shop.ann.post(f"{shop.ann.ticket}/answer", {"customer": person, "answer": "coming"})
    shop.ann.post(f"{shop.ann.ticket}/leave", {"customer": str(UUID(int=1))})
    shop.owner.calls_next("Doctor B")
    shop.owner.sets("Doctor A", "A1", "served", was="left")
    shop.ben.sends({"name-0": ""})
    shop.owner.get("/J/0123456789AB")
    assert announced == []
    assert version_of_the_store(app) == before
    shop.owner.calls_next("Doctor A")
    assert len(announced) == 1


def version_of_the_store(app: Flask) -> int:
    """It tells processes that heard nothing that they are behind."""
    with app.app_context():
        return int(db.session.scalar(text("SELECT version FROM store")))


def test_dashboard_hears_everything_at_first_and_then_what_changed(
    app: Flask, shop: BusyShop
) -> None:
    path = shop.owner.queue_path("Doctor A")
    with watching(shop.owner, path) as (screen,):
        first = screen.shows()
        assert {"join-code", "queues", "queue"} < set(first)
        assert "Ann Onymous" in first["queue"]
        shop.owner.calls_next("Doctor A")
        called = screen.shows()
        card = f"card-{path.rpartition('/')[2]}"
        assert set(called) == {
            *(card, "front", "up", "queue", "first-steps", "figures", "chart-waits", "quarters"),
        }
        assert 'data-state="called"' in called["front"]
        Customer(app).scans(shop.owner.join_code)
        assert set(screen.shows()) == {"join-code"}
        walk_in = f"{shop.owner.queue_path('Doctor B')}/customers"
        shop.owner.submit("/store", {"name": "Cid"}, action=walk_in)
        card = f"card-{shop.owner.queue_path('Doctor B').rpartition('/')[2]}"
        assert set(screen.shows()) == {card, "figures", "chart-joined", "quarters", "paper-B"}


def test_customer_hears_of_their_own_place_only(app: Flask, shop: BusyShop) -> None:
    cid = Customer(app).joins(shop.owner.join_code, name_0="Cid")
    with watching(cid, cid.ticket) as (screen,):
        assert "1 person ahead of you" in screen.shows()["party"]
        # Nothing of this concerns Cid, so the next thing heard is the call of Ann.
        Customer(app).joins(shop.owner.join_code, name_0="Dee", queue_0="Doctor B")
        Customer(app).joins(shop.owner.join_code, name_0="Eve")
        shop.owner.calls_next("Doctor B")
        shop.owner.calls_next("Doctor A")
        assert "You're next" in screen.shows()["party"]
        shop.owner.calls_next("Doctor A")
        assert "It's your turn" in screen.shows()["party"]


def test_board_hears_of_calls_and_of_the_code(shop: BusyShop, anybody: Browser) -> None:
    with watching(anybody, shop.board) as (screen,):
        assert set(screen.shows()) == {"before", "headline", "join-code", "lanes", "late"}
        shop.owner.calls_next("Doctor A")
        # The lane alone, of the two.
        (lane,) = screen.shows().values()
        assert ">A1<" in lane
        anybody.get(shop.owner.join_code)
        assert set(screen.shows()) == {"join-code"}


def test_owner_of_another_shop_hears_of_their_own_whatever_they_ask_for(
    shop: BusyShop, other_owner: Owner
) -> None:
    screen = Screen(other_owner, f"/store/events?queue={shop.ids['queue_id']}")
    heard = screen.shows()
    assert "Chair" in heard["queues"]
    assert not any(secret in str(heard) for secret in [*shop.secrets, "Doctor A"])
    screen.close()


def test_slow_reader_skips_to_the_newest(app: Flask, shop: BusyShop) -> None:
    cid = Customer(app).joins(shop.owner.join_code, name_0="Cid")
    with watching(cid, cid.ticket) as (slow,), watching(cid, cid.ticket) as (fast,):
        first = slow.hears()
        fast.shows()
        for state in ("called", "waiting", "served", "no_show"):
            was = shop.owner.rows("Doctor A")["A2"]
            shop.owner.sets("Doctor A", "A2", state, was=was)
            assert f'data-state="{state}"' in fast.shows()["party"]
        newest = slow.hears()
        assert first is not None
        assert newest is not None
        assert 'data-state="no_show"' in newest.fragments["party"]
        assert newest.number - first.number == 4


def test_change_of_another_process_that_was_not_heard_of_is_noticed(
    app: Flask, shop: BusyShop
) -> None:
    with watching(shop.ann, shop.ann.ticket) as (screen,):
        screen.shows()
        with app.app_context():
            # As a process does that dies between its commit and its announcement.
            db.session.execute(text("UPDATE customer SET state = 'served'"))
            db.session.execute(text("UPDATE store SET version = version + 1"))
            db.session.commit()
        live.check(app)
        assert "Done. Thank you for coming." in screen.shows()["party"]


def test_code_that_nobody_scans_is_replaced_on_the_screen_after_a_minute(
    app: Flask, clock: Traveller, owner: Owner
) -> None:
    with watching(owner, "/store") as (screen,):
        before = screen.shows()["join-code"]
        clock.shift(timedelta(seconds=59))
        live.check(app)
        clock.shift(timedelta(seconds=1))
        live.check(app)
        assert screen.shows()["join-code"] != before


def test_screen_hears_that_it_is_live_while_nothing_changes(app: Flask, shop: BusyShop) -> None:
    with watching(shop.ann, shop.ann.ticket) as (screen,):
        screen.shows()
        # As the clock does every fifteen seconds; by then the screen has long been waiting.
        gevent.spawn_later(0.01, app.extensions["live"].hub.beat)
        heard = screen.hears()
        assert isinstance(heard, Message)
        assert (heard.event, heard.name, heard.fragments) == ("beat", "", {})


def test_viewer_who_is_one_too_many_is_told_when_to_come_back(
    app: Flask, shop: BusyShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app.extensions["live"].hub._seats, "most_of_a_store", 2)
    events = f"{shop.ann.ticket}/events"
    with watching(shop.ann, shop.ann.ticket, times=2):
        refused = shop.ann.get(events)
        assert refused.status_code == 503
        assert int(refused.headers["Retry-After"]) > 0
        assert "Too busy just now" in words(refused)
    with watching(shop.ann, shop.ann.ticket) as (screen,):
        assert "You're next" in screen.shows()["party"]


def test_waits_are_told_anew_after_the_clock_was_set_back(
    app: Flask, clock: Traveller, shop: BusyShop, anybody: Browser
) -> None:
    hub = app.extensions["live"].hub
    with watching(anybody, shop.board) as [board]:
        board.hears()
        (channel,) = hub.channels
        clock.shift(timedelta(hours=-1))
        with app.app_context():
            live.check(app)
        assert hub.after_change(channel.store_id) is None  # no dashboard is open; it was waited for
        assert channel.snapshot.taken_at == app_clock.now()
        assert {queue.quoted.at for queue in channel.snapshot.every_queue} == {app_clock.now()}
