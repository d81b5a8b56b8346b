"""The owner sees at a glance how the day goes: what the dashboard says of its figures, and when."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from time_machine import Traveller

from app import live
from app.display import times
from app.figures.today import Counted, Today
from testing.mailbox import Mailbox, text_of
from tests.support.jobs import run_the_jobs
from tests.support.people import Customer, Owner, words
from tests.support.shops import BusyShop
from tests.support.watching import Screen, watching


def test_owner_reads_the_day_in_the_stores_time(app: Flask, clock: Traveller, owner: Owner) -> None:
    assert "hidden" in section(owner).partition(">")[0]
    for name in ("Ann", "Ben", "Cid", "Dee"):
        Customer(app).joins(owner.join_code, name_0=name, queue_0="Doctor A")
    clock.shift(timedelta(minutes=20))
    Customer(app).joins(owner.join_code, name_0="Eve", queue_0="Doctor B")
    owner.calls_next("Doctor A")
    clock.shift(timedelta(minutes=5))
    owner.sets("Doctor A", "A1", "served")
    owner.sets("Doctor A", "A2", "no_show")
    clock.shift(timedelta(minutes=40))
    today = section(owner)
    assert "hidden" not in today.partition(">")[0]
    told = " ".join(re.sub("<[^>]+>", " ", today).split())
    assert "waiting 3 done 1 no-shows 1 left 0 typical wait 23 min" in told
    assert "longest waiting A3 · 1 h 5 min" in told
    # In the table, from nine in Taipei. Ben was missed without a call.
    assert "From Joined Waited 09:00 4 – 09:15 1 23 min" in told
    assert re.search(r'href="/store/queues/[^"]+#customer-[^"]+">A3<', today)


def test_bar_stands_where_its_quarter_is(app: Flask, clock: Traveller, owner: Owner) -> None:
    Customer(app).joins(owner.join_code, name_0="Ann", queue_0="Doctor A")
    # One quarter is ten wide, and it is the first of the eight with which a new store begins.
    today = section(owner)
    assert '<path d="M1 40v-38.0h8V40z"/>' in today
    assert "<span>09:00</span><span>11:00</span>" in today
    clock.shift(timedelta(hours=1, minutes=50))
    Customer(app).joins(owner.join_code, name_0="Ben", queue_0="Doctor A")
    today = section(owner)
    assert '<path d="M1 40v-38.0h8V40zM71 40v-38.0h8V40z"/>' in today
    assert "<span>09:00</span><span>now</span>" in today


def test_wait_of_some_seconds_is_not_said_to_be_at_most_under_a_minute(
    app: Flask, clock: Traveller, owner: Owner
) -> None:
    Customer(app).joins(owner.join_code, name_0="Ann", queue_0="Doctor A")
    clock.shift(timedelta(seconds=20))
    owner.calls_next("Doctor A")
    told = " ".join(re.sub("<[^>]+>", " ", section(owner)).split())
    assert "Waited until called under 1 min" in told
    assert "at most under" not in told


@pytest.mark.parametrize(
    ("minutes", "told"),
    [
        (0, "under 1 min"),
        (0.4, "under 1 min"),
        (0.5, "1 min"),
        (1.4, "1 min"),
        (1.5, "2 min"),
        (2.5, "3 min"),
        (59.6, "1 h"),
    ],
)
def test_waits_are_told_to_the_nearest_minute(app: Flask, minutes: float, told: str) -> None:
    with app.test_request_context():
        assert times.duration(minutes) == told


def test_dashboard_and_report_tell_the_same_median(
    app: Flask, clock: Traveller, owner: Owner, mailbox: Mailbox
) -> None:
    Customer(app).joins(owner.join_code, name_0="Ann", queue_0="Doctor A")
    # To a tenth of a minute it is 1.5, and to the nearest minute of that 2.
    clock.shift(timedelta(seconds=88))
    owner.calls_next("Doctor A")
    assert "typical wait 1 min" in words(owner.get("/store"))
    clock.shift(timedelta(hours=24))
    run_the_jobs(app)
    assert "Typical wait: 1 min" in text_of(mailbox.wait_for("report of"))


def test_dashboard_and_report_count_the_same_waits(
    app: Flask, clock: Traveller, owner: Owner, mailbox: Mailbox
) -> None:
    for name in ("Served without a call", "Called and back in the line"):
        Customer(app).joins(owner.join_code, name_0=name, queue_0="Doctor A")
    clock.shift(timedelta(minutes=5))
    owner.sets("Doctor A", "A2", "called")
    owner.sets("Doctor A", "A2", "waiting")
    clock.shift(timedelta(minutes=15))
    owner.sets("Doctor A", "A1", "served")
    assert "typical wait 20 min" in words(owner.get("/store"))
    clock.shift(timedelta(hours=24))
    run_the_jobs(app)
    assert "Typical wait: 20 min" in text_of(mailbox.wait_for("report of"))


def test_title_counts_who_waits(app: Flask, owner: Owner) -> None:
    assert "<title>Test Clinic</title>" in owner.get("/store").text
    Customer(app).joins(owner.join_code, name_0="Ann", queue_0="Doctor A")
    Customer(app).joins(owner.join_code, name_0="Ben", queue_0="Doctor B")
    assert "<title>(2) Test Clinic</title>" in owner.get("/store").text


def test_minutes_go_on_without_the_server(app: Flask, clock: Traveller, owner: Owner) -> None:
    for nth in range(6):
        Customer(app).joins(owner.join_code, name_0=f"No. {nth}", queue_0="Doctor A")
    with watching(owner, owner.queue_path("Doctor A")) as (screen,):
        first = screen.shows()
        assert ">just now</time>" in first["queue"]
        assert ">just now</time>" in first["today"]
        for _ in range(5):
            clock.shift(timedelta(seconds=61))
            live.check(app)
            # The code is replaced each minute, and nothing else is sent.
            assert set(screen.shows()) == {"join-code"}
    # Without JavaScript it is said as the page is made.
    assert words(owner.get("/store")).count("5 min") >= 7


def test_figures_are_worked_out_once_a_change_and_only_if_a_dashboard_looks(
    shop: BusyShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, button = shop.owner.queue_path("Doctor B"), shop.owner.call_button("Doctor A")
    counted: list[object] = []
    real = Today.of

    def count(people: list[Counted[Any]], now: datetime, *opened: datetime) -> Today[Any]:
        counted.append(people)
        return real(people, now, *opened)

    def call_again(screens: list[Screen]) -> int:
        """How often they were worked out for one change."""
        for screen in screens:
            screen.shows()
        counted.clear()
        shop.owner.presses(button)
        for screen in screens:
            screen.shows()
        return len(counted)

    # Pages have figures of their own.
    shop.owner.token_of("/store")
    monkeypatch.setattr(Today, "of", count)
    with watching(shop.ann, shop.ann.ticket) as screens:
        assert call_again(screens) == 0
    shop.owner.sets("Doctor A", "A1", "waiting")
    button = shop.owner.call_button("Doctor A")
    with watching(shop.owner, "/store", times=3) as some, watching(shop.owner, path) as others:
        assert call_again([*some, *others]) == 1


def section(owner: Owner) -> str:
    found = re.search(r'<section id="today".*?</section>', owner.get("/store").text, re.DOTALL)
    assert found is not None
    return found[0]
