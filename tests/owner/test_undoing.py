"""The owner undoes what was just done: exactly that, and only while it still is so."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from time_machine import Traveller
from werkzeug.test import TestResponse

from tests.support.crowd import STORES_ROW, all_at_once
from tests.support.people import Customer, Owner, words

HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _line(clock: Traveller, app: Flask, owner: Owner) -> None:
    """Ann, Ben and Cid wait for Doctor A, in this order."""
    clock.shift(timedelta(minutes=1))
    for name in ("Ann", "Ben", "Cid"):
        Customer(app).joins(owner.join_code, name_0=name, phone_0="0931 555 777")


def undo(owner: Owner, done: TestResponse) -> TestResponse:
    """Press "Undo" on the page that follows what was done."""
    page = owner.get(done.location) if done.status_code == 303 else done
    button = re.search(r'formaction="(/store/changes/[^"]+)"', page.text)
    assert button is not None, words(page)
    return owner.presses(button[1])


def test_call_that_was_undone_never_was(clock: Traveller, owner: Owner) -> None:
    before = owner.report
    clock.shift(timedelta(minutes=5))
    called = owner.calls_next("Doctor A")
    assert "A1 is called. Undo" in words(owner.get(called.location))
    assert owner.rows("Doctor A")["A1"] == "called"
    assert undo(owner, called).status_code == 303
    assert owner.report == before


def test_undone_end_brings_back_the_time_of_the_call(clock: Traveller, owner: Owner) -> None:
    owner.calls_next("Doctor A")
    before = owner.report
    clock.shift(timedelta(minutes=5))
    for state in ("served", "no_show", "left", "removed", "waiting", "called"):
        undo(owner, owner.sets("Doctor A", "A1", state))
        assert owner.report == before, state


@pytest.mark.slow
def test_each_move_correction_and_walk_in_is_undone_exactly(owner: Owner) -> None:
    ben = owner.customer_path("Doctor A", "A2")

    def rows() -> tuple[list[str], list[dict[str, str]]]:
        lines = [words(owner.get(owner.queue_path(name))) for name in ("Doctor A", "Doctor B")]
        panel = words(owner.get(ben))
        return [*owner.rows("Doctor A"), "|", *owner.rows("Doctor B"), *lines, panel], owner.report

    before = rows()
    queue = owner.queue_path("Doctor A")
    steps: list[Callable[[], TestResponse]] = [
        lambda: owner.moves("Doctor A", "A2", by=-1),
        lambda: owner.moves("Doctor A", "A2"),
        lambda: owner.moves("Doctor A", "A1", by=5),
        lambda: owner.moves_over("Doctor A", "A2", "Doctor B"),
        lambda: owner.corrects("Doctor A", "A2", name="Benjamin", phone="119", note="Knee again"),
        lambda: owner.submit(queue, {"name": "Dee"}, action=f"{queue}/customers"),
    ]
    for step in steps:
        answer = step()
        assert answer.status_code == 303
        assert rows() != before
        assert undo(owner, answer).status_code == 303
        assert rows() == before


def test_undo_leaves_alone_what_somebody_else_has_done_since(owner: Owner) -> None:
    note = owner.corrects("Doctor A", "A1", note="Knee again")
    called = owner.calls_next("Doctor A")
    owner.sets("Doctor A", "A1", "served")
    # The state has changed since, so the call is not undone; the note has not, so it is.
    refused = undo(owner, called)
    assert (refused.status_code, owner.rows("Doctor A")["A1"]) == (409, "served")
    assert "Nothing was undone: it has changed again since." in words(refused)
    assert undo(owner, note).status_code == 303
    page = owner.get(owner.queue_path("Doctor A"))
    assert ("Knee again" in words(page), owner.rows("Doctor A")["A1"]) == (False, "served")


def test_walk_in_who_was_called_meanwhile_is_not_undone(owner: Owner) -> None:
    queue = owner.queue_path("Doctor B")
    added = owner.submit(queue, {"name": "Dee"}, action=f"{queue}/customers")
    owner.calls_next("Doctor B")
    assert undo(owner, added).status_code == 409
    assert owner.rows("Doctor B") == {"B1": "called"}


def test_undo_of_a_walk_in_pressed_twice_is_no_dead_end(owner: Owner) -> None:
    queue = owner.queue_path("Doctor A")
    added = owner.submit(queue, {"name": "Dee"}, action=f"{queue}/customers")
    button = f"/store/changes/{added.location.rpartition('=')[2]}/undo"
    assert owner.presses(button).status_code == 303
    again = owner.presses(button)
    assert again.status_code == 409
    assert "Nothing was undone: it has changed again since." in words(again)
    assert "Ann" in words(again)


@pytest.mark.slow
def test_undo_pressed_twelve_times_undoes_once(app: Flask, owner: Owner) -> None:
    called = owner.calls_next("Doctor A")
    change = called.location.rpartition("?changed=")[2]
    windows = [owner.second_window() for _nth in range(12)]
    answers = all_at_once(
        windows,
        lambda window: window.presses(f"/store/changes/{change}/undo").status_code,
        app=app,
        held=STORES_ROW,
    )
    assert sorted(answers) == [303] + [409] * 11
    assert owner.rows("Doctor A")["A1"] == "waiting"


def test_page_with_javascript_is_offered_undo_and_then_told(owner: Owner) -> None:
    called = owner.presses(owner.call_button("Doctor A"), headers=HTMX)
    assert "A1 is called. Undo" in words(called)
    button = re.search(r'formaction="(/store/changes/[^"]+)"', called.text)
    assert button is not None
    undone = owner.presses(button[1], headers=HTMX)
    assert (undone.status_code, "Undone." in words(undone)) == (200, True)
    assert 'data-state="called"' not in undone.text


def test_walk_in_whose_slip_was_scanned_is_undone_all_the_same(
    clock: Traveller, owner: Owner
) -> None:
    for _nth in range(2):
        clock.shift(timedelta(minutes=2))
        owner.calls_next("Doctor A")
    queue = owner.queue_path("Doctor A")
    added = owner.submit(queue, {"name": "Dee", "phone": "119"}, action=f"{queue}/customers")
    # The slip has it as a QR code, the panel in the text message.
    ticket = re.search(r"/t/[\w-]+", owner.get(owner.customer_path("Doctor A", "A4")).text)
    assert ticket is not None
    # What the page tells of the wait is remembered, which is no change of the owner's.
    assert "min" in words(owner.get(ticket[0]))
    assert undo(owner, added).status_code == 303
    # The latest call is up, above the line.
    assert list(owner.rows("Doctor A")) == ["A2", "A1", "A3"]
