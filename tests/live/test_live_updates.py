"""A change reaches every screen by itself: when it is committed, and only what is new.

What needs several processes or a network that fails is in `test_running_the_server.py`.
"""

import html
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import gevent
import pytest
from flask import Flask
from sqlalchemy import select, text
from time_machine import Traveller

from app import clock as app_clock
from app import live
from app.database import pools, signals
from app.extensions import db
from app.models import Queue, line
from app.snapshot import load
from app.snapshot.store import Snapshot
from tests.support.people import Browser, Customer, Owner, csrf_token, words
from tests.support.shops import BusyShop
from tests.support.watching import Message, Screen, fragments_in, watching


@pytest.fixture
def announced() -> Iterator[list[UUID]]:
    """The stores whose changes were announced."""
    heard: list[UUID] = []
    with signals.store_changed.connected_to(heard.append):
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


def test_what_changes_nothing_is_not_announced(shop: BusyShop, announced: list[UUID]) -> None:
    shop.owner.calls_next("Doctor B")
    shop.owner.sets("Doctor A", "A1", "served", was="left")
    shop.ben.sends({"name-0": ""})
    shop.owner.get("/J/0123456789AB")
    assert announced == []
    shop.owner.calls_next("Doctor A")
    assert len(announced) == 1


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
        assert set(called) == {"queues", "queue", "today", "first-steps"}
        assert 'data-state="called"' in called["queue"]
        Customer(app).scans(shop.owner.join_code)
        assert set(screen.shows()) == {"join-code"}
        walk_in = f"{shop.owner.queue_path('Doctor B')}/customers"
        shop.owner.submit("/store", {"name": "Cid"}, action=walk_in)
        assert set(screen.shows()) == {"queues", "today"}


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


def test_call_changes_of_the_tickets_behind_only_how_far_they_have_come(
    app: Flask, shop: BusyShop
) -> None:
    """It concerns all of them at once, so it must cost little: the rest of a ticket stays."""
    cid = Customer(app).joins(shop.owner.join_code, name_0="Cid", name_1="Dee")
    Customer(app).joins(shop.owner.join_code, name_0="Eve")
    with watching(cid, cid.ticket) as (screen,):
        assert set(screen.shows()) == {"headline", "party"}
        shop.owner.calls_next("Doctor A")
        behind = screen.shows()
        assert list(behind) == ["place-0", "place-1", "meanwhile"]
        assert "You're next" in behind["place-0"]
        assert "1 person ahead of you" in behind["place-1"]
        assert "Please be here now." in behind["meanwhile"]
        # Each takes the place of the element that it is.
        assert all(f'id="{name}"' in fragment for name, fragment in behind.items())
        page = html.unescape(cid.get(cid.ticket).text)
        assert all(fragment in page for fragment in behind.values())


def test_board_hears_of_calls_and_of_the_code(shop: BusyShop, anybody: Browser) -> None:
    with watching(anybody, shop.board) as (screen,):
        assert set(screen.shows()) == {"before", "join-code", "lanes", "late"}
        shop.owner.calls_next("Doctor A")
        assert ">A1<" in screen.shows()["lanes"]
        anybody.get(shop.owner.join_code)
        assert set(screen.shows()) == {"join-code"}


def test_owner_of_another_shop_hears_of_their_own_whatever_they_ask_for(
    shop: BusyShop, other_owner: Owner
) -> None:
    screen = Screen(other_owner, f"/store/events?queue={shop.ids['queue_id']}")
    heard = screen.shows()
    assert "Chair" in heard["queue"]
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
        assert (newest.number or 0) - (first.number or 0) == 4


@pytest.mark.parametrize("viewers", [1, 10, 100])
def test_change_costs_one_look_at_the_database_however_many_watch(
    app: Flask, shop: BusyShop, viewers: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub = app.extensions["live"].hub
    selects: list[str] = []
    real = pools._run

    def counted(query: str, values: Any, **how: Any) -> Any:
        if query.lstrip().startswith("SELECT"):
            selects.append(query)
        return real(query, values, **how)

    with watching(shop.ann, shop.board, times=viewers) as screens:
        for screen in screens:
            screen.shows()
        assert hub.streams == viewers
        before = hub.loads
        monkeypatch.setattr(pools, "_run", counted)
        with app.app_context():
            queue = db.session.scalar(select(Queue).where(Queue.name == "Doctor A"))
            assert queue is not None
            db.session.commit()
            assert line.call_next(queue.store_id, queue.id, app_clock.now())
        for screen in screens:
            assert ">A1<" in screen.shows()["lanes"]
        assert hub.loads == before + 1
        assert len(selects) == 1
    # Whoever has gone is forgotten.
    assert (hub.streams, hub.channels) == (0, [])


def test_tap_is_read_once_for_its_reply_and_for_the_screens(
    shop: BusyShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads: list[UUID] = []
    real = load.snapshot

    def counted(store_id: UUID, older: Snapshot | None = None) -> Any:
        reads.append(store_id)
        return real(store_id, older)

    button = shop.owner.call_button("Doctor A")
    token = {"csrf_token": csrf_token(shop.owner.get("/store"))}
    with watching(shop.owner, shop.owner.queue_path("Doctor A")) as (screen,):
        screen.shows()
        monkeypatch.setattr(load, "snapshot", counted)
        answer = shop.owner.post(button, token, headers={"HX-Request": "true"})
        reply = fragments_in(answer.text)
        assert 'data-state="called"' in reply["queue"]
        assert html.unescape(reply["queue"]) == screen.shows()["queue"]
        assert len(reads) == 1


def test_queue_in_which_nothing_changes_is_taken_over_and_none_is_stale(
    app: Flask, clock: Traveller, shop: BusyShop
) -> None:
    owner = shop.owner
    Customer(app).joins(owner.join_code, name_0="Cid", queue_0="Doctor B")
    Customer(app).joins(owner.join_code, name_0="Dee", queue_0="Doctor A", name_1="Eve")
    settings = f"{owner.queue_path('Doctor B')}/settings"
    changes_and_what_stays: list[tuple[Callable[[], object], set[str]]] = [
        (lambda: None, {"Doctor A", "Doctor B"}),
        (lambda: owner.calls_next("Doctor A"), {"Doctor B"}),
        (lambda: owner.notes("Doctor B", "B1", "late"), {"Doctor A"}),
        (lambda: owner.corrects("Doctor A", "A2", phone="0911 222 333"), {"Doctor B"}),
        (lambda: owner.moves("Doctor A", "A3", by=-1), {"Doctor B"}),
        (lambda: owner.moves_over("Doctor A", "A3", "Doctor B"), set()),
        (
            lambda: owner.submit("/store", {"paused": "yes"}, action=f"{settings[:-9]}/pause"),
            {"Doctor A"},
        ),
        (lambda: clock.shift(timedelta(seconds=20)), set()),
    ]
    with app.app_context():
        (store,) = db.session.scalars(text("SELECT id FROM store")).all()
        db.session.commit()
        older = load.snapshot(store)
        assert older is not None
        for change, stays in changes_and_what_stays:
            change()
            newer = load.snapshot(store, older)
            assert newer is not None
            assert all_of(newer) == all_of(load.snapshot(store))
            stayed = {queue.name for queue in newer.queues if any(queue is q for q in older.queues)}
            assert stayed == stays
            older = newer


def all_of(snapshot: Snapshot | None) -> object:
    """Everything that is seen in the queues."""
    assert snapshot is not None
    return [
        (
            queue.name,
            queue.paused,
            queue.surprises,
            [(c.id, c[3:], c.wait) for c in queue.customers],
        )
        for queue in snapshot.queues
    ]


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
        assert screen.hears() == Message("beat", None, {})


def test_viewer_who_is_one_too_many_is_told_when_to_come_back(
    app: Flask, shop: BusyShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app.extensions["live"].hub, "_most_of_a_store", 2)
    events = f"{shop.ann.ticket}/events"
    with watching(shop.ann, shop.ann.ticket, times=2):
        refused = shop.ann.get(events)
        assert refused.status_code == 503
        assert int(refused.headers["Retry-After"]) > 0
        assert "Too busy just now" in words(refused)
    with watching(shop.ann, shop.ann.ticket) as (screen,):
        assert "You're next" in screen.shows()["party"]


def test_only_tickets_that_change_are_woken_and_all_give_signs_of_life(
    app: Flask, shop: BusyShop
) -> None:
    """To wake a viewer costs more than to see that there is nothing new for them."""
    cid = Customer(app).joins(shop.owner.join_code, name_0="Cid")
    dee = Customer(app).joins(shop.owner.join_code, name_0="Dee", queue_0="Doctor B")
    hub = app.extensions["live"].hub
    with watching(cid, cid.ticket) as (first,), watching(dee, dee.ticket) as (second,):
        for screen in (first, second):
            screen.shows()
        (channel,) = hub.channels
        waiting = {token: channel.news(token) for token in (token_of(cid), token_of(dee))}
        shop.owner.calls_next("Doctor A")
        assert "You're next" in first.shows()["place-0"]
        assert waiting[token_of(cid)].is_set()
        assert not waiting[token_of(dee)].is_set()
        # A beat reaches also those who slept through the change, and those only once.
        hub.beat()
        for screen in (first, second):
            message = screen.hears()
            assert message is not None
            assert message.event == "beat"
        shop.owner.calls_next("Doctor B")
        assert "It's your turn" in second.shows()["party"]


def token_of(customer: Customer) -> str:
    return customer.ticket.rpartition("/")[2]
