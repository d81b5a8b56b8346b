"""Webhooks: what is told, when, to whom, and how it is signed."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from tests.support.jobs import run_the_jobs
from tests.support.people import Customer, Owner, words
from tests.support.programs import let_in
from tests.support.receiver import Receiver
from tests.support.webhooks import adds, sends_what_is_due, stored


@pytest.mark.usefixtures("allowing")
def test_program_is_told_what_happens_to_a_customer(
    app: Flask, owner: Owner, receiver: Receiver
) -> None:
    secret = adds(owner, receiver.url)
    owner.submit(f"{owner.queue_path('Doctor A')}/settings", {"counter": "Room 1"})
    ann = Customer(app).joins(owner.join_code, name_0="Ann", phone_0="0931 1")
    owner.calls_next("Doctor A")
    owner.sets("Doctor A", "A1", "called")
    owner.sets("Doctor A", "A1", "no_show")
    owner.sets("Doctor A", "A1", "served")
    Customer(app).joins(owner.join_code, name_0="Ben").post(f"{ann.ticket}/leave")
    path = f"{owner.queue_path('Doctor B')}/customers"
    owner.submit("/store", {"name": "Cy"}, path)
    assert sends_what_is_due(app) == 7
    told = receiver.messages(secret)
    assert [(one["type"], one["data"]["ticket"]) for one in told] == [
        ("customer.joined", "A1"),
        ("customer.called", "A1"),
        ("customer.called_again", "A1"),
        ("customer.no_show", "A1"),
        ("customer.served", "A1"),
        ("customer.joined", "A2"),
        ("customer.joined", "B1"),
    ]
    called = told[1]
    assert called["timestamp"] == called["data"]["called_at"]
    till = let_in(owner)
    now = till.reads(till.customer("A1"))
    assert {name: now[name] for name in ("id", "name", "phone", "queue_name", "joined_at")} == {
        name: called["data"][name] for name in ("id", "name", "phone", "queue_name", "joined_at")
    }
    # The customer as in the resources, at that moment.
    assert set(called["data"]) == set(now) - {"ahead"} | {"store_id"}
    assert [(one["data"]["counter"], one["data"]["calls"]) for one in told[:3]] == [
        ("Room 1", 0),
        ("Room 1", 1),
        ("Room 1", 2),
    ]
    assert {one["data"]["answer"] for one in told} == {""}
    ids = [headers["webhook-id"] for _path, headers, _body in receiver.got]
    assert len(set(ids)) == 7


@pytest.mark.usefixtures("allowing")
def test_customer_who_leaves_is_told_of(app: Flask, owner: Owner, receiver: Receiver) -> None:
    secret = adds(owner, receiver.url)
    ann = Customer(app).joins(owner.join_code, name_0="Ann")
    ann.post(f"{ann.ticket}/leave")
    sends_what_is_due(app)
    assert [one["type"] for one in receiver.messages(secret)] == [
        "customer.joined",
        "customer.left",
    ]


@pytest.mark.usefixtures("allowing")
def test_nobody_is_called_by_what_is_taken_back(
    app: Flask, owner: Owner, receiver: Receiver
) -> None:
    Customer(app).joins(owner.join_code, name_0="Ann")
    owner.calls_next("Doctor A")
    adds(owner, receiver.url)
    for to in ("called", "served", "waiting"):
        answer = owner.sets("Doctor A", "A1", to)
        sends_what_is_due(app)
        receiver.got.clear()
        owner.presses(f"/store/changes/{answer.location.rpartition('=')[2]}/undo")
        sends_what_is_due(app)
        assert not [event for event in receiver.events if "called" in event], to
    owner.notes("Doctor A", "A1", "Knee")
    owner.moves_over("Doctor A", "A1", "Doctor B")
    assert sends_what_is_due(app) == 0


@pytest.mark.usefixtures("allowing")
def test_store_that_closes_says_so_with_figures_and_no_persons(
    clock: time_machine.Traveller, app: Flask, owner: Owner, receiver: Receiver
) -> None:
    secret = adds(owner, receiver.url)
    Customer(app).joins(owner.join_code, name_0="Ann Onymous", phone_0="0931 555 777")
    sends_what_is_due(app)
    receiver.got.clear()
    clock.shift(timedelta(hours=23, minutes=10))
    run_the_jobs(app)
    sends_what_is_due(app)
    (closing,) = receiver.messages(secret)
    receiver.got.clear()
    clock.shift(timedelta(hours=1))
    run_the_jobs(app)
    sends_what_is_due(app)
    (closed,) = receiver.messages(secret)
    assert (closing["type"], closed["type"]) == ("store.closing", "store.closed")
    assert closing["data"]["closes_at"] == "2026-03-06T01:00:00.000Z"
    assert closed["data"]["figures"]["joined"] == 1
    assert not any(private in str(closed) for private in ("Ann", "0931", "owner@example.com"))
    assert stored(app) == []


@pytest.mark.usefixtures("allowing")
def test_last_word_is_tried_for_an_hour_and_all_else_goes_with_the_store(
    clock: time_machine.Traveller, app: Flask, owner: Owner, receiver: Receiver
) -> None:
    receiver.status = 500
    adds(owner, receiver.url)
    Customer(app).joins(owner.join_code, name_0="Ann Onymous")
    assert len(stored(app)) == 1
    owner.submit("/store/close", {})
    (last_word,) = stored(app)
    assert "Ann" not in last_word
    tries = 0
    for _minute in range(61):
        tries += sends_what_is_due(app)
        clock.shift(timedelta(minutes=1))
    assert stored(app) == []
    assert 4 <= tries <= 7
    assert set(receiver.events) == {"store.closed"}


@pytest.mark.usefixtures("allowing")
def test_owner_sends_a_test_and_sees_the_last_ten_deliveries(
    app: Flask, owner: Owner, receiver: Receiver
) -> None:
    secret = adds(owner, receiver.url)
    page = owner.get("/store/programs").text
    (button,) = re.findall(r'action="(/store/webhooks/[^"]+/test)"', page)
    for _nth in range(12):
        assert owner.presses(button).status_code == 303
    assert sends_what_is_due(app) == 12
    assert {one["type"] for one in receiver.messages(secret)} == {"webhook.test"}
    receiver.status = 503
    owner.presses(button)
    sends_what_is_due(app)
    last = owner.get("/store/programs")
    assert last.text.count('<code translate="no">webhook.test</code>') == 10
    assert "webhook.test 503, again at" in words(last)
    assert words(last).count("webhook.test 200") == 9
