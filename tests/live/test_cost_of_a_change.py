"""A change costs little however many watch: it is read once, and wakes only those it concerns."""

import html
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select, text
from time_machine import Traveller

from app import clock as app_clock
from app.database import pools
from app.extensions import db
from app.models import Queue, State, line
from app.snapshot import load
from app.snapshot.store import Snapshot
from tests.support.people import Customer, csrf_token
from tests.support.shops import BusyShop
from tests.support.watching import fragments_in, watching


def test_call_changes_of_the_tickets_behind_only_how_far_they_have_come(
    app: Flask, shop: BusyShop
) -> None:
    """It concerns all of them at once, so it must cost little: the rest of a ticket stays."""
    cid = Customer(app).joins(shop.owner.join_code, name_0="Cid", name_1="Dee")
    Customer(app).joins(shop.owner.join_code, name_0="Eve")
    with watching(cid, cid.ticket) as (screen,):
        assert set(screen.shows()) == {"sign", "headline", "party", "deleted"}
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


@pytest.mark.parametrize("viewers", [1, 10, 100])
def test_change_costs_one_look_at_the_database_however_many_watch(
    app: Flask, shop: BusyShop, viewers: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub = app.extensions["live"].hub
    selects: list[str] = []
    real = pools._run

    def counted(query: str, values: Any, **how: Any) -> Any:
        # Now and then a tap also forgets what can't be undone any more: that is no look either.
        if "UPDATE" not in query and "DELETE" not in query:
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
            called = line.call_next(queue.store_id, queue.id, app_clock.now())
            assert called is not None
            for screen in screens:
                (lane,) = screen.shows().values()
                assert ">A1<" in lane
            # The call itself told all that they show.
            assert (hub.loads, selects) == (before, [])
            served = partial(line.set_state, to=State.SERVED, was=State.CALLED)
            assert served(queue.store_id, called.customer_id, now=app_clock.now())
        for screen in screens:
            assert ">A1<" in screen.shows()["before"]
        assert hub.loads == before + 1
        assert len(selects) == 1
    # Whoever has gone is forgotten.
    assert (hub.streams, hub.channels) == (0, [])


def test_tap_is_read_once_for_its_reply_and_for_the_screens(
    shop: BusyShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads: list[UUID] = []
    real = load.snapshot

    def counted(store_id: UUID, *some: Any, **more: Any) -> Any:
        reads.append(store_id)
        return real(store_id, *some, **more)

    button = shop.owner.call_button("Doctor A")
    path = f"{shop.owner.customer_path('Doctor A', 'A1')}/state"
    token = {"csrf_token": csrf_token(shop.owner.get("/store"))}
    served = {**token, "state": "served", "was": "called"}
    with watching(shop.owner, shop.owner.queue_path("Doctor A")) as (screen,):
        screen.shows()
        monkeypatch.setattr(load, "snapshot", counted)
        # A call tells all that changes; of whoever is out of the line more is to be read.
        for action, form, times in ((button, token, 0), (path, served, 1)):
            answer = shop.owner.post(action, form, headers={"HX-Request": "true"})
            reply = fragments_in(answer.text)
            assert html.unescape(reply["front"]) == screen.shows()["front"]
            assert len(reads) == times


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
            [(c.id, c.card, c.facts, c.ahead, c.wait) for c in (*queue.line, *queue.history)],
            queue.totals,
        )
        for queue in snapshot.queues
    ]


@pytest.mark.parametrize(
    ("parties", "most"), [(6, 4000), pytest.param(60, 6000, marks=pytest.mark.long)]
)
def test_call_is_a_small_message_to_a_dashboard_however_long_the_line_is(
    app: Flask, shop: BusyShop, parties: int, most: int
) -> None:
    """Of the line only those rows are sent that change, and a bar of a wait is none."""
    path = shop.owner.queue_path("Doctor A")
    for _party in range(parties):
        people = {f"name_{nth}": f"Guest {nth}" for nth in range(5)}
        Customer(app).joins(shop.owner.join_code, **people)
    # The first call of a day also ends the first steps and begins a chart.
    shop.owner.calls_next("Doctor A")
    shop.owner.sets("Doctor A", "A1", "served")
    with watching(shop.owner, path) as (screen,):
        screen.shows()
        shop.owner.calls_next("Doctor A")
        message = screen.hears()
        assert message is not None
        assert 0 < message.size <= most
        # Whoever is still called only goes down a table: the row is not sent again.
        shop.owner.calls_next("Doctor A")
        message = screen.hears()
        assert message is not None
        assert 0 < message.size <= most
