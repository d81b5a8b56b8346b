"""Somebody who only wants to look gets a demo store, and its line moves."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from flask import Flask
from sqlalchemy import select
from time_machine import Traveller

from app import clock as app_clock
from app import create_app
from app.demo import store
from app.demo.day import Day
from app.extensions import db
from app.figures.today import Counted, Today
from app.models import Customer, Store
from app.settings import Settings
from tests.support.pages import typed_in
from tests.support.people import Owner, words

pytestmark = pytest.mark.slow


@pytest.mark.usefixtures("clock")
def test_demo_store_has_a_morning_behind_it(app: Flask) -> None:
    with app.app_context():
        opened = open_store(app)
        people = db.session.scalars(select(Customer)).all()
        today = Today.of([Counted.of(people)], app_clock.now())
    assert set(Counter(person.state for person in people)) >= {"served", "waiting", "no_show"}
    assert {person.joined_via for person in people} == {"scan", "walk-in"}
    assert today.served > 20
    assert 3 <= today.waiting <= 30
    assert 2 < (today.median_wait or 0) < 60
    assert sum(quarter.joined > 0 for quarter in today.quarters) >= 8
    assert opened.closes_at - app_clock.now() == timedelta(hours=21)
    owner = Owner(app)
    signed_in = owner.submit("/signin", {"email": opened.email, "password": opened.password})
    assert signed_in.location == "/store"
    assert "Riverside Clinic" in words(owner.get("/store"))


@pytest.mark.parametrize(
    ("of_computer", "of_store"),
    [("Etc/UTC", "UTC"), ("PRC", "Asia/Shanghai"), ("Asia/Taipei", "Asia/Taipei"), ("", "UTC")],
)
def test_demo_store_has_a_time_zone_that_its_settings_know(
    app: Flask, monkeypatch: pytest.MonkeyPatch, of_computer: str, of_store: str
) -> None:
    monkeypatch.setattr(store, "get_localzone_name", lambda: of_computer)
    monkeypatch.setattr(store, "_MORNING", timedelta())
    with app.app_context():
        opened = open_store(app)
    owner = Owner(app)
    owner.submit("/signin", {"email": opened.email, "password": opened.password})
    assert typed_in(owner.get("/store/settings"), "timezone") == of_store


# 24 minutes of it, and four hours where there is time.
@pytest.mark.parametrize("looks", [60, pytest.param(600, marks=pytest.mark.long)])
def test_line_of_the_demo_neither_dies_out_nor_grows_for_ever(
    app: Flask, clock: Traveller, looks: int
) -> None:
    with app.app_context():
        opened = open_store(app)
        day = Day(opened.id, app.config["SECRET_KEY"], Random(2), speed=12)
        lengths = []
        for _ in range(looks):
            clock.shift(timedelta(seconds=2))
            day.go_on(app_clock.now())
            people = db.session.scalars(select(Customer.state)).all()
            lengths.append(Counter(people)["waiting"])
            db.session.rollback()
    assert min(lengths) >= 1
    assert max(lengths) <= 40
    assert len(set(lengths)) > 5


def test_demo_of_a_store_that_was_closed_by_hand_does_nothing(app: Flask, clock: Traveller) -> None:
    with app.app_context():
        opened = open_store(app, hours=1)
        day = Day(opened.id, app.config["SECRET_KEY"], Random(2), speed=100)
        db.session.execute(db.delete(Store))
        db.session.commit()
        for _ in range(20):
            clock.shift(timedelta(seconds=20))
            assert not day.go_on(app_clock.now())


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("DATABASE_URL", "postgresql://shop@localhost:1/shop"),
        ("PUBLIC_URL", "https://queue.example.com"),
        ("SMTP_URL", "smtp://mail.example.com:587"),
    ],
)
def test_demo_stays_away_from_what_looks_like_a_real_deployment(
    tmp_path: Path, setting: str, value: str
) -> None:
    needed = {"PUBLIC_URL": "http://localhost", "SMTP_URL": "outbox", "MAIL_FROM": "a@localhost"}
    given = {"DATA_DIR": str(tmp_path), "SECRET_KEY": "k" * 32, setting: value}
    if setting == "DATABASE_URL":
        given |= needed
    app = create_app(Settings.from_environ(given))
    tried = app.test_cli_runner().invoke(args=["demo"])
    assert tried.exit_code == 1
    assert f"{setting} is set" in tried.stderr
    assert "add --yes" in tried.stderr
    assert not (tmp_path / "postgres").exists()


def open_store(app: Flask, hours: float = 24) -> store.DemoStore:
    """With three hours of a morning behind it, or a quarter of its hours."""
    settings = replace(app.config["SETTINGS"], store_hours=hours)
    return store.open_store(settings, "http://localhost", Random(1), app_clock.now())
