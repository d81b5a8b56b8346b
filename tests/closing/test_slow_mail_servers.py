"""A mail server that hangs, or takes its time, holds up nobody and nothing else."""

from __future__ import annotations

import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import text

from app import clock as clocks
from app.extensions import db
from app.mail import delivery, smtp
from app.mail.workers import Workers
from testing.server import Server
from tests.support.bad_mail_server import SLOW, BadMailServer
from tests.support.people import Owner

pytestmark = pytest.mark.slow


@pytest.fixture
def bad() -> Iterator[BadMailServer]:
    with BadMailServer() as server:
        yield server


def test_one_who_can_not_be_reached_holds_up_no_other(app: Flask, bad: BadMailServer) -> None:
    bad.hangs_for.add("owner@example.com")
    Owner(app).opens("Test Clinic", queues=["Doctor A"])
    for nth in range(5):
        Owner(app).opens("Barber", queues=["Chair"], email=f"barber-{nth}@example.com")
    settings = app.config["SETTINGS"]
    send = smtp.sender(replace(settings, smtp=bad.smtp))

    def deliver() -> bool:
        with app.app_context():
            return delivery.deliver_one(send, settings.mail_from, clocks.now())

    workers = Workers(deliver, most=2)
    workers.start(6)
    until(lambda: len(bad.accepted) == 5)
    # The one talk still hangs; who comes now is served at once all the same.
    Owner(app).opens("Bakery", queues=["Bread"], email="bakery@example.com")
    until(lambda: workers.running == 1)
    workers.start()
    until(lambda: len(bad.accepted) == 6)
    assert workers.running >= 1


def test_server_that_hangs_holds_up_neither_pages_nor_closings_nor_other_mails(
    app: Flask, environment: dict[str, str], bad: BadMailServer
) -> None:
    bad.hangs_for.update(f"owner-{nth}@example.com" for nth in range(3))
    for nth in range(3):
        Owner(app).opens(f"No. {nth}", queues=["Chair"], email=f"owner-{nth}@example.com")
    with app.app_context():
        db.session.execute(text("UPDATE store SET closes_at = now()"))
        db.session.commit()
    Owner(app).opens("Barber", queues=["Chair"], email="barber@example.com")
    with Server(environment, SMTP_URL=bad.url) as server:
        until(lambda: len(bad.accepted) == 1)
        began = time.monotonic()
        for _nth in range(10):
            with urllib.request.urlopen(f"{server.url}/open", timeout=5) as page:
                assert page.status == 200
        assert time.monotonic() - began < 3
        # All have closed, and their reports wait.
        until(lambda: names_of_stores(app) == ["Barber"])
        assert [mail["To"] for mail in bad.accepted] == ["barber@example.com"]
        # Or the server would not end before they do.
        bad.lets_go()


def test_server_that_is_told_to_stop_hands_over_what_it_is_sending(
    app: Flask, environment: dict[str, str], bad: BadMailServer, owner: Owner
) -> None:
    owner.submit("/store/close", {})
    bad.does["dot"] = SLOW
    with Server(environment, SMTP_URL=bad.url) as server:
        until(lambda: bool(bad.taken))
        server.stop()
    # It was taken, and we know: it won't come again.
    with app.app_context():
        assert db.session.scalar(text("SELECT count(*) FROM outgoing_mail")) == 0


def names_of_stores(app: Flask) -> list[str]:
    with app.app_context():
        return list(db.session.scalars(text("SELECT name FROM store")))


def until(true: Callable[[], bool], seconds: float = 15) -> None:
    """Wait for what happens in other threads."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it does not happen"
        time.sleep(0.02)
