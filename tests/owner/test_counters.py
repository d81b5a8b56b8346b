"""Where people go when they are called, how often they were called, and being let back in."""

import re

import pytest
from flask import Flask

from tests.support.people import Customer, Owner, csrf_token, words


@pytest.fixture
def ann(app: Flask, owner: Owner) -> Customer:
    """Ann waits for Doctor A, and four people behind her."""
    ann = Customer(app).joins(owner.join_code, name_0="Ann")
    for name in ("Ben", "Cid", "Dee", "Eve"):
        Customer(app).joins(owner.join_code, name_0=name)
    return ann


def give_counter(owner: Owner, counter: str) -> None:
    path = f"{owner.queue_path('Doctor A')}/settings"
    kept = {"name": "Doctor A", "minutes_guess": "5", "most_waiting": ""}
    assert owner.submit(path, {**kept, "counter": counter}).status_code == 303


def calls(owner: Owner, counter: str = "") -> None:
    button = owner.call_button("Doctor A")
    token = csrf_token(owner.get("/store"))
    assert owner.post(button, {"csrf_token": token, "counter": counter}).status_code == 303


def test_called_customer_is_sent_to_the_queues_counter(owner: Owner, ann: Customer) -> None:
    give_counter(owner, "Room 2")
    owner.calls_next("Doctor A")
    assert "Please go to Room 2" in words(ann.get(ann.ticket))
    assert owner.report[0]["counter"] == "Room 2"


def test_device_calls_to_its_own_counter(owner: Owner, ann: Customer) -> None:
    give_counter(owner, "Room 2")
    calls(owner, " Chair  3 ")
    assert "Please go to Chair 3" in words(ann.get(ann.ticket))
    assert owner.report[0]["counter"] == "Chair 3"


@pytest.mark.usefixtures("ann")
def test_owners_devices_see_to_which_counter_somebody_was_called(owner: Owner) -> None:
    give_counter(owner, "Room 2")
    for counter in ("Chair 3", "Chair <1>", "", "Room 2"):
        calls(owner, counter)
    seen = words(owner.get("/store"))
    assert "A1 Ann called to Chair 3" in seen
    assert "A2 Ben called to Chair <1>" in seen
    # Where everybody of the queue goes.
    assert seen.count("called to") == 2
    owner.sets("Doctor A", "A1", "waiting", "called")
    assert "Chair 3" not in words(owner.get("/store"))


def test_counter_that_makes_no_sense_is_none(owner: Owner, ann: Customer) -> None:
    calls(owner, "x" * 31)
    assert "Please go to Doctor A" in words(ann.get(ann.ticket))


def test_second_call_is_counted_and_undone(owner: Owner, ann: Customer) -> None:
    owner.calls_next("Doctor A")
    assert "second call" not in words(ann.get(ann.ticket))
    before = owner.report
    again = owner.sets("Doctor A", "A1", "called")
    assert "second call" in words(ann.get(ann.ticket))
    assert owner.report[0]["calls"] == "2"
    button = re.search(r'formaction="(/store/changes/[^"]+)"', owner.get(again.location).text)
    assert button is not None
    owner.presses(button[1])
    assert owner.report == before


@pytest.mark.usefixtures("ann")
def test_somebody_who_cannot_come_is_let_back_in_some_places_behind(owner: Owner) -> None:
    owner.calls_next("Doctor A")
    path = owner.customer_path("Doctor A", "A1")
    done = owner.presses(f"{path}/back")
    assert done.status_code == 303
    assert list(owner.rows("Doctor A")) == ["A2", "A3", "A4", "A1", "A5"]
    assert owner.rows("Doctor A")["A1"] == "waiting"
    # A second tap finds them waiting.
    assert owner.presses(f"{path}/back").status_code == 409
    button = re.search(r'formaction="(/store/changes/[^"]+)"', owner.get(done.location).text)
    assert button is not None
    owner.presses(button[1])
    assert owner.rows("Doctor A")["A1"] == "called"


def test_of_a_short_line_the_one_let_back_in_is_the_last(app: Flask, owner: Owner) -> None:
    Customer(app).joins(owner.join_code, name_0="Ann")
    Customer(app).joins(owner.join_code, name_0="Ben")
    owner.calls_next("Doctor A")
    owner.presses(f"{owner.customer_path('Doctor A', 'A1')}/back")
    assert list(owner.rows("Doctor A")) == ["A2", "A1"]
