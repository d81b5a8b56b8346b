"""The link in the report opens the same store again; nothing of it was kept here."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from time_machine import Traveller

from app.extensions import db
from app.links import reopen
from app.models import Queue, Store
from testing.mailbox import Mailbox, html_of, text_of
from tests.support.addresses import confirm_all
from tests.support.crowd import STORES_TABLE, all_at_once
from tests.support.jobs import OPENING_DAY, run_the_jobs
from tests.support.pages import error_beside, typed_in
from tests.support.people import Browser, Owner, opening, words

CLINIC = opening(
    name='王 & "Söhne"', queues="Doctor A\n💈 <b>", description="Bring your card.\nSecond line."
)


def link_of(app: Flask, mailbox: Mailbox, fields: dict[str, str]) -> str:
    """Open a store, close it, and take the link out of its report."""
    owner = Owner(app)
    assert owner.submit("/open", fields).status_code == 303
    confirm_all(app)
    owner.submit("/store/close", {})
    run_the_jobs(app)
    report = mailbox.only("report of")
    mailbox.empty()
    found = re.search(r"/open\?again=[\w.-]+", text_of(report))
    assert found is not None
    assert found[0] in html_of(report)
    return found[0]


def test_owner_opens_the_same_store_again_and_types_the_password_alone(
    app: Flask, mailbox: Mailbox
) -> None:
    link = link_of(app, mailbox, CLINIC)
    browser = Owner(app)
    form = browser.get(link)
    assert "Only the password is missing." in words(form)
    shown = {name: typed_in(form, name) for name in CLINIC}
    assert shown == {**CLINIC, "password": ""}
    assert f'action="{link}"' in form.text
    # The zone of a phone on a journey does not replace the store's.
    assert "data-detect" not in form.text
    answer = browser.submit(link, {**shown, "password": "a short sentence"})
    assert answer.location == "/store"
    page = words(browser.get("/store"))
    assert all(text in page for text in (CLINIC["name"], "Doctor A", "💈 <b>"))


def test_owner_who_has_the_link_has_confirmed_the_address_by_it(
    app: Flask, mailbox: Mailbox
) -> None:
    link = link_of(app, mailbox, CLINIC)
    same, other = Owner(app), Owner(app)
    same.submit(link, CLINIC)
    assert "Is owner@example.com right?" not in words(same.get("/store"))
    run_the_jobs(app)
    assert "/confirm/" not in text_of(mailbox.only("is open"))
    other.submit(link, {**CLINIC, "email": "other@example.com"})
    assert "Is other@example.com right?" in words(other.get("/store"))


def test_owner_may_change_what_is_filled_in(app: Flask, mailbox: Mailbox) -> None:
    link = link_of(app, mailbox, CLINIC)
    browser = Owner(app)
    wrong = browser.submit(link, {**CLINIC, "queues": "", "name": "Other"})
    assert "at least one queue" in error_beside(wrong, "queues")
    assert typed_in(wrong, "name") == "Other"
    assert f'action="{link}"' in wrong.text
    browser.submit(link, {**CLINIC, "queues": "Chair", "name": "Other"})
    page = words(browser.get("/store"))
    assert "Other" in page
    assert "Chair 0 waiting" in page


def test_link_is_good_for_ninety_days(app: Flask, clock: Traveller, mailbox: Mailbox) -> None:
    link = link_of(app, mailbox, CLINIC)
    clock.shift(timedelta(days=90) - timedelta(minutes=1))
    assert typed_in(Browser(app).get(link), "queues") == CLINIC["queues"]
    clock.shift(timedelta(minutes=2))
    ended = Browser(app).get(link)
    assert ended.status_code == 200
    assert "This link is too old or incomplete" in words(ended)
    assert typed_in(ended, "queues") == ""


@pytest.mark.parametrize("junk", ["x", "%00", ".eJw", "a.b.c", "A" * 3000])
def test_link_that_is_broken_leads_to_the_empty_form(app: Flask, junk: str) -> None:
    form = Browser(app).get(f"/open?again={junk}")
    assert form.status_code == 200
    assert "This link is too old or incomplete" in words(form)
    answer = Owner(app).submit(f"/open?again={junk}", opening())
    assert answer.location == "/store"


def test_link_stays_short_enough_for_mail_programs_whatever_it_carries(
    app: Flask, mailbox: Mailbox
) -> None:
    usual = link_of(app, mailbox, opening())
    assert len(usual) < 450
    # Signs that no compression makes fewer.
    signs = [chr(0x4E00 + nth * 7919 % 20000) for nth in range(20 * 60 + 500)]
    queues = "\n".join("".join(signs[nth * 60 :][:60]) for nth in range(20))
    long = opening(name="n" * 64, queues=queues, description="".join(signs[-500:]))
    link = link_of(app, mailbox, long)
    assert len(link) < 2000
    form = Browser(app).get(link)
    kept = {name: typed_in(form, name) for name in ("name", "timezone", "email")}
    assert kept == {name: long[name] for name in kept}
    # What had to stay behind is asked for, and never half there.
    assert typed_in(form, "queues") == ""
    few = opening(queues="Doctor A\nDoctor B", description="".join(signs[-500:]))
    form = Browser(app).get(link_of(app, mailbox, few))
    assert typed_in(form, "queues") == few["queues"]


def test_link_of_another_version_gives_what_is_understood(app: Flask) -> None:
    key = app.config["SECRET_KEY"]
    said = {
        "v": 7,
        "colour": "blue",
        "store": {"name": "Later", "mood": 3},
        "queues": [{"name": "X", "pace": 2}, {"pace": 3}, "Y"],
    }
    token = URLSafeTimedSerializer(key, salt="open again").dumps(said)
    form = Browser(app).get(f"/open?again={token}")
    assert typed_in(form, "name") == "Later"
    assert typed_in(form, "queues") == "X"
    assert typed_in(form, "email") == ""
    nonsense: list[object] = [[], {}, {"store": []}, 3, None]
    assert [reopen.Reopening.from_dict(one) for one in nonsense] == [None] * 5


def test_what_the_form_does_not_ask_is_carried_along(app: Flask, mailbox: Mailbox) -> None:
    owner = Owner(app)
    owner.submit("/open", opening(queues="Doctor A\nDoctor B\nGone"))
    with app.app_context():
        was = {"phone_asked": "required", "board_shows": "initials", "announcement": "Late today"}
        db.session.execute(db.update(Store).values(was))
        guess = db.update(Queue).where(Queue.name == "Doctor B")
        db.session.execute(guess.values(minutes_guess=12, most_waiting=9, paused=True))
        gone = db.update(Queue).where(Queue.name == "Gone")
        db.session.execute(gone.values(retired_at=OPENING_DAY))
        db.session.commit()
    owner.submit("/store/close", {})
    run_the_jobs(app)
    link = re.search(r"/open\?again=[\w.-]+", text_of(mailbox.only("report of")))
    assert link is not None
    assert typed_in(Browser(app).get(link[0]), "queues") == "Doctor A\nDoctor B"
    again = opening(queues="New\nDoctor B")
    assert Owner(app).submit(link[0], again).status_code == 303
    with app.app_context():
        store = db.session.scalars(db.select(Store)).one()
        assert (store.phone_asked, store.board_shows) == ("required", "initials")
        kept = {queue.name: (queue.minutes_guess, queue.most_waiting) for queue in store.queues}
        assert kept == {"New": (5, None), "Doctor B": (12, 9)}
        # What was true of that day alone is not.
        assert store.announcement == ""
        assert not any(queue.paused for queue in store.queues)


def test_board_has_the_same_address_when_the_store_is_opened_again(
    app: Flask, mailbox: Mailbox
) -> None:
    first = Owner(app)
    first.submit("/open", CLINIC)
    board = first.board
    first.submit("/store/close", {})
    assert first.get(board).status_code == 410
    run_the_jobs(app)
    found = re.search(r"/open\?again=[\w.-]+", text_of(mailbox.only("report of")))
    assert found is not None
    second, third = Owner(app), Owner(app)
    second.submit(found[0], CLINIC)
    assert second.board == board
    assert second.get(board).status_code == 200
    # While it is open, another store out of the same link has screens of its own.
    third.submit(found[0], {**CLINIC, "email": "other@example.com"})
    assert third.board != board


def test_of_two_taps_that_open_the_store_again_one_opens_it(app: Flask, mailbox: Mailbox) -> None:
    link = link_of(app, mailbox, CLINIC)
    two = [Owner(app), Owner(app)]
    pages = all_at_once(two, lambda who: who.submit(link, CLINIC), app=app, held=STORES_TABLE)
    assert sorted(page.status_code for page in pages) == [303, 422]
    (refused,) = (page for page in pages if page.status_code == 422)
    assert "has an open store. Sign in, or close" in error_beside(refused, "email")


def test_of_two_stores_out_of_one_link_at_the_same_moment_one_has_its_board(
    app: Flask, mailbox: Mailbox
) -> None:
    link = link_of(app, mailbox, CLINIC)
    two = {Owner(app): "owner@example.com", Owner(app): "other@example.com"}
    pages = all_at_once(
        list(two),
        lambda who: who.submit(link, {**CLINIC, "email": two[who]}),
        app=app,
        held=STORES_TABLE,
    )
    assert [page.status_code for page in pages] == [303, 303]
    assert len({who.board for who in two}) == 2
