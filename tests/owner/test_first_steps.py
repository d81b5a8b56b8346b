"""Whoever has just opened a store is told what to do next, and it is ticked off as it happens."""

from __future__ import annotations

import re

from flask import Flask

from tests.support.people import Customer, Owner

TITLES = ["Put the code on a screen", "Scan it yourself and join", "Add somebody without a phone"]


def test_new_owner_is_led_to_the_board_the_form_and_the_first_walk_in(owner: Owner) -> None:
    section = steps(owner)
    assert done(section) == []
    board = re.search(r'href="(/b/[^"]+)"', section)
    form = re.search(r'href="(/J/[^"]+)"', section)
    assert board is not None
    assert form is not None
    assert owner.get(board[1]).status_code == 200
    assert owner.get(form[1]).status_code == 303
    assert 'href="#walk-in"' in section


def test_steps_are_ticked_off_by_what_really_happens(app: Flask, owner: Owner) -> None:
    phone = Customer(app)
    phone.scans(owner.join_code)
    assert done(steps(owner)) == TITLES[:1]
    phone.sends({"name-0": "Ann", "queue-0": owner.queue_path("Doctor A").rpartition("/")[2]})
    assert done(steps(owner)) == TITLES[:2]
    path = owner.queue_path("Doctor A")
    owner.submit(path, {"name": "Ben"}, action=f"{path}/customers")
    assert done(steps(owner)) == TITLES
    assert "Call the first" in steps(owner)


def test_steps_are_gone_once_somebody_was_called(app: Flask, owner: Owner) -> None:
    Customer(app).joins(owner.join_code, name_0="Ann", queue_0="Doctor A")
    owner.calls_next("Doctor A")
    assert is_over(owner)
    # Also when the call is taken back.
    owner.sets("Doctor A", "A1", "waiting")
    assert is_over(owner)


def test_steps_are_gone_once_real_customers_come(app: Flask, owner: Owner) -> None:
    for nth in range(4):
        Customer(app).joins(owner.join_code, name_0=f"No. {nth}", queue_0="Doctor A")
        assert not is_over(owner)
    Customer(app).joins(owner.join_code, name_0="No. 5", queue_0="Doctor A")
    assert is_over(owner)


def steps(owner: Owner) -> str:
    found = re.search(
        r'<section id="first-steps".*?</section>', owner.get("/store").text, re.DOTALL
    )
    assert found is not None
    return found[0]


def done(section: str) -> list[str]:
    return [
        title
        for title in TITLES
        if re.search(rf'<li class="done">\s*<h3>{title} <span class="hidden">done<', section)
    ]


def is_over(owner: Owner) -> bool:
    section = steps(owner)
    return "hidden" in section.partition(">")[0] and "<li" not in section
