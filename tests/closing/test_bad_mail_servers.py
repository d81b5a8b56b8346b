"""A mail server that misbehaves loses no report and doubles none."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from _pytest.mark import ParameterSet
from flask import Flask
from sqlalchemy import select
from time_machine import Traveller

from app import clock as clocks
from app.extensions import db
from app.mail import delivery
from app.models import OutgoingMail
from app.settings import SmtpServer
from testing.mailbox import Mailbox, csv_of
from testing.server import free_port
from tests.support.bad_mail_server import (
    DRIBBLE,
    DROP,
    GARBAGE,
    HANG,
    STEPS,
    TAKE_AND_DROP,
    TAKE_AND_HANG,
    BadMailServer,
)
from tests.support.jobs import run_the_jobs
from tests.support.people import Customer, Owner, words

pytestmark = pytest.mark.slow

MINUTE = timedelta(minutes=1)
PATIENCE = 0.4  # seconds that a server which hangs costs a test


def alike(step: str, does: str) -> ParameterSet:
    """Its code means to us what another does that is tried at this step, or at most steps."""
    return pytest.param(step, does, marks=pytest.mark.long)


TROUBLE = [
    *[(step, HANG) for step in STEPS[:-1]],
    *[(step, DROP) for step in STEPS[:-1]],
    *[(step, DRIBBLE) for step in ("connect", "ehlo", "dot")],
    *[(step, "451 not now") for step in STEPS[:-1]],
    *[(step, "421 not now") for step in ("connect", "rcpt")],
    *[alike(step, "421 not now") for step in ("ehlo", "mail", "data", "dot")],
    # What the server has against us is the operator's business, and is put right some day.
    *[(step, "550 no") for step in ("connect", "mail")],
    *[alike(step, f"{code} no") for step in ("connect", "mail") for code in (552, 554)],
    *[("rcpt", "550 5.7.1 relaying denied"), ("rcpt", "530 5.7.0 sign in first")],
    # Certificates that are not trusted, and what is no TLS at all.
    *[("starttls", "220 go on"), ("starttls", "454 not now"), ("starttls", GARBAGE)],
    *[("starttls", HANG), ("starttls", DROP)],
]
_REFUSED = {"rcpt": (550, 551, 552, 553, 554), "data": (550, 552, 554), "dot": (550, 552, 554)}
REFUSALS = [
    ((step, f"{code} no") if code == 550 else alike(step, f"{code} no"))
    for step, codes in _REFUSED.items()
    for code in codes
]


@pytest.fixture
def bad() -> Iterator[BadMailServer]:
    with BadMailServer() as server:
        yield server


@pytest.fixture
def closed(app: Flask, clock: Traveller, owner: Owner) -> Traveller:
    """The clinic, closed with Ann in line; its report is to be sent from now on."""
    Customer(app).joins(owner.join_code, name_0="Ann")
    run_the_jobs(app)
    clock.shift(MINUTE)
    owner.submit("/store/close", {})
    return clock


def report(app: Flask) -> OutgoingMail | None:
    """What waits."""
    with app.app_context():
        found: OutgoingMail | None = db.session.scalar(select(OutgoingMail))
    return found


def gets_well_and_takes_it(app: Flask, clock: Traveller, bad: BadMailServer) -> None:
    bad.gets_well()
    clock.shift(2 * MINUTE)
    run_the_jobs(app, smtp=bad.smtp)
    assert report(app) is None
    clock.shift(timedelta(days=1))
    run_the_jobs(app, smtp=bad.smtp)
    (accepted,) = bad.accepted
    assert b"Ann" in csv_of(accepted)


@pytest.mark.parametrize(("step", "does"), TROUBLE)
def test_report_waits_for_a_server_in_trouble_and_arrives_once(
    app: Flask, closed: Traveller, bad: BadMailServer, step: str, does: str
) -> None:
    bad.does[step] = does
    began = time.monotonic()
    run_the_jobs(app, smtp=bad.smtp, patience=PATIENCE)
    # Each step has its limit, and so has all of it.
    assert time.monotonic() - began < 10
    waits = report(app)
    assert waits is not None
    assert waits.attempts == 1
    assert waits.next_attempt_at is not None
    assert MINUTE <= waits.next_attempt_at - clocks.now() <= 1.25 * MINUTE
    assert waits.last_error
    assert bad.accepted == []
    gets_well_and_takes_it(app, closed, bad)


def test_report_waits_for_a_server_that_refuses_the_connection(
    app: Flask, closed: Traveller, bad: BadMailServer
) -> None:
    run_the_jobs(app, smtp=SmtpServer("127.0.0.1", free_port()))
    waits = report(app)
    assert waits is not None
    assert "ConnectionRefusedError" in str(waits.last_error)
    gets_well_and_takes_it(app, closed, bad)


def test_report_is_not_sent_in_clear_where_encryption_was_agreed(
    app: Flask, closed: Traveller, bad: BadMailServer
) -> None:
    run_the_jobs(app, smtp=SmtpServer("127.0.0.1", bad.port, tls=True), patience=PATIENCE)
    assert report(app) is not None
    assert bad.taken == []
    gets_well_and_takes_it(app, closed, bad)


@pytest.mark.parametrize("does", [TAKE_AND_DROP, TAKE_AND_HANG])
def test_report_of_which_nobody_knows_whether_it_was_accepted_goes_again_as_the_same(
    app: Flask, closed: Traveller, bad: BadMailServer, does: str
) -> None:
    bad.does["dot"] = does
    run_the_jobs(app, smtp=bad.smtp, patience=PATIENCE)
    assert report(app) is not None
    gets_well_and_takes_it(app, closed, bad)
    first, second = bad.taken
    assert first["Message-ID"] == second["Message-ID"]
    assert csv_of(first) == csv_of(second)


@pytest.mark.parametrize("does", [HANG, DROP, "421 not now", "550 no"])
def test_report_that_was_accepted_is_not_sent_again_whatever_is_said_afterwards(
    app: Flask, closed: Traveller, bad: BadMailServer, does: str
) -> None:
    bad.does["quit"] = does
    run_the_jobs(app, smtp=bad.smtp, patience=PATIENCE)
    assert report(app) is None
    closed.shift(timedelta(days=1))
    run_the_jobs(app, smtp=bad.smtp)
    assert len(bad.taken) == 1


@pytest.mark.parametrize(("step", "does"), REFUSALS)
def test_report_that_is_refused_for_good_is_kept_and_not_tried_again(
    app: Flask, closed: Traveller, bad: BadMailServer, step: str, does: str
) -> None:
    bad.does[step] = does
    run_the_jobs(app, smtp=bad.smtp, patience=PATIENCE)
    bad.gets_well()
    closed.shift(timedelta(days=1))
    run_the_jobs(app, smtp=bad.smtp)
    assert bad.taken == []
    stuck = report(app)
    assert stuck is not None
    assert (stuck.attempts, stuck.next_attempt_at) == (1, None)
    assert does[:3] in str(stuck.last_error)


def test_address_that_the_server_can_not_pass_on_is_refused_for_good(
    app: Flask, clock: Traveller, bad: BadMailServer
) -> None:
    owner = Owner(app).opens("Test Clinic", queues=["Doctor A"], email="ärger@example.com")
    run_the_jobs(app, smtp=bad.smtp)
    assert "A mail to ärger@example.com was refused." in words(owner.get("/store"))
    clock.shift(timedelta(hours=2))
    run_the_jobs(app, smtp=bad.smtp)
    assert bad.taken == []


def test_report_that_nobody_takes_is_deleted_after_a_week_and_the_log_names_no_person(
    app: Flask, closed: Traveller, bad: BadMailServer, caplog: pytest.LogCaptureFixture
) -> None:
    bad.does["rcpt"] = "550 owner@example.com: no such person"
    run_the_jobs(app, smtp=bad.smtp, patience=PATIENCE)
    closed.shift(timedelta(hours=168) - timedelta(seconds=1))
    run_the_jobs(app, smtp=bad.smtp)
    waits = report(app)
    assert waits is not None
    closed.shift(timedelta(seconds=1))
    run_the_jobs(app, smtp=bad.smtp)
    assert report(app) is None
    (error,) = [record for record in caplog.records if record.levelname == "ERROR"]
    assert str(waits.id) in error.getMessage()
    assert "168 h" in error.getMessage()
    for private in ("owner@", "Ann", "Test Clinic"):
        assert private not in caplog.text


def test_report_that_was_never_tried_is_tried_however_old_it_is(
    app: Flask, closed: Traveller, mailbox: Mailbox
) -> None:
    # The computer was off for two weeks.
    closed.shift(timedelta(days=14))
    with app.app_context():
        delivery.forget_old(app.config["SETTINGS"], clocks.now())
    run_the_jobs(app)
    assert b"Ann" in csv_of(mailbox.only("Test Clinic: report"))
