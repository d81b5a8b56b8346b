"""How good the estimates were: the first range that was told, against the first call."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from time_machine import Traveller

from app.extensions import db
from app.figures.accuracy import Accuracy
from app.models import Customer as Row
from testing.mailbox import Mailbox, text_of
from tests.support.jobs import run_the_jobs
from tests.support.people import Customer, Owner, words

STEADY = timedelta(minutes=2)


@pytest.fixture
def steady(app: Flask, clock: Traveller, owner: Owner) -> Owner:
    """Doctor A has called ten people, one in two minutes, and four of them still wait."""
    for nth in range(14):
        Customer(app).joins(owner.join_code, name_0=f"No. {nth}")
    for _call in range(10):
        clock.shift(STEADY)
        owner.calls_next("Doctor A")
    return owner


def joins(app: Flask, owner: Owner, name: str) -> Customer:
    """Join and look at the ticket."""
    customer = Customer(app).joins(owner.join_code, name_0=name)
    customer.get(customer.ticket)
    return customer


def kept(app: Flask, name: str) -> tuple[int | None, int | None, int | None]:
    """What was kept of this customer: the range, and how the wait compares."""
    with app.app_context():
        columns = select(Row.quoted_low, Row.quoted_high, Row.surprise)
        low, high, surprise = db.session.execute(columns.where(Row.name == name)).one()
        return low, high, surprise


def line_of(owner: Owner, queue: str = "Doctor A") -> str:
    """What the dashboard says of the queue's estimates."""
    page = words(owner.get(owner.queue_path(queue)))
    return page.partition("+ Walk-in")[2].partition("Ticket Name")[0]


@pytest.mark.parametrize(
    ("minutes", "surprise"), [(0, -1), (4, -1), (5, 0), (12, 0), (25, 0), (25.4, 0), (26, 1)]
)
def test_first_call_is_compared_with_what_was_told_at_joining(
    app: Flask, clock: Traveller, steady: Owner, minutes: float, surprise: int
) -> None:
    joins(app, steady, "Ann")
    assert kept(app, "Ann") == (5, 25, None)
    clock.shift(timedelta(minutes=minutes))
    steady.sets("Doctor A", "A15", "called")
    assert kept(app, "Ann") == (5, 25, surprise)


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
    assert kept(app, "Ann") == (5, 25, None)
    clock.shift(timedelta(minutes=12))
    steady.sets("Doctor A", "A15", "called")
    assert kept(app, "Ann") == (5, 25, 0)


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
    assert kept(app, "Ann") == (5, 25, None)


def test_owner_reads_how_good_the_estimates_of_a_queue_were(
    app: Flask, clock: Traveller, steady: Owner
) -> None:
    for nth in range(10):
        joins(app, steady, f"Told {nth}")
    for nth in range(15, 17):
        steady.sets("Doctor A", f"A{nth}", "called")
    clock.shift(timedelta(minutes=12))
    for nth in range(17, 24):
        steady.sets("Doctor A", f"A{nth}", "called")
    # Of nine it would say little.
    assert "estimates" not in line_of(steady)
    steady.sets("Doctor A", "A24", "called")
    found = re.search(r"Our estimates were right for (\d+) of 10\.", line_of(steady))
    assert found is not None
    assert 1 <= int(found[1]) <= 8
    assert "estimates" not in line_of(steady, "Doctor B")


def test_report_says_how_good_the_estimates_were_and_the_log_names_nobody(
    app: Flask,
    clock: Traveller,
    steady: Owner,
    mailbox: Mailbox,
    caplog: pytest.LogCaptureFixture,
) -> None:
    joins(app, steady, "Ann")
    clock.shift(timedelta(minutes=12))
    steady.sets("Doctor A", "A15", "called")
    clock.shift(timedelta(hours=24))
    caplog.clear()
    run_the_jobs(app)
    report = text_of(mailbox.wait_for("report of"))
    assert "Our estimates were right for 1 of 1." in report
    (logged,) = [record.getMessage() for record in caplog.records]
    assert "within the range told: 1, sooner: 0, later: 0" in logged
    assert "Ann" not in logged


def test_owner_sees_who_waits_for_longer_than_they_were_told(
    app: Flask, clock: Traveller, steady: Owner
) -> None:
    joins(app, steady, "Ann")  # told 5 to 25 minutes
    Customer(app).joins(steady.join_code, name_0="Untold")
    clock.shift(timedelta(minutes=25))
    assert "told at most" not in words(steady.get(steady.queue_path("Doctor A")))
    clock.shift(timedelta(minutes=1))
    page = words(steady.get(steady.queue_path("Doctor A")))
    assert "Ann for 26 min told at most 25 min" in page
    assert page.count("told at most") == 1
    steady.sets("Doctor A", "A15", "called")
    assert "told at most" not in words(steady.get(steady.queue_path("Doctor A")))


def test_end_that_was_not_told_is_held_against_nobody(
    app: Flask, clock: Traveller, owner: Owner, caplog: pytest.LogCaptureFixture
) -> None:
    for nth in range(12):
        Customer(app).joins(owner.join_code, name_0=f"No. {nth}")
    clock.shift(timedelta(minutes=8))
    owner.calls_next("Doctor A")
    ann = joins(app, owner, "Ann")
    told = re.search(r"at least (\d+) min", words(ann.get(ann.ticket)))
    assert told is not None
    assert kept(app, "Ann") == (int(told[1]), None, None)
    clock.shift(timedelta(hours=5))
    assert "told at most" not in words(owner.get(owner.queue_path("Doctor A")))
    owner.sets("Doctor A", "A13", "called")
    assert kept(app, "Ann") == (int(told[1]), None, 0)
    assert f"told at first: at least {told[1]} min" in caplog.records[-1].getMessage()


def test_log_compares_each_first_call_with_what_was_told(
    app: Flask, clock: Traveller, steady: Owner, caplog: pytest.LogCaptureFixture
) -> None:
    joins(app, steady, "Ann")
    Customer(app).joins(steady.join_code, name_0="Unseen")
    clock.shift(timedelta(minutes=12, seconds=20))
    caplog.clear()
    steady.sets("Doctor A", "A15", "called")
    steady.sets("Doctor A", "A15", "called", was="called")
    steady.sets("Doctor A", "A16", "called")
    steady.sets("Doctor A", "A16", "waiting")
    # The other one never saw a ticket, and A15 was called before.
    (said,) = (record.getMessage() for record in caplog.records)
    queue_id = steady.queue_path("Doctor A").rpartition("/")[2]
    assert said == f"queue {queue_id}: called after 12 min; told at first: 5 to 25 min"


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
