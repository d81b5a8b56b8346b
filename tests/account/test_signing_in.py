"""Signing in and out."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import update
from time_machine import Traveller
from werkzeug.security import generate_password_hash

from app.extensions import db
from app.models import Store
from tests.support.crowd import all_at_once
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


def test_owner_who_signs_in_elsewhere_while_the_store_closes_reads_that_there_is_none(
    app: Flask,
) -> None:
    phone = Browser(app, "http://phone.example")
    (answer,) = all_at_once(
        [phone],
        lambda one: one.submit("/signin", RIGHT),
        app=app,
        held="DELETE FROM store",
        kept=True,
    )
    assert "don't match an open store" in error_beside(answer, "password")


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


def test_owner_who_lost_a_tablet_signs_it_out_elsewhere(app: Flask, owner: Owner) -> None:
    tablet, code = Owner(app), owner.join_code
    tablet.submit("/signin", RIGHT)
    page = owner.submit("/store/settings", {}, action="/store/signout")
    assert page.headers["Location"] == "/store"
    assert "Every other browser was signed out." in words(owner.get("/store"))
    assert tablet.get("/store").headers["Location"].startswith("/signin")
    # Screens go on, and so does the door.
    assert Browser(app).get(owner.board).status_code == 200
    assert Browser(app).get(code).status_code == 303


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


@pytest.mark.parametrize(("scheme", "kept_to_it"), [("https", True), ("http", False)])
def test_cookie_of_a_page_over_https_stays_there(app: Flask, scheme: str, kept_to_it: bool) -> None:
    answer = Browser(app, f"{scheme}://queue.example").submit("/signin", RIGHT)
    assert answer.status_code == 303
    assert ("Secure;" in answer.headers["Set-Cookie"]) == kept_to_it


def test_owner_whose_store_was_open_at_the_upgrade_signs_in(app: Flask, owner: Owner) -> None:
    old = generate_password_hash(RIGHT["password"], method="scrypt:1024:8:1")
    with app.app_context():
        db.session.execute(update(Store).values(password_hash=old))
        db.session.commit()
    wrong = {**RIGHT, "password": "another sentence"}
    assert Browser(app).submit("/signin", wrong).status_code == 422
    assert Browser(app).submit("/signin", RIGHT).status_code == 303
    assert owner.get("/store").status_code == 200
