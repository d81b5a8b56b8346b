"""The address that the report goes to, corrected by the owner; the old one's links end."""

import re
from datetime import timedelta
from email.message import EmailMessage

import pytest
from flask import Flask
from sqlalchemy import select
from time_machine import Traveller

from app.extensions import db
from app.mail.smtp import MailRefused
from app.models import Store
from testing.mailbox import Mailbox, csv_of, text_of
from tests.support.addresses import confirm_all
from tests.support.bad_mail_server import BadMailServer
from tests.support.crowd import STORES_TABLE, all_at_once
from tests.support.jobs import deliver, run_the_jobs
from tests.support.links import link_in
from tests.support.pages import error_beside, typed_in
from tests.support.people import Browser, Customer, Owner, csrf_token, words
from tests.support.watching import watching

PASSWORD = "a short sentence"

RIGHT = {"email": "owner@example.net", "password": PASSWORD}


def test_owner_whose_address_is_refused_is_told_and_the_report_reaches_the_corrected_one(
    app: Flask, clock: Traveller, owner: Owner, mailbox: Mailbox
) -> None:
    del clock
    Customer(app).joins(owner.join_code, name_0="Ann")
    with BadMailServer({"rcpt": "550 no such person"}) as bad, watching(owner, "/store") as (page,):
        page.hears()
        run_the_jobs(app, smtp=bad.smtp)
        news = page.hears()
    assert news is not None
    assert "A mail to owner@example.com was refused." in news.fragments["alerts"]
    assert "A mail to owner@example.com was refused." in words(owner.get("/store"))
    assert "A mail to this address was refused." in words(owner.get("/store/close"))

    assert owner.submit("/store/address", RIGHT).location == "/store"
    told = words(owner.get("/store"))
    assert "A mail to confirm the address is on its way to owner@example.net." in told
    assert "Is owner@example.net right?" in told
    run_the_jobs(app)
    assert Browser(app).post(link_in(mailbox, "owner@example.net")).status_code == 303
    owner.submit("/store/close", {})
    run_the_jobs(app)
    report = mailbox.only("report of")
    assert report["To"] == "owner@example.net"
    assert b"Ann" in csv_of(report)
    assert {mail["To"] for mail in mailbox.messages} == {"owner@example.net"}


def test_link_to_set_a_password_ends_with_the_address_that_it_was_sent_to(
    app: Flask, owner: Owner, mailbox: Mailbox
) -> None:
    """Or a stranger who got it, since the address was mistyped, could take the store."""
    confirm_all(app)
    owner.submit("/password/forgot", {"email": "owner@example.com"})
    run_the_jobs(app)
    sent = re.search(r"/password/reset/\S+", text_of(mailbox.only("Set a new password")))
    assert sent is not None
    # Another one could not be handed over yet.
    owner.submit("/password/forgot", {"email": "owner@example.com"})
    mailbox.unwilling.add("owner@example.com")
    run_the_jobs(app)
    owner.submit("/store/address", RIGHT)
    mailbox.empty()
    run_the_jobs(app)
    stranger = Browser(app)
    assert stranger.get(sent[0]).status_code == 410
    arrived = [(mail["To"], mail["Subject"]) for mail in mailbox.messages]
    assert arrived == [("owner@example.net", "Test Clinic is open")]


def test_old_link_confirms_no_corrected_address(app: Flask, owner: Owner, mailbox: Mailbox) -> None:
    run_the_jobs(app)
    owner.submit("/store/address", RIGHT)
    assert Browser(app).post(link_in(mailbox)).status_code == 410
    assert "Is owner@example.net right?" in words(owner.get("/store"))


def test_owner_signs_in_with_the_corrected_address(app: Flask, owner: Owner) -> None:
    owner.submit("/store/address", RIGHT)
    assert Browser(app).submit("/signin", RIGHT).location == "/store"
    old = {**RIGHT, "email": "owner@example.com"}
    assert Browser(app).submit("/signin", old).status_code == 422


@pytest.mark.parametrize(
    ("changes", "field", "told"),
    [
        ({"email": "nonsense"}, "email", "Please give an e-mail address"),
        ({"email": "barber@example.com"}, "email", "has another open store"),
        ({"email": "BARBER@example.com"}, "email", "has another open store"),
        ({"password": "another sentence"}, "password", "not the password of this store"),
        ({"password": ""}, "password", "Please type your password"),
    ],
)
@pytest.mark.usefixtures("other_owner")
def test_owner_is_told_beside_the_field_why_the_address_stays(
    owner: Owner, changes: dict[str, str], field: str, told: str
) -> None:
    typed = {**RIGHT, **changes}
    answer = owner.submit("/store/address", typed)
    assert answer.status_code == 422
    assert told in error_beside(answer, field)
    assert typed_in(answer, "email") == typed["email"]
    assert typed_in(answer, "password") == ""
    assert typed_in(owner.get("/store/address"), "email") == "owner@example.com"


def test_of_two_stores_that_take_one_address_at_the_same_moment_one_gets_it(
    app: Flask, owner: Owner, other_owner: Owner
) -> None:
    answers = all_at_once(
        [owner, other_owner],
        lambda who: who.submit("/store/address", RIGHT),
        app=app,
        held=STORES_TABLE,
    )
    assert sorted(answer.status_code for answer in answers) == [303, 422]


def test_address_that_is_corrected_while_the_old_one_is_confirmed_is_not(
    app: Flask, owner: Owner
) -> None:
    confirmed = "UPDATE store SET email_confirmed_at = now()"
    (answer,) = all_at_once(
        [owner], lambda who: who.submit("/store/address", RIGHT), app=app, held=confirmed, kept=True
    )
    assert answer.status_code == 303
    with app.app_context():
        assert db.session.scalar(select(Store.email_confirmed_at)) is None


def test_mail_sent_again_leaves_the_link_to_set_a_password_alone(
    app: Flask, owner: Owner, mailbox: Mailbox
) -> None:
    confirm_all(app)
    Browser(app).submit("/password/forgot", {"email": "owner@example.com"})
    owner.submit("/store", {}, action="/store/address/resend")
    run_the_jobs(app)
    assert [mail["Subject"] for mail in mailbox.messages if "password" in mail["Subject"]]


def test_owner_has_the_mail_sent_again_once_an_hour(
    clock: Traveller, app: Flask, owner: Owner, mailbox: Mailbox
) -> None:
    run_the_jobs(app)
    token = csrf_token(owner.get("/store/address"))
    owner.post("/store/address/resend", {"csrf_token": token})
    assert "A mail went to owner@example.com within the last hour" in words(owner.get("/store"))
    clock.shift(timedelta(hours=1, seconds=1))
    sent = [owner.post("/store/address/resend", {"csrf_token": token}) for _nth in range(4)]
    assert [answer.status_code for answer in sent] == [303, 303, 303, 303]
    run_the_jobs(app)
    assert len(mailbox.messages) == 2


def test_nobody_guesses_the_password_here_either(owner: Owner) -> None:
    token = csrf_token(owner.get("/store/address"))
    answers = [
        owner.post("/store/address", {**RIGHT, "password": f"guess {nth}", "csrf_token": token})
        for nth in range(21)
    ]
    assert [answer.status_code for answer in answers] == [422] * 20 + [429]


@pytest.mark.parametrize("refused", [False, True])
def test_mail_that_was_being_sent_to_the_old_address_goes_to_the_corrected_one_too(
    app: Flask, clock: Traveller, owner: Owner, refused: bool
) -> None:
    run_the_jobs(app)
    confirm_all(app)
    clock.shift(timedelta(minutes=1))
    owner.submit("/password/forgot", {"email": "owner@example.com"})
    sent: list[tuple[str, str]] = []

    def slow_server(message: EmailMessage, recipient: str) -> None:
        if not sent:
            assert owner.submit("/store/address", RIGHT).status_code == 303
        sent.append((recipient, message["Subject"].partition(" ")[0]))
        if refused and recipient == "owner@example.com":
            raise MailRefused(OSError("550 no such person"), permanent=True)

    with app.app_context():
        deliver(slow_server)
    assert sent[0] == ("owner@example.com", "Set")
    # The link in the first one has ended with its address, so it is not sent again.
    assert sent[1:] == [("owner@example.net", "Test")]
    # Nor is the new address blamed for the old one.
    assert "was refused" not in words(owner.get("/store"))
