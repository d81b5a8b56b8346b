"""Before a store closes by itself its owner is told: on the dashboard, and by mail, once."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from time_machine import Traveller

from app import clock as clocks
from app.jobs import reminding
from testing.mailbox import Mailbox, text_of
from tests.support.addresses import confirm_all
from tests.support.crowd import STORES_ROW, all_at_once
from tests.support.jobs import OPENING_DAY, run_the_jobs
from tests.support.people import Owner, words
from tests.support.watching import watching

SECOND = timedelta(seconds=1)
TOLD = "The store closes by itself at 09:00"


def test_owner_is_told_one_hour_before(
    app: Flask, clock: Traveller, owner: Owner, mailbox: Mailbox
) -> None:
    clock.move_to(OPENING_DAY + timedelta(hours=23) - SECOND)
    run_the_jobs(app)
    assert TOLD not in words(owner.get("/store"))
    assert not any("closes soon" in mail["Subject"] for mail in mailbox.messages)
    clock.shift(SECOND)
    run_the_jobs(app)
    assert TOLD in words(owner.get("/store"))
    reminder = mailbox.only("Test Clinic closes soon")
    assert reminder["To"] == "owner@example.com"
    assert "closes by itself on Friday, 6 March 2026, 09:00 (Asia/Taipei)" in text_of(reminder)
    assert f"{owner.base}/store" in text_of(reminder)


def test_dashboard_shows_it_without_reloading(app: Flask, clock: Traveller, owner: Owner) -> None:
    with watching(owner, "/store") as (screen,):
        screen.hears()
        clock.move_to(OPENING_DAY + timedelta(hours=23))
        run_the_jobs(app)
        news = screen.hears()
    assert news is not None
    assert TOLD in news.fragments["alerts"]


def test_owner_gets_one_mail_however_many_processes_there_are(
    app: Flask, clock: Traveller, mailbox: Mailbox
) -> None:
    for nth in range(3):
        Owner(app).opens(f"No. {nth}", queues=["Chair"], email=f"owner-{nth}@example.com")
    clock.move_to(OPENING_DAY + timedelta(hours=23))

    def remind(_process: int) -> None:
        with app.app_context():
            reminding.remind_due(app.config["SETTINGS"], clocks.now())

    all_at_once(range(8), remind, app=app, held=STORES_ROW)
    for _minute in range(3):
        run_the_jobs(app)
        clock.shift(timedelta(minutes=1))
    reminded = sorted(mail["To"] for mail in mailbox.messages if "closes soon" in mail["Subject"])
    assert reminded == [f"owner-{nth}@example.com" for nth in range(3)]


def test_owner_whose_server_was_down_for_the_hour_is_told_late_or_not_at_all(
    app: Flask, clock: Traveller, owner: Owner, other_owner: Owner, mailbox: Mailbox
) -> None:
    del owner, other_owner
    clock.move_to(OPENING_DAY + timedelta(hours=24) - SECOND)
    run_the_jobs(app)
    assert len([m for m in mailbox.messages if "closes soon" in m["Subject"]]) == 2
    mailbox.empty()
    Owner(app).opens("Bakery", queues=["Bread"], email="bakery@example.com")
    clock.move_to(OPENING_DAY + timedelta(hours=48))
    run_the_jobs(app)
    assert not any("closes soon" in mail["Subject"] for mail in mailbox.messages)


@pytest.mark.parametrize(
    ("hours", "minutes"), [(0.5, 7.5), (1.0, 15.0), (4.0, 60.0), (8.0, 60.0), (168.0, 60.0)]
)
def test_store_of_a_short_trial_is_reminded_of_in_its_last_quarter(
    app: Flask, clock: Traveller, mailbox: Mailbox, hours: float, minutes: float
) -> None:
    settings = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(settings, store_hours=hours)
    try:
        Owner(app).opens("Trial", queues=["Chair"])
        confirm_all(app)
    finally:
        app.config["SETTINGS"] = settings
    clock.shift(timedelta(hours=hours) - timedelta(minutes=minutes) - SECOND)
    run_the_jobs(app)
    assert not any("closes soon" in mail["Subject"] for mail in mailbox.messages)
    clock.shift(SECOND)
    run_the_jobs(app)
    assert mailbox.only("Trial closes soon")
    clock.shift(timedelta(minutes=minutes) - SECOND)
    assert not run_the_jobs(app)
    clock.shift(SECOND)
    assert run_the_jobs(app)
