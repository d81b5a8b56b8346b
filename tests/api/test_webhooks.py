"""Webhooks: what is told, when, to whom, and how it is signed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from app import clock, database
from app.webhooks.delivery import Busy, deliver_one
from app.webhooks.sending import Sender
from tests.support.jobs import run_the_jobs
from tests.support.pages import error_beside
from tests.support.people import Customer, Owner, words
from tests.support.programs import let_in
from tests.support.receiver import Receiver

LOOPBACK = frozenset({"localhost"})


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A program that takes everything."""
    with Receiver() as receiver:
        yield receiver


@pytest.fixture
def allowing(app: Flask) -> Iterator[None]:
    """A deployment whose deployer allows receivers on this machine."""
    settings = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(settings, webhook_hosts=LOOPBACK)
    yield
    app.config["SETTINGS"] = settings


def adds(owner: Owner, url: str) -> str:
    """Add a webhook in the settings; its secret."""
    answer = owner.submit("/store/programs", {"url": url}, "/store/webhooks")
    assert answer.status_code == 303, answer.text
    secrets = re.findall(r'class="secret"[^>]*>([^<]+)<', owner.get("/store/programs").text)
    return str(secrets[-1])


def sends_what_is_due(app: Flask, seconds: float = 5) -> int:
    """Deliver one after the other; how many tries it was."""
    tries, key = 0, app.config["SETTINGS"].secret_key
    with app.app_context():
        while deliver_one(Sender(LOOPBACK, seconds), key, clock.now, Busy()):
            tries += 1
    return tries


@pytest.mark.usefixtures("allowing")
def test_program_is_told_what_happens_to_a_customer(
    app: Flask, owner: Owner, receiver: Receiver
) -> None:
    secret = adds(owner, receiver.url)
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


@pytest.mark.usefixtures("allowing")
def test_owner_removes_a_webhook_and_it_is_told_nothing_more(
    app: Flask, owner: Owner, receiver: Receiver
) -> None:
    adds(owner, receiver.url)
    Customer(app).joins(owner.join_code, name_0="Ann")
    page = owner.get("/store/programs").text
    (button,) = re.findall(r'action="(/store/webhooks/[^"]+/remove)"', page)
    owner.presses(button)
    Customer(app).joins(owner.join_code, name_0="Ben")
    assert sends_what_is_due(app) == 0
    assert stored(app) == []


@pytest.mark.usefixtures("allowing")
def test_what_is_told_of_a_person_is_not_kept_once_it_was_told(
    app: Flask, owner: Owner, receiver: Receiver
) -> None:
    adds(owner, receiver.url)
    Customer(app).joins(owner.join_code, name_0="Ann Onymous")
    assert "Ann Onymous" in stored(app)[0]
    sends_what_is_due(app)
    assert stored(app) == [""]


@pytest.mark.usefixtures("allowing")
def test_store_hears_of_its_own_customers_alone(
    app: Flask, owner: Owner, other_owner: Owner, receiver: Receiver
) -> None:
    adds(other_owner, receiver.url)
    Customer(app).joins(owner.join_code, name_0="Ann")
    assert sends_what_is_due(app) == 0


@pytest.mark.parametrize(
    "url",
    [
        *("http://example.com/", "https://localhost/", "https://127.0.0.1/", "https://[::1]/x"),
        *("https://10.0.0.5/", "https://192.168.1.2:8443/", "https://169.254.169.254/latest"),
        *("https://[fd00::1]/", "https://[::ffff:127.0.0.1]/", "https://[64:ff9b::7f00:1]/"),
        *("https://0.0.0.0/", "https://[2002:7f00:1::]/", "https://224.0.0.1/", "https://till/"),
        *("ftp://example.com/", "example.com", "https://", "https://a b.example/", "javascript:1"),
        *("https://user:pass@example.com/", "https://exämple.com/", "https://example.com:x/", ""),
        f"https://example.com/{'x' * 500}",
    ],
)
def test_owner_can_give_public_addresses_only(owner: Owner, url: str) -> None:
    answer = owner.submit("/store/programs", {"url": url}, "/store/webhooks")
    assert answer.status_code == 422
    assert error_beside(answer, "url")


def test_public_address_is_taken(owner: Owner) -> None:
    assert adds(owner, " https://example.com:8443/queue?shop=7 ").startswith("whsec_")


def stored(app: Flask) -> list[str]:
    """What the database holds to be told, or told already."""
    with app.app_context():
        return [body for (body,) in database.rows("SELECT body FROM webhook_delivery", ())]
