"""Where the deployer allows it, anybody opens a store with made-up customers, for an hour."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
from flask import Flask
from sqlalchemy import select
from time_machine import Traveller

from app import clock as app_clock
from app.demo import visit
from app.demo.day import Day
from app.extensions import db
from app.models import Customer, OutgoingMail, Queue, State, Store
from tests.support.jobs import run_the_jobs
from tests.support.people import Browser, Owner, opening, words
from tests.support.watching import watching


@pytest.fixture
def allowed(app: Flask) -> Iterator[Flask]:
    """An application with DEMO=1."""
    settings = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(settings, demo=True)
    yield app
    app.config["SETTINGS"] = settings


def tries(browser: Browser) -> str:
    """The dashboard of the demo store that opens."""
    answer = browser.submit("/", {"timezone": "Asia/Taipei"}, action="/demo")
    assert answer.location == "/store", answer.text
    return words(browser.get("/store"))


@pytest.mark.usefixtures("clock")
def test_visitor_opens_a_store_in_which_people_wait_to_be_called(allowed: Flask) -> None:
    visitor = Owner(allowed)
    page = tries(visitor)
    assert "Riverside Clinic (demo)" in page
    with allowed.app_context():
        store = db.session.scalars(select(Store)).one()
        assert (store.demo, store.timezone) == (True, "Asia/Taipei")
        mine = select(Customer.state).join(Queue).where(Queue.position == 0)
        assert list(db.session.scalars(mine)).count(State.WAITING) >= 2
        called = select(Queue.position).join(Customer).where(Customer.state == State.CALLED)
        assert sorted(db.session.scalars(called)) == [1, 2]
    # A bar says how long each has waited of what their ticket told them.
    assert re.search(r"told (at most )?\d+ min", page)
    visitor.calls_next("Dr. Lin")
    assert "Room 1" in words(visitor.get(visitor.board))


def test_nobody_gets_a_mail_from_a_demo_store_that_ends_after_an_hour(
    allowed: Flask, clock: Traveller
) -> None:
    visitor = Owner(allowed)
    tries(visitor)
    for path in ("/store/address", "/store/address/resend"):
        visitor.submit("/store/settings", {"email": "ann@example.com"}, action=path)
        assert "A demo store mails nobody" in words(visitor.get("/store"))
    clock.shift(visit.LASTS - timedelta(minutes=1))
    run_the_jobs(allowed)
    assert visitor.get("/store").status_code == 200
    clock.shift(timedelta(minutes=2))
    run_the_jobs(allowed)
    assert visitor.get("/store").location.startswith("/signin")
    with allowed.app_context():
        assert db.session.scalars(select(Store.id)).all() == []
        assert db.session.scalars(select(OutgoingMail.id)).all() == []


@pytest.mark.usefixtures("clock")
def test_visitor_who_closes_the_demo_is_promised_no_report(allowed: Flask) -> None:
    visitor = Owner(allowed)
    tries(visitor)
    asked = words(visitor.get("/store/close"))
    assert "no report is mailed" in asked
    assert "with the same address" not in asked
    with watching(visitor, "/store") as (screen,):
        screen.shows()
        assert "nobody gets a mail" in words(visitor.submit("/store/close", {}))
        said = screen.shows()["page"]
    assert "nobody gets a mail" in said
    assert "report" not in said
    with allowed.app_context():
        assert db.session.scalars(select(OutgoingMail.id)).all() == []


def test_visitor_reads_of_no_report_before_the_hour_is_over(
    allowed: Flask, clock: Traveller
) -> None:
    visitor = Owner(allowed)
    tries(visitor)
    settings = words(visitor.get("/store/settings"))
    assert "The report goes to" not in settings
    assert "Sends the report" not in settings
    clock.shift(visit.LASTS - timedelta(minutes=10))
    dashboard = words(visitor.get("/store"))
    assert "The store closes by itself" in dashboard
    assert "The report goes to" not in dashboard
    assert "nobody gets a mail" in dashboard


def test_first_line_is_left_to_the_visitor_while_colleagues_call_in_the_others(
    allowed: Flask, clock: Traveller
) -> None:
    visitor = Owner(allowed)
    tries(visitor)
    with allowed.app_context():
        store = db.session.scalars(select(Store)).one()
        yours, *others = [queue.id for queue in store.queues]
        key = allowed.config["SECRET_KEY"]
        day = Day(store.id, key, Random(1), visit.SPEED, frozenset({yours}))
        for _ in range(40):
            clock.shift(timedelta(seconds=3))
            day.go_on(app_clock.now())
        called = select(Customer.queue_id).where(Customer.called_at.is_not(None))
        lately = called.where(Customer.called_at > app_clock.now() - timedelta(minutes=2))
        queues = set(db.session.scalars(lately))
    assert queues == set(others)


@pytest.mark.usefixtures("clock")
def test_so_many_demo_stores_are_open_at_a_time_and_no_more(
    allowed: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visit, "MOST", 1)
    tries(Owner(allowed))
    refused = Owner(allowed).submit("/", {}, action="/demo")
    assert refused.status_code == 503
    assert "All demo stores are taken" in words(refused)


def test_front_page_leads_to_its_pictures_where_there_is_no_demo(anybody: Browser) -> None:
    page = anybody.get("/")
    assert "See how it works" in words(page)
    assert "made-up customers" not in words(page)
    assert "Set-Cookie" not in page.headers
    assert anybody.submit("/signin", {}, action="/demo").status_code == 404


def test_owner_who_is_signed_in_keeps_the_own_store(allowed: Flask) -> None:
    owner = Owner(allowed)
    owner.submit("/open", opening(name="Kiosk"))
    assert owner.submit("/store/settings", {}, action="/demo").location == "/store"
    assert "Kiosk" in words(owner.get("/store"))
