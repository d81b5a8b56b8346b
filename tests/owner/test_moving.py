"""The owner moves people within a line and over to another."""

import html
import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from time_machine import Traveller

from tests.support.people import Customer, Owner, csrf_token, words


@pytest.fixture(autouse=True)
def _line(clock: Traveller, app: Flask, owner: Owner) -> None:
    """Five wait for Doctor A, in the order of their tickets."""
    for name in ("Ann", "Ben", "Cid", "Dee", "Eve"):
        Customer(app).joins(owner.join_code, name_0=name)
    clock.shift(timedelta(minutes=1))


@pytest.mark.parametrize(
    ("ticket", "where", "after"),
    [
        ("A3", {"by": -1}, "A1 A3 A2 A4 A5"),
        ("A3", {"by": 1}, "A1 A2 A4 A3 A5"),
        ("A3", {"by": -9}, "A3 A1 A2 A4 A5"),
        ("A3", {"by": 9}, "A1 A2 A4 A5 A3"),
        ("A1", {"by": -1}, "A1 A2 A3 A4 A5"),
        ("A5", {"by": 1}, "A1 A2 A3 A4 A5"),
        ("A2", {}, "A1 A3 A4 A5 A2"),
        ("A5", {"before": "A2"}, "A1 A5 A2 A3 A4"),
        ("A1", {"before": "A5"}, "A2 A3 A4 A1 A5"),
        ("A1", {"before": "A2"}, "A1 A2 A3 A4 A5"),
    ],
)
def test_owner_moves_somebody(owner: Owner, ticket: str, where: dict[str, Any], after: str) -> None:
    assert owner.moves("Doctor A", ticket, **where).status_code == 303
    assert " ".join(owner.rows("Doctor A")) == after


@pytest.mark.slow
def test_order_holds_through_a_hundred_moves_between_the_same_two(owner: Owner) -> None:
    paths = {ticket: owner.customer_path("Doctor A", ticket) for ticket in ("A2", "A4", "A5")}
    token = csrf_token(owner.get("/store"))
    for _nth in range(50):
        for ticket, before in (("A5", "A2"), ("A4", "A5")):
            where = {"csrf_token": token, "before": paths[before].rpartition("/")[2]}
            assert owner.post(f"{paths[ticket]}/move", where).status_code == 303
    assert " ".join(owner.rows("Doctor A")) == "A1 A4 A5 A2 A3"


def test_who_moved_to_the_end_is_before_whoever_joins_later(app: Flask, owner: Owner) -> None:
    owner.moves("Doctor A", "A1")
    owner.moves("Doctor A", "A2")
    Customer(app).joins(owner.join_code, name_0="Fay")
    assert " ".join(owner.rows("Doctor A")) == "A3 A4 A5 A1 A2 A6"
    owner.calls_next("Doctor A")
    assert owner.rows("Doctor A")["A3"] == "called"


def test_who_comes_back_to_waiting_has_the_place_that_they_were_moved_to(owner: Owner) -> None:
    owner.moves("Doctor A", "A5", before="A1")
    owner.sets("Doctor A", "A5", "no_show")
    owner.sets("Doctor A", "A5", "waiting")
    assert " ".join(owner.rows("Doctor A")) == "A5 A1 A2 A3 A4"


def test_customer_sees_the_new_place(app: Flask, owner: Owner) -> None:
    fay = Customer(app).joins(owner.join_code, name_0="Fay")
    assert "5 people ahead of you" in words(fay.get(fay.ticket))
    owner.moves("Doctor A", "A6", before="A2")
    assert "1 person ahead of you" in words(fay.get(fay.ticket))


def test_who_is_not_waiting_is_not_moved(owner: Owner) -> None:
    owner.sets("Doctor A", "A1", "left")
    path = owner.customer_path("Doctor A", "A1")
    refused = owner.presses(f"{path}/move?by=1")
    assert (refused.status_code, "A1 has already left" in words(refused)) == (409, True)
    assert "Move in the line" not in words(owner.get(path))


def test_time_of_joining_counts_in_another_queue_too(app: Flask, owner: Owner) -> None:
    for name in ("Gus", "Hal"):
        Customer(app).joins(owner.join_code, name_0=name, queue_0="Doctor B")
    fay = Customer(app).joins(owner.join_code, name_0="Fay")
    moved = owner.moves_over("Doctor A", "A2", "Doctor B")
    assert "Ben is B3 in Doctor B now. Undo" in words(owner.get(moved.location))
    owner.moves_over("Doctor A", "A6", "Doctor B")
    assert " ".join(owner.rows("Doctor B")) == "B3 B1 B2 B4"
    assert " ".join(owner.rows("Doctor A")) == "A1 A3 A4 A5"
    assert "B4" in words(fay.get(fay.ticket))
    assert "3 people ahead of you" in words(fay.get(fay.ticket))
    # The number is not given out twice.
    Customer(app).joins(owner.join_code, name_0="Ida", queue_0="Doctor B")
    assert list(owner.rows("Doctor B")).index("B5") == 4


def test_nobody_is_moved_to_where_they_are_or_to_another_shops_queue(
    owner: Owner, other_owner: Owner
) -> None:
    assert owner.moves_over("Doctor A", "A1", "Doctor A").status_code == 409
    theirs = other_owner.queue_path("Chair").rpartition("/")[2]
    path = owner.customer_path("Doctor A", "A1")
    assert owner.presses(f"{path}/queue?to={theirs}").status_code == 409
    assert next(iter(owner.rows("Doctor A"))) == "A1"
    assert owner.presses(f"{path}/queue?to=nonsense").status_code == 404
    chair = owner.queue_path("Doctor B")
    owner.submit(f"{chair}/settings", {}, action=f"{chair}/retire")
    assert owner.presses(f"{path}/queue?to={chair.rpartition('/')[2]}").status_code == 409
    assert owner.presses(f"{path}/move?by=nonsense").status_code == 404


@pytest.mark.parametrize("gone", ["called", "served", "another queue"])
def test_nobody_is_moved_before_somebody_who_no_longer_waits_there(owner: Owner, gone: str) -> None:
    path = owner.customer_path("Doctor A", "A2")
    before = owner.customer_path("Doctor A", "A4").rpartition("/")[2]
    if gone == "another queue":
        owner.moves_over("Doctor A", "A4", "Doctor B")
    else:
        owner.sets("Doctor A", "A4", gone)
    order = list(owner.rows("Doctor A"))
    refused = owner.presses(f"{path}/move?before={before}")
    assert (refused.status_code, "A2 stays as it was" in words(refused)) == (409, True)
    assert list(owner.rows("Doctor A")) == order


def test_nobody_is_moved_before_themselves(owner: Owner) -> None:
    assert owner.moves("Doctor A", "A2", before="A2").status_code == 409
    assert " ".join(owner.rows("Doctor A")) == "A1 A2 A3 A4 A5"


@pytest.mark.parametrize(("label", "after"), [("Up", "A1 A3 A2"), ("Down", "A1 A2 A4")])
def test_two_devices_that_tap_up_or_down_move_once(owner: Owner, label: str, after: str) -> None:
    page = owner.get(owner.customer_path("Doctor A", "A3")).text
    found = re.search(rf'formaction="([^"]+)">{label}<', page)
    assert found is not None
    button = html.unescape(found[1])
    assert owner.presses(button).status_code == 303
    refused = owner.second_window().presses(button)
    assert (refused.status_code, "A3 stays as it was" in words(refused)) == (409, True)
    assert " ".join(owner.rows("Doctor A")).startswith(after)


def test_made_up_number_of_those_ahead_is_not_found(owner: Owner) -> None:
    path = owner.customer_path("Doctor A", "A3")
    assert owner.presses(f"{path}/move?by=1&ahead=nonsense").status_code == 404
    assert owner.presses(f"{path}/move?by=1&ahead=-1").status_code == 409
    assert " ".join(owner.rows("Doctor A")) == "A1 A2 A3 A4 A5"
