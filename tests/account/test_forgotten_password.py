"""A password that was forgotten: the link to set a new one, and how it ends."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from time_machine import Traveller
from werkzeug.test import TestResponse

from testing.mailbox import Mailbox, text_of
from tests.support.addresses import confirm_all
from tests.support.crowd import STORES_ROW, all_at_once
from tests.support.jobs import run_the_jobs
from tests.support.pages import error_beside
from tests.support.people import Browser, Owner, words

pytestmark = pytest.mark.usefixtures("confirmed")

RIGHT = {"email": "owner@example.com", "password": "a short sentence"}


@pytest.fixture
def confirmed(app: Flask, owner: Owner) -> None:  # noqa: ARG001 - whose address it is
    """The owner has confirmed the address."""
    confirm_all(app)


def test_whoever_asks_for_a_link_learns_nothing_about_the_address(
    app: Flask, mailbox: Mailbox
) -> None:
    known = ask_for_a_link(Browser(app), "Owner@example.com")
    unknown = ask_for_a_link(Browser(app), "nobody@example.com")
    assert known.status_code == unknown.status_code == 200
    assert "If nobody@example.com has an open store" in words(unknown)
    assert words(known).replace("Owner@", "nobody@") == words(unknown)
    run_the_jobs(app)
    assert [mail["To"] for mail in mailbox.messages if "password" in mail["Subject"]] == [
        "owner@example.com"
    ]


def test_link_sets_a_new_password_once_and_signs_out_everybody_else(
    app: Flask, owner: Owner, mailbox: Mailbox
) -> None:
    ask_for_a_link(Browser(app), "owner@example.com")
    link = path_in_mail(app, mailbox)
    phone = Browser(app)
    short = phone.submit(link, {"password": "short"})
    assert (short.status_code, "8 to 128" in error_beside(short, "password")) == (422, True)
    assert phone.submit(link, {"password": "a new sentence"}).headers["Location"] == "/store"
    assert "Your new password is set" in words(phone.get("/store"))
    assert owner.get("/store").headers["Location"].startswith("/signin")
    assert Browser(app).submit("/signin", RIGHT).status_code == 422
    new = {**RIGHT, "password": "a new sentence"}
    assert Browser(app).submit("/signin", new).status_code == 303
    run_the_jobs(app)
    assert mailbox.only("The password of Test Clinic was changed")["To"] == "owner@example.com"
    used = Browser(app).get(link)
    assert used.status_code == 410
    assert "It works once and for an hour" in words(used)


def test_new_password_uses_up_the_other_links_too(
    app: Flask, clock: Traveller, mailbox: Mailbox
) -> None:
    links = []
    for _nth in range(2):
        mailbox.empty()
        ask_for_a_link(Browser(app), "owner@example.com")
        links.append(path_in_mail(app, mailbox))
        clock.shift(timedelta(minutes=1))
    assert links[0] != links[1]
    Browser(app).submit(links[1], {"password": "a new sentence"})
    assert Browser(app).get(links[0]).status_code == 410


def test_link_lives_an_hour(app: Flask, clock: Traveller, mailbox: Mailbox) -> None:
    ask_for_a_link(Browser(app), "owner@example.com")
    link = path_in_mail(app, mailbox)
    clock.shift(timedelta(minutes=59, seconds=59))
    assert Browser(app).get(link).status_code == 200
    clock.shift(timedelta(seconds=2))
    assert Browser(app).get(link).status_code == 410
    made_up = Browser(app).get(link[:-4] + "AAAA")
    assert made_up.status_code == 410


def test_link_leads_to_the_host_that_the_owner_used_whoever_asks(
    app: Flask, owner: Owner, mailbox: Mailbox
) -> None:
    ask_for_a_link(Browser(app, base="http://evil.example"), "owner@example.com")
    run_the_jobs(app)
    letter = text_of(mailbox.only("Set a new password"))
    assert f"{owner.base}/password/reset/" in letter
    assert "evil.example" not in letter


def test_whoever_asks_for_many_links_gets_the_same_answer_and_no_more_mails(
    app: Flask, mailbox: Mailbox
) -> None:
    pest = Browser(app)
    answers = [ask_for_a_link(pest, "owner@example.com").status_code for _nth in range(30)]
    assert answers == [200] * 30
    run_the_jobs(app)
    assert sum("password" in mail["Subject"] for mail in mailbox.messages) == 4


def ask_for_a_link(browser: Browser, address: str) -> TestResponse:
    return browser.submit("/password/forgot", {"email": address})


def path_in_mail(app: Flask, mailbox: Mailbox) -> str:
    run_the_jobs(app)
    found = re.search(r"/password/reset/\S+", text_of(mailbox.only("Set a new password")))
    assert found is not None
    return found[0]


def test_link_that_two_use_at_once_works_for_one(
    app: Flask, mailbox: Mailbox, owner: Owner
) -> None:
    ask_for_a_link(Browser(app), "owner@example.com")
    run_the_jobs(app)
    link = re.search(r"/password/reset/\S+", text_of(mailbox.only("Set a new password")))
    assert link is not None
    answers = all_at_once(
        [Browser(app) for _nth in range(4)],
        lambda one: one.submit(link[0], {"password": "another sentence"}),
        app=app,
        held=STORES_ROW,
    )
    assert sorted(answer.status_code for answer in answers) == [303, 410, 410, 410]
    assert owner.get("/store").status_code == 303


def test_link_that_is_used_while_the_store_closes_has_ended(
    app: Flask, mailbox: Mailbox, owner: Owner
) -> None:
    assert owner.get("/store").status_code == 200
    ask_for_a_link(Browser(app), "owner@example.com")
    link = path_in_mail(app, mailbox)
    (answer,) = all_at_once(
        [Browser(app)],
        lambda one: one.submit(link, {"password": "another sentence"}),
        app=app,
        held="DELETE FROM store",
        kept=True,
    )
    assert answer.status_code == 410
    assert "This link has ended" in words(answer)
