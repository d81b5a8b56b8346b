"""How good the estimates were: the first range that was told, against the first call."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from time_machine import Traveller

from app.extensions import db
from app.figures.accuracy import Accuracy
from app.models import Customer as Row
from tests.support.estimates import joins, kept
from tests.support.people import Customer, Owner

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("minutes", "surprise"), [(0, -1), (6, -1), (7, 0), (12, 0), (20, 0), (20.4, 0), (21, 1)]
)
def test_first_call_is_compared_with_what_was_told_at_joining(
    app: Flask, clock: Traveller, steady: Owner, minutes: float, surprise: int
) -> None:
    joins(app, steady, "Ann")
    assert kept(app, "Ann") == (7, 20, None)
    clock.shift(timedelta(minutes=minutes))
    steady.sets("Doctor A", "A15", "called")
    assert kept(app, "Ann") == (7, 20, surprise)


def test_what_is_told_later_changes_nothing(app: Flask, clock: Traveller, steady: Owner) -> None:
    ann = joins(app, steady, "Ann")
    before = kept(app, "Ann")
    for _call in range(3):
        steady.calls_next("Doctor A")
        ann.get(ann.ticket)
    assert kept(app, "Ann") == before
    # Who opens the page for the first time long after joining was told nothing at joining.
    late = Customer(app).joins(steady.join_code, name_0="Late")
    clock.shift(timedelta(minutes=2))
    late.get(late.ticket)
    assert kept(app, "Late") == (None, None, None)


def test_second_call_changes_nothing(app: Flask, clock: Traveller, steady: Owner) -> None:
    joins(app, steady, "Ann")
    clock.shift(timedelta(minutes=10))
    steady.sets("Doctor A", "A15", "called")
    clock.shift(timedelta(hours=1))
    steady.sets("Doctor A", "A15", "waiting")
    while steady.rows("Doctor A")["A15"] == "waiting":
        steady.calls_next("Doctor A")
    assert kept(app, "Ann")[2] == 0


def test_call_that_was_undone_does_not_count(app: Flask, clock: Traveller, steady: Owner) -> None:
    joins(app, steady, "Ann")
    called = steady.sets("Doctor A", "A15", "called")
    change = called.location.rpartition("?changed=")[2]
    steady.presses(f"/store/changes/{change}/undo")
    assert steady.rows("Doctor A")["A15"] == "waiting"
    assert kept(app, "Ann") == (7, 20, None)
    clock.shift(timedelta(minutes=12))
    steady.sets("Doctor A", "A15", "called")
    assert kept(app, "Ann") == (7, 20, 0)


def test_who_moved_within_the_line_does_not_count(
    app: Flask, clock: Traveller, steady: Owner
) -> None:
    del clock  # stands still
    joins(app, steady, "Ann")
    joins(app, steady, "Ben")
    steady.moves("Doctor A", "A15", by=1)
    steady.sets("Doctor A", "A15", "called")
    assert kept(app, "Ann") == (None, None, None)
    assert kept(app, "Ben")[0] is not None


@pytest.mark.parametrize("looks", [True, False])
@pytest.mark.parametrize("over", [True, False])
def test_undone_move_brings_back_what_was_told(
    app: Flask, clock: Traveller, steady: Owner, *, looks: bool, over: bool
) -> None:
    del clock  # stands still, so a ticket that is looked at again is told a range anew
    ann = joins(app, steady, "Ann")
    if over:
        moved = steady.moves_over("Doctor A", "A15", "Doctor B")
    else:
        moved = steady.moves("Doctor A", "A15", by=-3)
    assert kept(app, "Ann") == (None, None, None)
    if looks:
        ann.get(ann.ticket)
    change = moved.location.rpartition("?changed=")[2]
    undone = steady.presses(f"/store/changes/{change}/undo")
    assert undone.status_code == 303
    assert kept(app, "Ann") == (7, 20, None)


def test_nobody_who_was_told_nothing_counts() -> None:
    assert Accuracy.of([None, None]).told == 0
    assert Accuracy.of([0, 0, 1, None, -1]) == Accuracy(within=2, sooner=1, later=1)


def test_page_never_waits_for_a_row_that_is_being_changed(
    app: Flask, clock: Traveller, steady: Owner
) -> None:
    ann = Customer(app).joins(steady.join_code, name_0="Ann")
    clock.shift(timedelta(seconds=1))
    with app.app_context(), db.engine.connect() as connection:
        connection.execute(select(Row.id).where(Row.name == "Ann").with_for_update())
        assert ann.get(ann.ticket).status_code == 200
    assert kept(app, "Ann") == (None, None, None)
    ann.get(ann.ticket)
    assert kept(app, "Ann")[0] is not None
