"""The address that the report goes to is confirmed by the person who reads its mail."""

from dataclasses import replace

import pytest
from flask import Flask

from testing.mailbox import Mailbox
from tests.support.jobs import run_the_jobs
from tests.support.links import link_in
from tests.support.people import Browser, Owner, words
from tests.support.watching import watching


def test_owner_confirms_the_address_with_one_tap_on_any_device(
    app: Flask, owner: Owner, mailbox: Mailbox
) -> None:
    assert "Is owner@example.com right?" in words(owner.get("/store"))
    assert "This address is not confirmed yet." in words(owner.get("/store/close"))
    run_the_jobs(app)
    phone, link = Browser(app), link_in(mailbox)
    assert "When it closes, its report comes to owner@example.com" in words(phone.get(link))
    # No token of a form and no cookie: the link is the secret.
    answer = phone.post(link)
    assert (answer.status_code, answer.location) == (303, link)
    assert "The address is confirmed" in words(phone.get(link))
    assert "Is owner@example.com right?" not in words(owner.get("/store"))
    assert "not confirmed" not in words(owner.get("/store/close"))
    assert phone.post(link).status_code == 303


@pytest.mark.usefixtures("owner")
def test_owner_whose_mail_program_cut_the_link_is_told_so(app: Flask, mailbox: Mailbox) -> None:
    run_the_jobs(app)
    answer = Browser(app).get(link_in(mailbox)[:-1])
    assert (answer.status_code, "copy all of it" in words(answer)) == (410, True)


def test_owner_is_not_asked_to_confirm_what_is_mailed_nowhere(
    app: Flask, owner: Owner, monkeypatch: pytest.MonkeyPatch
) -> None:
    nowhere = replace(app.config["SETTINGS"], smtp=None)
    monkeypatch.setitem(app.config, "SETTINGS", nowhere)
    assert "Is owner@example.com right?" not in words(owner.get("/store"))
    assert "not confirmed" not in words(owner.get("/store/close"))


@pytest.mark.parametrize(("email", "asked"), [("bob@exampel", True), ("bob@exampel.com", False)])
def test_owner_is_asked_to_look_at_an_address_that_ends_oddly(
    app: Flask, email: str, *, asked: bool
) -> None:
    # It may be right inside a network of one's own, so it is only asked.
    owner = Owner(app).opens("Bob's", queues=["Chair"], email=email)
    told = "Please check the ending of the address." in words(owner.get("/store"))
    assert told is asked


def test_program_that_only_opens_the_link_confirms_nothing(
    app: Flask, owner: Owner, mailbox: Mailbox
) -> None:
    run_the_jobs(app)
    for method in ("GET", "HEAD"):
        assert Browser(app).ask(method, link_in(mailbox)).status_code == 200
    assert "Is owner@example.com right?" in words(owner.get("/store"))


def test_dashboard_learns_of_the_confirmation_without_reloading(
    app: Flask, owner: Owner, mailbox: Mailbox
) -> None:
    run_the_jobs(app)
    with watching(owner, "/store") as (screen,):
        first = screen.hears()
        assert first is not None
        assert "Is owner@example.com right?" in first.fragments["alerts"]
        Browser(app).post(link_in(mailbox))
        news = screen.hears()
        assert news is not None
        assert "Is owner@example.com right?" not in news.fragments["alerts"]


def test_link_that_is_made_up_or_of_a_closed_store_has_ended(
    app: Flask, owner: Owner, mailbox: Mailbox
) -> None:
    run_the_jobs(app)
    link = link_in(mailbox)
    for made_up in (f"{link[:-3]}AAA", "/confirm/x", "/confirm/%00"):
        assert Browser(app).get(made_up).status_code == 410
        assert Browser(app).post(made_up).status_code == 410
    owner.submit("/store/close", {})
    assert Browser(app).get(link).status_code == 410
    assert Browser(app).post(link).status_code == 410
