"""Signing in and out, and a password that was forgotten."""

import re
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import update
from time_machine import Traveller
from werkzeug.test import TestResponse

from app import clock as clocks
from app.extensions import db
from app.models import Store
from testing.mailbox import Mailbox, text_of
from tests.support.crowd import STORES_ROW, all_at_once
from tests.support.jobs import run_the_jobs
from tests.support.pages import error_beside, typed_in
from tests.support.people import Browser, Owner, opening, words

pytestmark = pytest.mark.usefixtures("owner")

RIGHT = {"email": "owner@example.com", "password": "a short sentence"}


def test_owner_who_signs_out_signs_in_again_and_lands_where_they_wanted(owner: Owner) -> None:
    wanted = owner.queue_path("Doctor B")
    assert owner.submit("/store", {}, action="/signout").headers["Location"] == "/"
    asked = owner.get(wanted)
    assert asked.headers["Location"].startswith("/signin?next=")
    answer = owner.submit(asked.headers["Location"], RIGHT)
    assert (answer.status_code, answer.headers["Location"]) == (303, wanted)


def test_owner_signs_in_with_the_address_in_other_letters(app: Flask) -> None:
    assert (
        Browser(app).submit("/signin", {**RIGHT, "email": " OWNER@example.com"}).status_code == 303
    )


@pytest.mark.parametrize("address", ["Ärger@example.com", "ÄRGER@EXAMPLE.COM"])
def test_owner_whose_address_has_other_letters_than_ascii_signs_in(
    app: Flask, address: str
) -> None:
    Owner(app).opens("Test Clinic", queues=["Doctor A"], email="ÄRGER@example.com")
    assert Browser(app).submit("/signin", {**RIGHT, "email": address}).status_code == 303


def test_owner_signs_in_whichever_way_the_keyboard_composes_letters(app: Flask) -> None:
    decomposed = {"email": "ü@example.com", "password": "fu\u0308nf Pferde"}
    Owner(app).submit("/open", opening(**decomposed))
    composed = {**decomposed, "password": "fünf Pferde"}
    assert Browser(app).submit("/signin", composed).status_code == 303


@pytest.mark.parametrize(
    "wanted", ["//evil.example", "https://evil.example", "/store\\@evil.example"]
)
def test_sign_in_leads_to_no_other_site(app: Flask, wanted: str) -> None:
    answer = Browser(app).submit(f"/signin?next={wanted}", RIGHT)
    assert answer.headers["Location"] == "/store"


def test_wrong_password_and_unknown_address_are_answered_alike(app: Flask) -> None:
    somebody = Browser(app)
    wrong = somebody.submit("/signin", {**RIGHT, "password": "another sentence"})
    unknown = somebody.submit("/signin", {**RIGHT, "email": "nobody@example.com"})
    assert (wrong.status_code, unknown.status_code) == (422, 422)
    assert "don't match an open store" in error_beside(wrong, "password")
    assert typed_in(wrong, "email") == "owner@example.com"
    assert words(wrong) == words(unknown)


@pytest.mark.usefixtures("other_owner")
def test_whoever_guesses_passwords_has_to_wait_and_nobody_else(
    app: Flask, clock: Traveller
) -> None:
    guesser = Browser(app)
    for nth in range(20):
        guess = guesser.submit("/signin", {**RIGHT, "password": f"guess number {nth}"})
        assert guess.status_code == 422
    refused = guesser.submit("/signin", {**RIGHT, "password": "guess number 21"})
    assert refused.status_code == 429
    assert "Too many tries Please wait a few minutes" in words(refused)
    assert 0 < int(refused.headers.get("Retry-After", 0)) <= 5 * 60 + 1
    # The barber is at the same address of the network.
    barber = {"email": "barber@example.com", "password": RIGHT["password"]}
    assert Browser(app).submit("/signin", barber).status_code == 303
    clock.shift(timedelta(minutes=5, seconds=1))
    assert guesser.submit("/signin", RIGHT).status_code == 303


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
    used = Browser(app).get(link)
    assert used.status_code == 410
    assert "It works once and for an hour" in words(used)


def test_new_password_uses_up_the_other_links_too(
    app: Flask, clock: Traveller, mailbox: Mailbox
) -> None:
    links = []
    # Whose address is not confirmed gets one mail of a kind an hour.
    confirm(app)
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
    confirm(app)
    pest = Browser(app)
    answers = [ask_for_a_link(pest, "owner@example.com").status_code for _nth in range(30)]
    assert answers == [200] * 30
    run_the_jobs(app)
    assert sum("password" in mail["Subject"] for mail in mailbox.messages) == 4


def confirm(app: Flask) -> None:
    """The owner has confirmed the address."""
    with app.app_context():
        db.session.execute(update(Store).values(email_confirmed_at=clocks.now()))
        db.session.commit()


def ask_for_a_link(browser: Browser, address: str) -> TestResponse:
    return browser.submit("/password/forgot", {"email": address})


def path_in_mail(app: Flask, mailbox: Mailbox) -> str:
    run_the_jobs(app)
    found = re.search(r"/password/reset/\S+", text_of(mailbox.only("Set a new password")))
    assert found is not None
    return found[0]


def test_copy_of_a_cookie_is_worth_nothing_after_signing_out(app: Flask, owner: Owner) -> None:
    copied = owner.client.get_cookie("owner", domain="queue.example")
    assert copied is not None
    thief = Browser(app)
    thief.client.set_cookie("owner", copied.value, domain="queue.example")
    assert thief.get("/store").status_code == 200
    owner.submit("/store", {}, action="/signout")
    assert thief.get("/store").headers["Location"].startswith("/signin")


def test_signing_in_leads_to_ones_own_pages_alone(app: Flask, owner: Owner) -> None:
    wanted = {
        "/store/settings": "/store/settings",
        owner.queue_path("Doctor B"): owner.queue_path("Doctor B"),
        **dict.fromkeys(("//evil.example", "/store\r\nX: y", "/store@evil", "/x"), "/store"),
    }
    for page, leads_to in wanted.items():
        answer = Browser(app).submit(f"/signin?{urlencode({'next': page})}", RIGHT)
        assert (answer.status_code, answer.headers["Location"]) == (303, leads_to)


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


@pytest.mark.parametrize(("scheme", "kept_to_it"), [("https", True), ("http", False)])
def test_cookie_of_a_page_over_https_stays_there(app: Flask, scheme: str, kept_to_it: bool) -> None:
    answer = Browser(app, f"{scheme}://queue.example").submit("/signin", RIGHT)
    assert answer.status_code == 303
    assert ("Secure;" in answer.headers["Set-Cookie"]) == kept_to_it
