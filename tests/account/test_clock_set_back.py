"""A clock that was ahead is put right: what it signed is good, what it counted is forgotten."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from time_machine import Traveller

from app.extensions import limiter
from testing.mailbox import Mailbox, text_of
from tests.support.addresses import confirm_all
from tests.support.jobs import OPENING_DAY, run_the_jobs
from tests.support.people import Browser, Owner, words

AHEAD = timedelta(hours=3)


@pytest.fixture
def ahead(clock: Traveller) -> Traveller:
    """A clock that is ahead."""
    clock.move_to(OPENING_DAY + AHEAD)
    return clock


def test_owner_who_signed_in_stays_signed_in(ahead: Traveller, owner: Owner) -> None:
    assert owner.get("/store").status_code == 200
    ahead.move_to(OPENING_DAY)
    assert owner.get("/store").status_code == 200


@pytest.mark.parametrize(
    ("begins", "answered"),
    [("/password/reset/", "New password"), ("/open?again=", "Only the password is missing.")],
)
def test_link_in_a_mail_works(
    ahead: Traveller, owner: Owner, mailbox: Mailbox, begins: str, answered: str
) -> None:
    app: Flask = owner.client.application
    confirm_all(app)
    if begins == "/password/reset/":
        Browser(app).submit("/password/forgot", {"email": "owner@example.com"})
    else:
        owner.submit("/store/close", {})
    run_the_jobs(app)
    ahead.move_to(OPENING_DAY)
    link = re.search(
        rf"{re.escape(begins)}[\w.-]+", "".join(text_of(mail) for mail in mailbox.messages)
    )
    assert link is not None
    shown = Browser(app).get(link[0])
    assert (shown.status_code, answered in words(shown)) == (200, True)


def test_tries_of_the_time_ahead_are_forgotten(app: Flask, ahead: Traveller) -> None:
    assert 429 in {Browser(app).get("/tv").status_code for _try in range(61)}
    ahead.move_to(OPENING_DAY)
    assert Browser(app).get("/tv").status_code == 429
    limiter.clock_was_set()
    assert Browser(app).get("/tv").status_code != 429
