"""A customer leaves the line, and the place goes to the next one."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from flask import Flask
from time_machine import Traveller

from tests.support.people import Customer, Owner, words


@pytest.fixture
def family(app: Flask, owner: Owner) -> Customer:
    """Ann and Ben wait for Doctor A, and Cid for Doctor B; they joined with one form."""
    return Customer(app).joins(
        owner.join_code, name_0="Ann", name_1="Ben", name_2="Cid", queue_2="Doctor B"
    )


def test_customer_is_asked_before_leaving(owner: Owner, family: Customer) -> None:
    asked = words(family.get(f"{family.ticket}/leave"))
    assert "Leave the line?" in asked
    assert "A1 · Ann A A2 · Ben B B1 · Cid Leave the line (3)" in asked
    assert set(owner.rows("Doctor A").values()) == {"waiting"}


def test_customer_who_leaves_frees_their_place(app: Flask, owner: Owner, family: Customer) -> None:
    next_one = Customer(app).joins(owner.join_code, name_0="Dee")
    assert "2 people ahead of you" in words(next_one.get(next_one.ticket))
    leaves(family, "A1")
    assert "1 person ahead of you" in words(next_one.get(next_one.ticket))
    assert owner.rows("Doctor A") == {"A2": "waiting", "A3": "waiting", "A1": "left"}
    assert owner.rows("Doctor B") == {"B1": "waiting"}
    assert "A1 left" in " ".join(words(family.get(family.ticket)).split())


def test_whole_party_leaves_with_one_tap(owner: Owner, family: Customer) -> None:
    answer = family.post(f"{family.ticket}/leave")
    assert (answer.status_code, answer.location) == (303, family.ticket)
    assert owner.rows("Doctor A") == {"A1": "left", "A2": "left"}
    assert owner.rows("Doctor B") == {"B1": "left"}
    assert "You are not in line any more" in words(family.get(f"{family.ticket}/leave"))


def test_customer_who_was_called_may_still_leave(owner: Owner, family: Customer) -> None:
    owner.calls_next("Doctor B")
    leaves(family, "B1")
    assert owner.rows("Doctor B") == {"B1": "left"}


def test_second_tap_changes_nothing(owner: Owner, family: Customer) -> None:
    leave = f"{family.ticket}/leave"
    person = id_of(family, "A1")
    for _nth in range(2):
        assert family.post(leave, {"customer": person}).status_code == 303
    owner.sets("Doctor A", "A1", "removed")
    owner.sets("Doctor A", "A2", "served")
    family.post(leave)
    # Who is out of the line stays what they were.
    assert owner.rows("Doctor A") == {"A1": "removed", "A2": "served"}


def test_nobody_takes_another_party_out_of_the_line(
    app: Flask, owner: Owner, family: Customer
) -> None:
    stranger = Customer(app).joins(owner.join_code, name_0="Eve")
    for person in (id_of(family, "A1"), str(uuid4())):
        stranger.post(f"{stranger.ticket}/leave", {"customer": person})
    assert stranger.post(f"{stranger.ticket}/leave", {"customer": "A1"}).status_code == 404
    assert set(owner.rows("Doctor A").values()) == {"waiting"}


def leaves(customer: Customer, ticket: str) -> None:
    sent = {"customer": id_of(customer, ticket)}
    assert customer.post(f"{customer.ticket}/leave", sent).location == customer.ticket


def id_of(customer: Customer, ticket: str) -> str:
    page = customer.get(f"{customer.ticket}/leave").text
    (person,) = re.findall(rf'value="([0-9a-f-]+)"[^<]*(?:<span.*?</span> <span>){ticket} ', page)
    return str(person)


def test_some_of_a_party_leave_and_take_it_back_within_twenty_seconds(
    clock: Traveller, owner: Owner, family: Customer
) -> None:
    owner.calls_next("Doctor B")
    chosen = [id_of(family, "A1"), id_of(family, "B1")]
    family.post(f"{family.ticket}/leave", {"asked": "yes", "customer": chosen})
    assert owner.rows("Doctor A") == {"A2": "waiting", "A1": "left"}
    # Above the cards of those who are called: it is there for twenty seconds.
    ticket = words(family.get(family.ticket))
    assert ticket.index("Undo: I stay in line") < ticket.index("A2 Ben")
    assert ticket.count("Undo: I stay in line") == 1
    clock.shift(timedelta(seconds=19))
    back = family.post(f"{family.ticket}/return", {"back": "yes"})
    assert (back.status_code, back.location) == (303, family.ticket)
    assert owner.rows("Doctor A") == {"A1": "waiting", "A2": "waiting"}
    assert owner.rows("Doctor B") == {"B1": "called"}


def test_later_nobody_takes_the_leaving_back(
    clock: Traveller, owner: Owner, family: Customer
) -> None:
    leaves(family, "A1")
    clock.shift(timedelta(seconds=21))
    assert "Undo" not in words(family.get(family.ticket))
    clock.shift(timedelta(seconds=30))
    family.post(f"{family.ticket}/return", {"back": "yes"})
    assert owner.rows("Doctor A")["A1"] == "left"


def stays_out(owner: Owner, family: Customer) -> None:
    """The ticket offers no way back, and there is none."""
    assert "Undo: I stay in line" not in words(family.get(family.ticket))
    family.post(f"{family.ticket}/return", {"back": "yes"})
    assert owner.rows("Doctor A")["A1"] == "left"


def test_what_the_owner_has_set_no_customer_takes_back(
    clock: Traveller, owner: Owner, family: Customer
) -> None:
    owner.sets("Doctor A", "A1", "left")
    clock.shift(timedelta(seconds=1))
    stays_out(owner, family)


def test_what_the_owner_sets_after_a_customer_left_is_not_the_customers_any_more(
    clock: Traveller, owner: Owner, family: Customer
) -> None:
    leaves(family, "A1")
    for state in ("waiting", "left"):
        clock.shift(timedelta(seconds=1))
        owner.sets("Doctor A", "A1", state)
    stays_out(owner, family)


def test_leaving_that_the_owner_brings_back_may_be_taken_back(
    clock: Traveller, owner: Owner, family: Customer
) -> None:
    leaves(family, "A1")
    clock.shift(timedelta(seconds=1))
    removed = owner.sets("Doctor A", "A1", "removed").location.rpartition("=")[2]
    owner.presses(f"/store/changes/{removed}/undo")
    assert "Undo: I stay in line" in words(family.get(family.ticket))
    family.post(f"{family.ticket}/return", {"back": "yes"})
    assert owner.rows("Doctor A")["A1"] == "waiting"


def test_party_that_chooses_nobody_stays(owner: Owner, family: Customer) -> None:
    answer = family.post(f"{family.ticket}/leave", {"asked": "yes"})
    assert answer.status_code == 422
    assert "Error: Leave the line?" in words(answer)
    assert "Nobody was chosen, so everybody stays in line." in words(answer)
    assert set(owner.rows("Doctor A").values()) == {"waiting"}
