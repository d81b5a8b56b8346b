"""Where it is told how good the estimates were: on the dashboard, in the report, in the log."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from time_machine import Traveller

from testing.mailbox import Mailbox, text_of
from tests.support.estimates import joins, kept
from tests.support.jobs import run_the_jobs
from tests.support.people import Customer, Owner, words


def line_of(owner: Owner, queue: str = "Doctor A") -> str:
    """What the dashboard says of the queue's estimates."""
    page = words(owner.get(owner.queue_path(queue)))
    return page.partition("Earlier today")[2].partition("Ticket Customer")[0]


@pytest.mark.slow
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


@pytest.mark.slow
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


@pytest.mark.slow
def test_owner_sees_who_waits_for_longer_than_they_were_told(
    app: Flask, clock: Traveller, steady: Owner
) -> None:
    joins(app, steady, "Ann")  # told 5 to 20 minutes
    Customer(app).joins(steady.join_code, name_0="Untold")
    clock.shift(timedelta(minutes=20))
    assert "told at most" not in words(steady.get(steady.queue_path("Doctor A")))
    clock.shift(timedelta(minutes=1))
    page = words(steady.get(steady.queue_path("Doctor A")))
    assert "for 21 min told at most 20 min" in page
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
    told = re.search(r"(\d+)\+ min", words(ann.get(ann.ticket)))
    assert told is not None
    assert kept(app, "Ann") == (int(told[1]), None, None)
    clock.shift(timedelta(hours=5))
    assert "told at most" not in words(owner.get(owner.queue_path("Doctor A")))
    owner.sets("Doctor A", "A13", "called")
    assert kept(app, "Ann") == (int(told[1]), None, 0)
    assert f"told at first: at least {told[1]} min" in caplog.records[-1].getMessage()


@pytest.mark.slow
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
    assert said == f"queue {queue_id}: called after 12 min; told at first: 7 to 20 min"
