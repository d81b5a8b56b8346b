"""An owner opens a store, and finds the way back in."""

import re

import pytest
from flask import Flask

from testing.mailbox import Mailbox, html_of, text_of
from tests.support.crowd import STORES_TABLE, all_at_once
from tests.support.jobs import run_the_jobs
from tests.support.pages import error_beside, typed_in
from tests.support.people import Browser, Owner, opening, words

TWENTY_ONE = "\n".join(f"Line {nth}" for nth in range(21))


def test_owner_who_opens_a_store_sees_it_with_its_queues_and_description(anybody: Browser) -> None:
    typed = opening(
        name="  Zahnarzt   Dr. Müller ",
        queues=" Prophylaxe \r\n\r\nDr. Müller\r\n",
        description="Bitte die Karte\r\nbereithalten.",
        timezone="Europe/Berlin",
    )
    assert anybody.submit("/open", typed).headers["Location"] == "/store"
    store = words(anybody.get("/store"))
    assert "Zahnarzt Dr. Müller" in store
    assert "Prophylaxe 0 waiting" in store
    assert "Dr. Müller 0 waiting" in store
    assert "Bitte die Karte bereithalten." in store


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("email", "", "Please give an e-mail address"),
        ("email", "not an address", "Please give an e-mail address"),
        ("email", "a@b@example.com", "Please give an e-mail address"),
        ("email", f"{'a' * 250}@example.com", "Please give an e-mail address"),
        ("email", "a\x00b@example.com", "Please give an e-mail address"),
        ("password", "", "8 to 128 characters"),
        ("password", "1234567", "8 to 128 characters"),
        ("password", "x" * 129, "8 to 128 characters"),
        ("name", "", "Please give a name."),
        ("name", " \u200b ", "Please give a name."),
        ("name", "n" * 65, "at most 64 characters (these are 65)"),
        ("name", "Bell\x07", "leave out characters that can't be shown"),
        ("name", "Turned \u202ename", "leave out characters that can't be shown"),
        ("timezone", "Mars/Olympus", "Not a valid choice"),
        ("queues", "", "at least one queue"),
        ("queues", " \n \n", "at least one queue"),
        ("queues", TWENTY_ONE, "at most 20 queues (these are 21)"),
        ("queues", "Doctor A\ndoctor a", "a name of its own. “doctor a” is there twice."),
        ("queues", "Straße\nSTRASSE", "a name of its own"),
        ("queues", "q" * 65, "at most 64 characters"),
        ("queues", f"Doctor A\n\n{'q' * 65}", "Line 3: Please use at most 64 characters"),
        ("queues", "Doctor A\n\u200b", "Line 2: Please give a name."),
        ("queues", "Doctor\x00A", "leave out characters that can't be shown"),
        ("queues", "Doctor\x1cA", "leave out characters that can't be shown"),
        ("description", "d" * 501, "at most 500 characters (these are 501)"),
        ("description", "Bell\x07", "leave out characters that can't be shown"),
    ],
)
def test_owner_is_told_beside_the_field_what_is_amiss_and_types_nothing_twice(
    anybody: Browser, field: str, typed: str, told: str
) -> None:
    sent = opening(**{field: typed})
    answer = anybody.submit("/open", sent)
    assert answer.status_code == 422
    assert told in error_beside(answer, field)
    # A zone that is not in the list can't be shown as chosen, and a password is never shown.
    kept = [name for name in sent if name != "password" and (name, field) != ("timezone", name)]
    assert {name: typed_in(answer, name) for name in kept} == {name: sent[name] for name in kept}
    assert typed_in(answer, "password") == ""
    assert anybody.get("/store").status_code == 303


def test_password_is_asked_for_again_only_where_that_helps(anybody: Browser) -> None:
    assert "type the password again" in words(anybody.submit("/open", opening(name="")))
    anybody.submit("/open", opening())
    taken = words(anybody.submit("/open", opening()))
    assert "This address has an open store." in taken
    assert "type the password again" not in taken


def test_owner_may_name_twenty_queues(anybody: Browser) -> None:
    twenty = TWENTY_ONE.rpartition("\n")[0]
    assert anybody.submit("/open", opening(queues=twenty)).status_code == 303
    page = anybody.get("/store").text
    assert len(set(re.findall(r'href="/store/queues/[0-9a-f-]+"', page))) == 20


@pytest.mark.parametrize(
    "password",
    [
        "1234 5678",
        "x" * 128,
        " " * 8,
        "🦜" * 8,
        "p\x00s\nсwørd\"<'&>%s{{}}",
    ],
)
def test_owner_may_use_any_characters_in_a_password(app: Flask, password: str) -> None:
    assert Owner(app).submit("/open", opening(password=password)).status_code == 303
    signin = {"email": "owner@example.com", "password": password}
    assert Browser(app).submit("/signin", signin).headers["Location"] == "/store"
    wrong = {**signin, "password": f"{password}?"}
    assert Browser(app).submit("/signin", wrong).status_code == 422


@pytest.mark.parametrize("address", ["owner@example.com", " OWNER@Example.COM "])
def test_address_with_an_open_store_is_refused_with_what_to_do_instead(
    app: Flask, owner: Owner, address: str
) -> None:
    answer = Browser(app).submit("/open", opening(email=address, name="Second"))
    assert answer.status_code == 422
    assert "has an open store. Sign in, or close" in error_beside(answer, "email")
    assert 'href="/signin"' in answer.text
    assert 'href="/password/forgot"' in answer.text
    assert "Test Clinic" in owner.get("/store").text


def test_of_two_stores_opened_with_one_address_at_the_same_moment_one_opens(
    app: Flask, mailbox: Mailbox
) -> None:
    two = [Owner(app), Owner(app)]
    pages = all_at_once(two, lambda who: who.submit("/open", opening()), app=app, held=STORES_TABLE)
    assert sorted(page.status_code for page in pages) == [303, 422]
    run_the_jobs(app)
    assert len(mailbox.messages) == 1


def test_welcome_mail_links_to_the_store(app: Flask, owner: Owner, mailbox: Mailbox) -> None:
    run_the_jobs(app)
    welcome = mailbox.only("Test Clinic is open")
    assert welcome["To"] == "owner@example.com"
    assert f"{owner.base}/store" in text_of(welcome)
    assert f'href="{owner.base}/store"' in html_of(welcome)


def test_owner_at_a_domain_of_other_letters_gets_mail_that_every_server_can_pass_on(
    app: Flask, mailbox: Mailbox
) -> None:
    Owner(app).opens("Bookshop", queues=["Till"], email="owner@bücher.example")
    run_the_jobs(app)
    # The same domain as mail servers know it (RFC 5891).
    assert mailbox.only("Bookshop is open")["To"] == "owner@xn--bcher-kva.example"
    for address in ("owner@bücher.example", "owner@xn--bcher-kva.example"):
        signin = {"email": address, "password": opening()["password"]}
        assert Browser(app).submit("/signin", signin).status_code == 303
