"""A program opens a store, as the form does and within the same limits."""

from typing import Any

import pytest
from flask import Flask

from app.extensions import limiter
from testing.mailbox import Mailbox
from tests.support.jobs import run_the_jobs
from tests.support.people import Owner, opening
from tests.support.programs import Program

STORE: dict[str, Any] = {
    "email": "owner@example.com",
    "password": "a short sentence",
    "name": "Test Clinic",
    "timezone": "Asia/Taipei",
    "queues": ["Doctor A", "Doctor B"],
    "description": "Please have your card ready.",
}


def test_program_opens_a_store_and_works_in_it(app: Flask, mailbox: Mailbox) -> None:
    anybody = Program(app)
    answer = anybody.sends("/stores", **STORE)
    assert answer.status_code == 201
    opened = answer.get_json()
    assert opened["store"]["name"] == "Test Clinic"
    till = Program(app, opened["token"])
    assert till.reads(answer.location)["id"] == opened["store"]["id"]
    assert [queue["letter"] for queue in till.reads("/queues")["queues"]] == ["A", "B"]
    assert till.does(f"{till.queue('Doctor B')}/customers", name="Ann")["ticket"] == "B1"
    run_the_jobs(app)
    assert "Test Clinic is open" in mailbox.messages[0]["Subject"]
    owner = Owner(app)
    owner.submit("/signin", {"email": STORE["email"], "password": STORE["password"]})
    assert "The program that opened the store" in owner.get("/store/programs").text


def test_program_that_lost_the_answer_gets_the_same_token_again(app: Flask) -> None:
    anybody = Program(app)
    first = anybody.sends("/stores", key="monday", **STORE).get_json()
    again = anybody.sends("/stores", key="monday", **STORE)
    assert (again.status_code, again.get_json()["token"]) == (201, first["token"])
    assert again.get_json()["store"]["id"] == first["store"]["id"]
    for other in ({"key": "tuesday"}, {"key": "monday", "password": "another sentence"}, {}):
        answer = anybody.sends("/stores", **{**STORE, **other})
        assert answer.status_code == 409
        assert answer.get_json()["detail"].startswith("This address has an open store.")


@pytest.mark.parametrize(
    "otherwise",
    [
        {"name": "Test Clinic 2"},
        {"timezone": "Europe/Paris"},
        {"queues": ["Doctor A"]},
        {"description": ""},
    ],
)
def test_program_that_sends_something_else_under_its_key_is_told_that_nothing_was_opened(
    app: Flask, otherwise: dict[str, Any]
) -> None:
    anybody = Program(app)
    assert anybody.sends("/stores", key="monday", **STORE).status_code == 201
    answer = anybody.sends("/stores", key="monday", **{**STORE, **otherwise})
    assert (answer.status_code, answer.mimetype) == (409, "application/problem+json")
    assert "token" not in answer.get_json()


def test_each_field_is_checked_as_on_the_form(app: Flask) -> None:
    for field, wrong, said in (
        ("email", "nobody", "Please give an e-mail address, like you@example.com."),
        ("password", "short", "Please use 8 to 128 characters."),
        ("name", " ", "Please give a name."),
        ("queues", ["A", "a"], "Please give each queue a name of its own. “a” is there twice."),
        ("queues", ["A\nB", "C"], None),
        ("timezone", "Mars/Olympus", "Not a valid choice."),
    ):
        answer = Program(app).sends("/stores", **{**STORE, field: wrong})
        if said is None:
            # A line break in a name is a space, as everywhere.
            assert answer.status_code == 201
            continue
        assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")
        assert answer.get_json()["errors"] == {field: [said]}, field


def test_nobody_opens_stores_without_end(app: Flask) -> None:
    limiter.reset()
    codes = [Program(app).sends("/stores").status_code for _nth in range(61)]
    assert codes == [422] * 60 + [429]


def test_nobody_has_mails_without_end_sent_to_a_stranger(app: Flask, mailbox: Mailbox) -> None:
    anybody = Program(app)
    for nth in range(31):
        opened = anybody.sends("/stores", **{**STORE, "email": f"Stranger+{nth}@Example.com"})
        assert opened.status_code == 201
    # To a mailbox that nobody has confirmed goes one an hour, whichever way they are asked for.
    Owner(app).submit("/open", opening(email="stranger+form@example.com"))
    run_the_jobs(app)
    assert len(mailbox.messages) == 1
