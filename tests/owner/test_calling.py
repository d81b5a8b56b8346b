"""The owner calls who is next, and sets anybody's state at any time."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from time_machine import Traveller

from tests.support.crowd import STORES_ROW, all_at_once
from tests.support.people import Customer, Owner, words

STATES = ["waiting", "called", "served", "no_show", "left", "removed"]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def line(app: Flask, owner: Owner) -> list[Customer]:
    """Ann, Ben and Cid wait for Doctor A."""
    names = ("Ann", "Ben", "Cid")
    return [Customer(app).joins(owner.join_code, name_0=name) for name in names]


def test_owner_calls_one_after_the_other(owner: Owner, line: list[Customer]) -> None:
    ann, ben, _cid = line
    called = owner.calls_next("Doctor A")
    assert called.location.startswith(f"{owner.queue_path('Doctor A')}?changed=")
    assert owner.rows("Doctor A") == {"A1": "called", "A2": "waiting", "A3": "waiting"}
    assert "It's your turn A1 Ann Please go to Doctor A" in words(ann.get(ann.ticket))
    assert "You're next" in words(ben.get(ben.ticket))
    owner.calls_next("Doctor A")
    assert "Doctor A 1 waiting now A2" in words(owner.get("/store"))


def test_board_says_who_is_called_and_who_had_better_come_closer(
    owner: Owner, line: list[Customer]
) -> None:
    stranger = line[0]
    assert "Doctor A 3 waiting next: A1" in words(stranger.get(owner.board))
    owner.calls_next("Doctor A")
    owner.calls_next("Doctor A")
    board = words(stranger.get(owner.board))
    assert re.search("Doctor A 1 waiting, [^A]+ also A1 A2 ", board)
    owner.sets("Doctor A", "A3", "served")
    assert "next:" not in words(stranger.get(owner.board))


def test_owner_who_taps_twice_calls_one_person(owner: Owner, line: list[Customer]) -> None:
    assert len(line) == 3
    button = owner.call_button("Doctor A")
    assert owner.presses(button).status_code == 303
    again = owner.presses(button)
    assert again.status_code == 409
    assert "A1 has just been called." in words(again)
    assert list(owner.rows("Doctor A").values()) == ["called", "waiting", "waiting"]


def test_owner_whose_first_in_line_has_just_left_calls_nobody_unseen(
    owner: Owner, line: list[Customer]
) -> None:
    ann = line[0]
    button = owner.call_button("Doctor A")
    ann.post(f"{ann.ticket}/leave")
    assert owner.presses(button).status_code == 409
    assert owner.rows("Doctor A") == {"A2": "waiting", "A3": "waiting", "A1": "left"}


def test_empty_queue_has_nobody_to_call(owner: Owner) -> None:
    answer = owner.calls_next("Doctor B")
    assert (answer.status_code, "Nobody was called" in words(answer)) == (409, True)


def test_of_twelve_who_call_at_the_same_moment_one_calls(
    app: Flask, owner: Owner, line: list[Customer]
) -> None:
    assert len(line) == 3
    button = owner.call_button("Doctor A")
    # Both doctors' and the reception's computers, and a nervous finger on each.
    windows = [owner.second_window() for _nth in range(12)]
    answers = all_at_once(
        windows, lambda window: window.presses(button).status_code, app=app, held=STORES_ROW
    )
    assert sorted(answers) == [303] + [409] * 11
    assert list(owner.rows("Doctor A").values()) == ["called", "waiting", "waiting"]


@pytest.mark.parametrize("was", STATES)
@pytest.mark.usefixtures("line")
def test_owner_sets_any_state_after_any_other(owner: Owner, was: str) -> None:
    for to in STATES:
        owner.sets("Doctor A", "A2", was, was="waiting")
        assert owner.sets("Doctor A", "A2", to, was=was).status_code == 303
        assert owner.rows("Doctor A")["A2"] == to
        owner.sets("Doctor A", "A2", "waiting", was=to)
        # Back in line means: at the old place.
        assert list(owner.rows("Doctor A")) == ["A1", "A2", "A3"]


def test_two_owners_who_change_the_same_customer_do_not_undo_each_other(
    owner: Owner, line: list[Customer]
) -> None:
    owner.sets("Doctor A", "A1", "served", was="waiting")
    late = owner.sets("Doctor A", "A1", "no_show", was="waiting")
    assert late.status_code == 409
    assert "A1 was already marked done on another device." in words(late)
    assert 'data-state="served"' in late.text
    assert owner.rows("Doctor A")["A1"] == "served"
    assert "Done." in words(line[0].get(line[0].ticket))


@pytest.mark.slow
@pytest.mark.usefixtures("line")
def test_of_twelve_who_change_the_same_customer_at_the_same_moment_one_does(
    app: Flask, owner: Owner
) -> None:
    path = f"{owner.customer_path('Doctor A', 'A1')}/state?was=waiting&state="
    windows = [(owner.second_window(), state) for state in ["served", "no_show"] * 6]
    answers = all_at_once(
        windows,
        lambda one: one[0].presses(path + one[1]).status_code,
        app=app,
        held=STORES_ROW,
    )
    assert sorted(answers) == [303] + [409] * 11


@pytest.mark.usefixtures("line")
def test_state_that_does_not_exist_is_refused(owner: Owner) -> None:
    path = owner.customer_path("Doctor A", "A1")
    for sent in ({}, {"state": "gone", "was": "waiting"}, {"state": "served", "was": ""}):
        answer = owner.submit("/store", sent, action=f"{path}/state")
        assert (answer.status_code, "This is not a state" in words(answer)) == (422, True)
    assert owner.rows("Doctor A")["A1"] == "waiting"


@pytest.mark.usefixtures("line")
def test_page_with_javascript_gets_the_changed_fragments_alone(owner: Owner) -> None:
    button = owner.call_button("Doctor A")
    called, stale = (owner.presses(button, headers=HTMX) for _nth in range(2))
    assert (called.status_code, stale.status_code) == (200, 409)
    for answer in (called, stale):
        assert "<html" not in answer.text
        assert '<hx-partial hx-target="#queue" ' in answer.text
        assert '<hx-partial hx-target="#queues" ' in answer.text
        assert 'data-state="called"' in answer.text
    assert "A1 has just been called." in words(stale)
    assert "just been called" not in words(called)


@pytest.mark.usefixtures("line")
def test_page_with_javascript_gets_the_fresh_row_of_a_customer_that_somebody_else_changed(
    owner: Owner,
) -> None:
    owner.sets("Doctor A", "A1", "served")
    path = f"{owner.customer_path('Doctor A', 'A1')}/state?state=removed&was=waiting"
    late = owner.presses(path, headers=HTMX)
    assert (late.status_code, "A1 was already marked done" in words(late)) == (409, True)
    assert 'data-state="served"' in late.text
    assert owner.rows("Doctor A")["A1"] == "served"


@pytest.mark.usefixtures("line")
def test_owner_finds_every_state_on_the_page_of_a_customer(owner: Owner) -> None:
    owner.sets("Doctor A", "A3", "removed")
    page = owner.get(owner.customer_path("Doctor A", "A3"))
    assert "A3 Cid" in words(page)
    assert "Now removed. Call Done No-show Back to waiting Left" in words(page)
    panel = owner.get(owner.customer_path("Doctor A", "A3"), headers=HTMX)
    assert "<html" not in panel.text
    assert "Now removed." in words(panel)


def test_report_keeps_the_last_call_and_the_end(app: Flask, clock: Traveller, owner: Owner) -> None:
    Customer(app).joins(owner.join_code, name_0="Ann")
    assert times(owner) == ("", "", "", "")
    clock.shift(timedelta(minutes=5))
    owner.calls_next("Doctor A")
    assert times(owner) == ("09:05", "", "5.0", "")
    clock.shift(timedelta(minutes=1))
    owner.sets("Doctor A", "A1", "no_show")
    assert times(owner) == ("09:05", "09:06", "5.0", "")
    clock.shift(timedelta(minutes=4))
    owner.sets("Doctor A", "A1", "waiting")
    assert times(owner)[1] == ""
    owner.calls_next("Doctor A")
    assert times(owner) == ("09:10", "", "10.0", "")
    clock.shift(timedelta(minutes=2, seconds=30))
    owner.sets("Doctor A", "A1", "served")
    assert times(owner) == ("09:10", "09:12", "10.0", "2.5")


def times(owner: Owner) -> tuple[str, str, str, str]:
    """When the only customer was called and was gone, and the minutes of waiting and of service."""
    (row,) = owner.report
    called, ended = row["called_at"][11:16], row["ended_at"][11:16]
    return called, ended, row["wait_minutes"], row["service_minutes"]
