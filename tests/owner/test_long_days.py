"""In the evening, after thousands, a change is shown as in the morning and costs the same."""

from __future__ import annotations

import random
from collections import Counter
from datetime import timedelta
from itertools import chain

import pytest
from flask import Flask
from sqlalchemy import select, text
from time_machine import Traveller

from app import clock as app_clock
from app.extensions import db
from app.figures.accuracy import Accuracy
from app.figures.pace import Pace
from app.figures.today import Counted, Today
from app.models import Customer as Row
from app.models import State
from app.pages import today
from app.snapshot import load
from app.snapshot.queue import HISTORY
from app.snapshot.store import Snapshot
from tests.support.days import customer_path, done_today, past
from tests.support.pages import Page
from tests.support.people import Customer, Owner, words
from tests.support.shops import BusyShop
from tests.support.watching import watching

pytestmark = pytest.mark.slow

HTMX = {"HX-Request": "true"}


@pytest.mark.parametrize("taps", [60, pytest.param(120, marks=pytest.mark.long)])
def test_figures_kept_by_the_database_are_those_of_everybody(
    app: Flask, clock: Traveller, owner: Owner, taps: int
) -> None:
    """A day of chance: whatever people do and the owner takes back, nothing is counted wrong."""
    chance = random.Random(7)
    changes: list[str] = []
    older = None
    for nth in range(taps):
        clock.shift(timedelta(seconds=chance.randrange(5, 400)))
        something_happens(app, owner, chance, nth, changes)
        older = check(app, older if chance.random() < 0.7 else None)
    assert older is not None
    assert {state for state in State if not state.in_line} <= {*gone(older, "state")}
    assert {*gone(older, "joined_via")} == {"scan", "walk-in"}
    assert {*gone(older, "surprise")} > {2}


def gone(snapshot: Snapshot, by: str) -> list[object]:
    """Everybody who is out of the line, by this."""
    counts = [Counter(queue.counted(by)).elements() for queue in snapshot.every_queue]
    return [*chain.from_iterable(counts)]


def something_happens(
    app: Flask, owner: Owner, chance: random.Random, nth: int, changes: list[str]
) -> None:
    """One tap of somebody."""
    queue = chance.choice(["Doctor A", "Doctor B"])
    what = chance.choice(["scan", "scan", "walk-in", "call", "end", "end", "any", "over", "undo"])
    line = [ticket for ticket, state in owner.rows(queue).items() if State(state).in_line]
    said = None
    if what == "scan":
        names = {"name_0": f"No. {nth}", "queue_0": queue, "name_1": "With me", "queue_1": queue}
        customer = Customer(app).joins(owner.join_code, **names)
        customer.get(customer.ticket)
    elif what == "walk-in":
        said = owner.submit("/store", {"name": "W"}, action=f"{owner.queue_path(queue)}/customers")
    elif what == "call" and "waiting" in owner.rows(queue).values():
        said = owner.calls_next(queue)
    elif what == "end" and line:
        end = chance.choice([state for state in State if not state.in_line])
        said = owner.sets(queue, chance.choice(line), end)
    elif what == "any" and owner.rows(queue):
        said = owner.sets(queue, chance.choice([*owner.rows(queue)]), chance.choice([*State]))
    elif what == "over" and owner.rows(queue):
        other = "Doctor B" if queue == "Doctor A" else "Doctor A"
        said = owner.moves_over(queue, chance.choice([*owner.rows(queue)]), other)
    elif what == "undo" and changes:
        owner.presses(f"/store/changes/{changes.pop()}/undo")
    if said is not None and "?changed=" in said.location:
        changes.append(said.location.rpartition("?changed=")[2])


def check(app: Flask, older: Snapshot | None) -> Snapshot:
    """What a snapshot says is what all rows say."""
    with app.app_context():
        (store,) = db.session.scalars(text("SELECT id FROM store")).all()
        people = list(db.session.scalars(select(Row)))
        db.session.commit()
        now = app_clock.now()
        snapshot = load.snapshot(store, older)
        assert snapshot is not None
        told = today.figures_of(snapshot, now)
        real = Today.of([Counted.of(people)], now, snapshot.opened_at)
        assert (told.came, told.waiting, told.served, told.no_shows, told.left) == (
            *(real.came, real.waiting, real.served, real.no_shows, real.left),
        )
        assert told.median_wait == real.median_wait
        assert told.quarters == real.quarters
        assert (told.longest and told.longest.joined_at) == (
            real.longest and real.longest.joined_at
        )
        for queue in snapshot.every_queue:
            mine = [one for one in people if one.queue_id == queue.id]
            assert queue.accuracy == Accuracy.of(one.surprise for one in mine)
            gone = sorted(
                (one for one in mine if not State(one.state).in_line),
                key=lambda one: (one.place, one.number),
            )
            gone.sort(key=lambda one: one.ended_at or one.joined_at, reverse=True)
            assert [one.id for one in queue.history] == [one.id for one in gone[:HISTORY]]
            all_day = Pace.observed(mine, queue.quoted.at, accuracy=queue.accuracy)
            for end in ("low", "point", "high"):
                assert getattr(queue.quoted.pace, end) == pytest.approx(getattr(all_day, end))
        return snapshot


def test_change_reads_nobody_who_was_done_before(app: Flask, owner: Owner) -> None:
    Customer(app).joins(owner.join_code, name_0="Ann")
    with app.app_context():
        store = done_today(owner, 400)
        snapshot = load.snapshot(store)
        assert snapshot is not None
        db.session.commit()
        owner.calls_next("Doctor A")
        newer = load.snapshot(store, snapshot)
        assert newer is not None
    assert len(gone(newer, "state")) == 400
    (_line, queue) = newer.every_queue
    assert [len(one.line) for one in newer.every_queue] == [1, 0]
    assert len(queue.history) == HISTORY
    assert queue is snapshot.every_queue[1]


def test_owner_reads_on_in_the_history_page_by_page(owner: Owner) -> None:
    done_today(owner, 300)
    path = owner.queue_path("Doctor A")
    page = owner.get(path)
    assert len(past(page.text, "customer")) == HISTORY
    assert "119 done · 7 no-show · 16 left · 8 removed" in words(page)
    assert "Show more" not in words(page)
    page = owner.get(f"{path}?past=all")
    assert len(past(page.text, "past")) == 50
    button = Page.of(page).all(name="more")[0]
    assert button.attributes["form"] == "past"
    page = owner.get(f"{path}?past=all&rows=50&more=yes")
    assert len(past(page.text, "past")) == 100
    assert "Show more" in words(page)
    page = owner.get(f"{path}?past=all&rows=100&more=yes")
    assert len(past(page.text, "past")) == 150
    assert "Show more" not in words(page)
    # The browser without JavaScript stays where it is.
    assert "past=all&amp;rows=150" in page.text


def test_owner_sees_all_of_one_kind(owner: Owner) -> None:
    done_today(owner, 300)
    path = owner.queue_path("Doctor A")
    reply = owner.get(f"{path}/history?past=left", headers=HTMX).text
    assert "<html" not in reply
    assert set(past(reply, "past")) == {"left"}
    assert len(past(reply, "past")) == 16
    assert past(owner.get(f"{path}/history?past=latest", headers=HTMX).text, "past") == []
    assert past(owner.get(f"{path}?past=nonsense&rows=-3").text, "past") == []


def test_owner_finds_and_changes_somebody_who_was_served_hours_ago(owner: Owner) -> None:
    done_today(owner, 300)
    found = owner.get("/store/find?find=A7")
    assert "1 person found" in words(found)
    row = Page.of(found).all(**{"data-state": "served"})[0]
    path = f"/store/customers/{row.attributes['id'].removeprefix('found-')}"
    assert "A7" in words(owner.get(path))
    assert "A7" in words(owner.get(f"{path}/slip"))
    said = owner.presses(f"{path}/state?state=no_show&was=served", headers=HTMX)
    assert "A7 is a no-show." in said.text


def test_ticket_of_somebody_who_was_served_stays_live(
    app: Flask, shop: BusyShop, owner: Owner
) -> None:
    ann = shop.ann
    with watching(ann, ann.ticket) as (screen,):
        screen.shows()
        path = customer_path(app, "A", 1)
        owner.sets("Doctor A", "A1", "served")
        assert "served" in screen.shows()["party"]
        done_today(owner, 300)
        assert "A1" in words(ann.get(ann.ticket))
        owner.presses(f"{path}/state?state=no_show&was=served")
        assert "You were called and didn't come." in screen.shows()["party"]
        owner.presses(f"{path}/state?state=waiting&was=no_show")
        assert 'class="person waiting"' in screen.shows()["party"]


def test_ticket_of_a_party_shows_also_those_who_are_done(app: Flask, owner: Owner) -> None:
    group = Customer(app).joins(owner.join_code, name_0="Ann", name_1="Ben")
    owner.sets("Doctor A", "A1", "served")
    done_today(owner, 300)
    page = words(group.get(group.ticket))
    assert "A1" in page
    assert "A2" in page
    assert "party of 2" in words(owner.get(owner.queue_path("Doctor A")))
