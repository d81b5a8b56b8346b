"""Several who close, or close and join, at the same moment: each store once, each customer once."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select, text
from time_machine import Traveller
from werkzeug.test import TestResponse

from app.extensions import db
from app.models import OutgoingMail
from testing.command import Command
from testing.mailbox import Mailbox, csv_of
from testing.server import Server
from tests.support.crowd import STORES_ROW, all_at_once, waiting_for_locks
from tests.support.jobs import OPENING_DAY, run_the_jobs
from tests.support.people import Customer, Owner, queue_ids, words

pytestmark = pytest.mark.slow

STORES = 12


@pytest.mark.parametrize("processes", [2, pytest.param(4, marks=pytest.mark.long)])
def test_of_several_processes_that_close_the_same_stores_one_closes_each(
    app: Flask, environment: dict[str, str], processes: int
) -> None:
    for nth in range(STORES):
        Owner(app).opens(f"No. {nth}", queues=["Chair"], email=f"owner-{nth}@example.com")
    with app.app_context(), db.engine.connect() as holder:
        holder.execute(text("UPDATE store SET closes_at = now()"))
        holder.commit()
        # None of them gets at the stores before all of them are there.
        holder.execute(text("LOCK TABLE store IN ACCESS EXCLUSIVE MODE"))
        closing = [Command(environment, "close-due") for _nth in range(processes)]
        waiting_for_locks(processes)
        holder.rollback()
        ended = [command.ended() for command in closing]
    assert [code for code, _ in ended] == [0] * processes
    assert "Closed what was due." in [said.splitlines()[-1] for _, said in ended]
    with app.app_context():
        reports = db.session.scalars(select(OutgoingMail.recipient)).all()
        left = db.session.scalar(text("SELECT count(*) FROM store"))
    assert sorted(reports) == sorted(f"owner-{nth}@example.com" for nth in range(STORES))
    assert left == 0


def test_whoever_joins_while_the_store_closes_is_in_the_report_or_is_told(
    app: Flask, owner: Owner, mailbox: Mailbox
) -> None:
    people = [Customer(app) for _nth in range(6)]
    forms = [queue_ids(person.scans(owner.join_code)) for person in people]

    def deed(nth: int) -> TestResponse:
        if nth == len(people):
            return owner.submit("/store/close", {})
        fields = {"name-0": f"Customer {nth}", "queue-0": forms[nth]["Doctor A"]}
        return people[nth].sends(fields)

    who = [0, 1, 2, len(people), 3, 4, 5]
    answers = dict(zip(who, all_at_once(who, deed, app=app, held=STORES_ROW), strict=True))
    assert answers.pop(len(people)).status_code == 200
    run_the_jobs(app)
    report = csv_of(mailbox.only("report of")).decode()
    for nth, answer in answers.items():
        if answer.status_code == 303:
            assert report.count(f'"Customer {nth}"') == 1
        else:
            assert answer.status_code == 410
            assert "The store has closed" in words(answer)
            assert f'"Customer {nth}"' not in report


def test_store_that_was_due_while_nothing_ran_closes_when_it_starts_again(
    app: Flask, environment: dict[str, str], clock: Traveller, mailbox: Mailbox
) -> None:
    clock.move_to(OPENING_DAY)
    owner = Owner(app).opens("Test Clinic", queues=["Chair"])
    Customer(app).joins(owner.join_code, name_0="Ann")
    # For the server it is long after.
    with Server(environment):
        report = mailbox.wait_for("Test Clinic: report")
    assert b"Ann" in csv_of(report)
