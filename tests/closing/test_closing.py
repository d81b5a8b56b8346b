"""A store closes, by itself after a day or by hand: the report is on its way, the rest is gone."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from time_machine import Traveller

from app import clock as clocks
from app.extensions import db
from app.jobs import closing
from testing.mailbox import Mailbox, csv_of, text_of
from tests.support.crowd import STORES_ROW, all_at_once
from tests.support.jobs import OPENING_DAY, run_the_jobs
from tests.support.people import Browser, Customer, Owner, opening, words
from tests.support.programs import let_in
from tests.support.webhooks import adds, stored

SECOND = timedelta(seconds=1)


def test_store_closes_exactly_a_day_after_it_opened(
    app: Flask, clock: Traveller, owner: Owner
) -> None:
    clock.shift(timedelta(hours=24) - SECOND)
    assert not run_the_jobs(app)
    assert owner.get("/store").status_code == 200
    clock.shift(SECOND)
    assert run_the_jobs(app)
    assert owner.get("/store").location.startswith("/signin")
    assert not run_the_jobs(app)


@pytest.mark.parametrize(
    ("opens", "closes"),
    [
        # In spring an hour is left out in the night, in autumn one comes twice.
        (datetime(2026, 3, 28, 11, tzinfo=UTC), "29 March 2026, 13:00"),
        (datetime(2026, 10, 24, 10, tzinfo=UTC), "25 October 2026, 11:00"),
    ],
)
def test_day_has_twenty_four_hours_when_the_clocks_change(
    clock: Traveller, mailbox: Mailbox, anybody: Browser, opens: datetime, closes: str
) -> None:
    clock.move_to(opens)
    anybody.submit("/open", opening(timezone="Europe/Berlin"))
    assert f"open until {closes[-5:]} tomorrow" in words(anybody.get("/store"))
    clock.shift(timedelta(hours=24) - SECOND)
    assert not run_the_jobs(anybody.client.application)
    clock.shift(SECOND)
    assert run_the_jobs(anybody.client.application)
    report = text_of(mailbox.only("report"))
    begin = f"Saturday, {opens.day} {opens:%B %Y}, 12:00"
    assert f"Open {begin} – Sunday, {closes} (Europe/Berlin)" in report


def test_owner_is_told_what_closing_means_before_it_is_done(app: Flask, owner: Owner) -> None:
    Customer(app).joins(owner.join_code, name_0="Ann")
    one = "The report with 1 customer goes to owner@example.com"
    assert one in words(owner.get("/store/close"))
    Customer(app).joins(owner.join_code, name_0="Ben")
    owner.sets("Doctor A", "A1", "served")
    asked = words(owner.get("/store/close"))
    assert "Close Test Clinic?" in asked
    assert "1 person is still in line and will be told" in asked
    assert "The report with all 2 customers goes to owner@example.com" in asked
    assert "Then everything is deleted. This can't be undone." in asked
    assert owner.get("/store").status_code == 200


def test_owner_closes_the_store_by_hand(app: Flask, owner: Owner, mailbox: Mailbox) -> None:
    ann = Customer(app).joins(owner.join_code, name_0="Ann")
    asked = owner.submit("/store/close", {})
    assert (asked.status_code, "Test Clinic is closed" in words(asked)) == (200, True)
    assert "The report is on its way to owner@example.com" in words(asked)
    assert owner.get("/store").location.startswith("/signin")
    run_the_jobs(app)
    assert b"Ann" in csv_of(mailbox.only("Test Clinic: report"))
    assert ann.get(ann.ticket).status_code == 410


def test_form_that_was_open_for_too_long_closes_nothing(owner: Owner) -> None:
    answer = owner.post("/store/close", {"csrf_token": "stale"})
    assert answer.status_code == 422
    assert "nothing was sent. Please send it again" in words(answer)
    assert owner.get("/store").status_code == 200


def test_store_without_customers_gets_its_report_too(
    app: Flask, owner: Owner, mailbox: Mailbox
) -> None:
    owner.submit("/store/close", {})
    run_the_jobs(app)
    report = mailbox.only("Test Clinic: report")
    assert "Nobody joined." in text_of(report)
    assert csv_of(report).count(b"\r\n") == 1


def test_store_that_can_not_be_closed_holds_up_no_other(
    app: Flask, clock: Traveller, owner: Owner, other_owner: Owner
) -> None:
    with app.app_context():
        # As if a newer list of time zones had dropped the clinic's.
        db.session.execute(text("UPDATE store SET timezone = '' WHERE name = 'Test Clinic'"))
        db.session.commit()
    clock.move_to(OPENING_DAY + timedelta(hours=24))
    assert run_the_jobs(app)
    assert other_owner.get("/store").location.startswith("/signin")
    # Nothing of the clinic is lost though nobody sees it any more, and the next minute tries again.
    assert owner.get("/store").location.startswith("/signin")
    with app.app_context():
        assert db.session.scalar(text("SELECT name FROM store")) == "Test Clinic"
        db.session.execute(text("UPDATE store SET timezone = 'UTC'"))
        db.session.commit()
    assert run_the_jobs(app)


def test_of_eight_workers_that_close_at_the_same_moment_one_does(
    app: Flask, clock: Traveller, mailbox: Mailbox
) -> None:
    for shop in ("first", "second", "third"):
        Owner(app).opens(shop, queues=["Chair"], email=f"{shop}@example.com")
    run_the_jobs(app)
    mailbox.empty()
    clock.move_to(OPENING_DAY + timedelta(hours=24))

    def close(_worker: int) -> None:
        with app.app_context():
            closing.close_due(app.config["SETTINGS"], clocks.now())

    all_at_once(range(8), close)
    all_at_once(range(8), lambda _worker: run_the_jobs(app))
    assert sorted(mail["To"].partition("@")[0] for mail in mailbox.messages) == [
        "first",
        "second",
        "third",
    ]


def test_of_two_who_close_by_hand_at_the_same_moment_neither_sees_an_error(
    app: Flask, owner: Owner, mailbox: Mailbox
) -> None:
    windows = [owner, owner.second_window()]
    answers = all_at_once(
        windows, lambda window: window.submit("/store/close", {}), app=app, held=STORES_ROW
    )
    # The slower one may find the store closed, or be led to the page to sign in.
    assert {answer.status_code for answer in answers} <= {200, 303}
    run_the_jobs(app)
    assert mailbox.only("Test Clinic: report")


def test_nothing_of_a_closed_store_is_left(app: Flask, owner: Owner) -> None:
    Customer(app).joins(owner.join_code, name_0="Ann", name_1="Ben")
    late = Customer(app)
    late.scans(owner.join_code)
    late.post(f"{late.form}/find", {"ticket": "A1", "pin": "000000"})
    owner.calls_next("Doctor A")
    owner.sets("Doctor A", "A1", "served")
    let_in(owner)
    adds(owner, "https://example.com/queue")
    Customer(app).joins(owner.join_code, name_0="Cy")
    shown = re.search(r'class="tv-code"[^>]*>(\w{4})<', late.get(late.get("/tv").location).text)
    assert shown is not None
    owner.submit("/store", {"code": shown[1]}, action="/store/tv")
    owner.submit("/password/forgot", {"email": "owner@example.com"})
    tablet = owner.second_window()
    tablet.submit("/signin", {"email": "owner@example.com", "password": "a short sentence"})
    tablet.submit("/store", {}, action="/signout")
    assert all(rows(app).values()), "every table has something to delete"
    owner.submit("/store/close", {})
    # The report, until the mail server has it, and the last word to a program: figures alone.
    left = {"outgoing_mail": 1, "webhook_delivery": 1}
    assert {table: count for table, count in rows(app).items() if count} == left
    run_the_jobs(app)
    assert {table: count for table, count in rows(app).items() if count} == {"webhook_delivery": 1}
    assert "Ann" not in stored(app)[0]


def test_links_of_a_closed_store_say_so_and_made_up_ones_are_unknown(
    app: Flask, owner: Owner
) -> None:
    ann, ben = Customer(app).joins(owner.join_code, name_0="Ann"), Customer(app)
    ben.scans(owner.join_code)
    board = re.search(r'href="(/b/[^"]+)"', owner.get("/store").text)
    assert board is not None
    links = [ann.ticket, f"{ann.ticket}/leave", ann.form, ben.form, board[1]]
    owner.submit("/store/close", {})
    for link in links:
        closed = Browser(app).get(link)
        assert (closed.status_code, "The store has closed" in words(closed)) == (410, True)
        # One letter makes it a link that nobody ever gave out.
        before, token, after = re.split(r"([\w-]{32})", link)
        other = "A" if token[0] != "A" else "B"
        assert Browser(app).get(f"{before}{other}{token[1:]}{after}").status_code == 404
    for link in (f"{ann.ticket}/leave", ben.form):
        assert Browser(app).post(link).status_code == 410


def rows(app: Flask) -> dict[str, int]:
    """How many rows each table has."""
    with app.app_context():
        counts = {
            name: db.session.scalar(select(func.count()).select_from(table)) or 0
            for name, table in db.metadata.tables.items()
        }
        db.session.rollback()
    return counts
