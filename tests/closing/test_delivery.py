"""A mail waits until the mail server took it, and nothing is lost meanwhile."""

from datetime import timedelta
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from itertools import pairwise

import pytest
from flask import Flask
from time_machine import Traveller

from app import clock as app_clock
from app.extensions import db
from app.models import Kind, OutgoingMail
from app.settings import SmtpServer
from testing.mailbox import Mailbox, csv_of
from testing.server import free_port
from tests.support.addresses import confirm_all
from tests.support.jobs import deliver, run_the_jobs
from tests.support.pages import error_beside
from tests.support.people import Browser, Customer, Owner, opening

MINUTE = timedelta(minutes=1)


@pytest.fixture
def closed(app: Flask, clock: Traveller, owner: Owner, mailbox: Mailbox) -> None:
    """The clinic, closed with Ann in line; its report is to be sent from now on."""
    Customer(app).joins(owner.join_code, name_0="Ann")
    run_the_jobs(app)
    mailbox.empty()
    clock.shift(MINUTE)
    owner.submit("/store/close", {})


@pytest.mark.usefixtures("closed")
def test_report_arrives_when_the_mail_server_is_back(
    app: Flask, clock: Traveller, mailbox: Mailbox
) -> None:
    down = SmtpServer("127.0.0.1", free_port())
    run_the_jobs(app, smtp=down)
    clock.shift(MINUTE)
    run_the_jobs(app, smtp=down)
    clock.shift(timedelta(hours=1))
    run_the_jobs(app)
    assert b"Ann" in csv_of(mailbox.only("Test Clinic: report"))
    clock.shift(timedelta(days=1))
    run_the_jobs(app)
    assert len(mailbox.messages) == 1


@pytest.mark.slow
@pytest.mark.usefixtures("closed")
def test_mail_that_is_not_accepted_goes_again_as_the_same_and_ever_more_seldom(
    app: Flask, clock: Traveller, mailbox: Mailbox
) -> None:
    mailbox.unwilling.add("owner@example.com")
    tried = []
    for minute in range(150):
        before = len(mailbox.put_off)
        run_the_jobs(app)
        if len(mailbox.put_off) > before:
            tried.append(minute)
        clock.shift(MINUTE)
    # After 1, 2, 4 … minutes and up to a quarter more, but never after more than an hour.
    waits = [after - before for before, after in pairwise(tried)]
    assert all(
        expected <= wait <= expected * 1.25 + 1
        for expected, wait in zip([1, 2, 4, 8, 16, 32, 48], waits, strict=False)
    ), waits
    assert len(tried) >= 7
    mailbox.unwilling.clear()
    clock.shift(timedelta(hours=1))
    run_the_jobs(app)
    (accepted,) = mailbox.messages
    for put_off in mailbox.put_off:
        assert put_off["Message-ID"] == accepted["Message-ID"]
        # The time of the try: some servers refuse what is days old.
        assert parsedate_to_datetime(put_off["Date"]) < parsedate_to_datetime(accepted["Date"])
        assert csv_of(put_off) == csv_of(accepted)


def test_mails_to_the_willing_do_not_wait_for_those_to_the_unwilling(
    app: Flask, owner: Owner, mailbox: Mailbox
) -> None:
    mailbox.unwilling.add("owner@example.com")
    owner.submit("/store/close", {})
    Owner(app).opens("Barber", queues=["Chair"], email="barber@example.com")
    run_the_jobs(app)
    assert [mail["To"] for mail in mailbox.messages] == ["barber@example.com"]
    assert [mail["To"] for mail in mailbox.put_off] == ["owner@example.com"]


@pytest.mark.usefixtures("closed")
def test_same_address_opens_again_while_its_report_still_waits(
    app: Flask, clock: Traveller, mailbox: Mailbox
) -> None:
    mailbox.unwilling.add("owner@example.com")
    run_the_jobs(app)
    again = Owner(app).opens("Test Clinic", queues=["Doctor A"])
    confirm_all(app)
    again.submit("/store/close", {})
    mailbox.unwilling.clear()
    clock.shift(2 * MINUTE)
    run_the_jobs(app)
    # The welcome mail has gone with the store.
    assert [mail["Subject"] for mail in mailbox.messages] == [
        "Test Clinic: report of 5 March 2026",
        "Test Clinic: report of 5 March 2026",
    ]
    assert len({mail["Message-ID"] for mail in mailbox.messages}) == 2


def test_address_that_mail_programs_read_as_another_opens_no_store(anybody: Browser) -> None:
    for local in ("=?utf-8?q?victim?=", "=?utf-8?q?=0A?=", "=?utf-8?b?!!!?="):
        answer = anybody.submit("/open", opening(email=f"{local}@example.com"))
        assert answer.status_code == 422
        assert "Please give an e-mail address" in error_beside(answer, "email")


def test_mail_that_can_not_even_be_written_holds_up_no_other(
    app: Flask, clock: Traveller, owner: Owner, mailbox: Mailbox
) -> None:
    with app.app_context():
        OutgoingMail.write(
            Kind.REPORT,
            recipient="=?utf-8?q?=0A?=@example.com",
            subject="Poison",
            text="",
            now=app_clock.now() - MINUTE,
        )
        db.session.commit()
    owner.submit("/store/close", {})
    run_the_jobs(app)
    assert mailbox.only("Test Clinic: report")
    clock.shift(MINUTE)
    run_the_jobs(app)


def test_store_closes_and_takes_no_harm_while_a_mail_is_being_sent(
    app: Flask, clock: Traveller, owner: Owner
) -> None:
    del clock
    sent: list[str] = []

    def slow_server(message: EmailMessage, _recipient: str) -> None:
        # In the middle of the talk about the welcome mail, which goes with the store.
        if not sent:
            assert owner.submit("/store/close", {}).status_code == 200
        sent.append(message["Subject"])

    with app.app_context():
        deliver(slow_server)
    assert len(sent) == 2
    assert sent[0] == "Test Clinic is open"
    assert sent[1].startswith("Test Clinic: report")
