"""Receivers that hang, refuse, answer nonsense or lead elsewhere: nothing else is delayed."""

from __future__ import annotations

import socket
import time
from datetime import timedelta
from itertools import pairwise
from uuid import UUID, uuid4

import pytest
import time_machine
from flask import Flask

from app.clock import now as clock_now
from app.extensions import db
from app.mail.workers import Workers
from app.models import Store, WebhookDelivery
from app.models.webhook_delivery import Event
from app.webhooks.delivery import Busy, deliver_one
from app.webhooks.sending import Sender, Unanswered
from testing.server import free_port
from tests.support.name_server import NameServer
from tests.support.receiver import DRIP, HANG, Receiver

pytestmark = pytest.mark.long

LOOPBACK = frozenset({"localhost"})
PATIENCE = 0.6  # seconds


def post(url: str, sender: Sender | None = None) -> int:
    return (sender or Sender(LOOPBACK, PATIENCE)).post(url, {"X-Test": "1"}, b"{}")


@pytest.mark.parametrize("how", [HANG, DRIP])
def test_receiver_that_hangs_is_given_up_in_time(how: int) -> None:
    with Receiver(how) as receiver:
        begun = time.monotonic()
        with pytest.raises(Unanswered, match=r"^no answer in time$"):
            post(receiver.url)
        assert time.monotonic() - begun < PATIENCE + 1
        assert len(receiver.got) == 1


def test_receiver_that_refuses_is_told_so() -> None:
    with pytest.raises(Unanswered, match=r"^refused$"):
        post(f"http://localhost:{free_port()}/")


def test_receiver_that_redirects_is_not_followed() -> None:
    with Receiver() as private, Receiver(307, private.url) as receiver:
        assert post(receiver.url) == 307
        assert private.got == []


def test_receiver_without_a_trusted_certificate_gets_nothing() -> None:
    with Receiver() as receiver:
        with pytest.raises(Unanswered):
            post(receiver.url.replace("http:", "https:"))
        assert receiver.got == []


@pytest.mark.parametrize(
    "addresses",
    [["127.0.0.1"], ["10.0.0.8"], ["169.254.169.254"], ["93.184.215.14", "127.0.0.1"], ["0.0.0.0"]],
)
def test_name_that_leads_to_a_private_address_is_not_followed(addresses: list[str]) -> None:
    with Receiver() as receiver, NameServer(addresses) as names:
        sender = Sender((), PATIENCE, names.resolver)
        with pytest.raises(Unanswered, match=r"^not a public address$"):
            post(f"https://rebind.example.com:{receiver.port}/", sender)
        assert receiver.got == []
        assert names.asked == 1


def test_name_that_leads_elsewhere_the_second_time_is_asked_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Nothing is sent to a public address from here; what counts is where it would go.
    called: list[tuple[str, int]] = []

    def call(address: tuple[str, int], _timeout: float) -> None:
        called.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", call)
    with NameServer(["8.8.8.8"], ["127.0.0.1"]) as names:
        with pytest.raises(Unanswered, match=r"^refused$"):
            post("https://rebind.example.com/", Sender((), PATIENCE, names.resolver))
        assert names.asked == 1
        assert called == [("8.8.8.8", 443)]


def test_name_server_that_says_nothing_is_given_up_in_time() -> None:
    with NameServer([]) as names:
        begun = time.monotonic()
        with pytest.raises(Unanswered, match=r"^no answer in time$"):
            post("https://silent.example.com/", Sender((), PATIENCE, names.resolver))
        assert time.monotonic() - begun < PATIENCE + 1


def test_address_that_the_deployer_allows_no_more_gets_nothing() -> None:
    with Receiver() as receiver:
        with pytest.raises(Unanswered, match=r"^not allowed$"):
            post(receiver.url, Sender(()))
        assert post(receiver.url, Sender({f"localhost:{receiver.port}"})) == 200


@pytest.mark.usefixtures("owner")
def test_receiver_that_answers_500_is_tried_again_later_and_later(
    clock: time_machine.Traveller, app: Flask
) -> None:
    with Receiver(500) as receiver:
        write(app, receiver.url)
        tries = []
        for minute in range(20):
            if deliver(app):
                tries.append(minute)
            clock.shift(timedelta(minutes=1))
        assert tries[0] == 0
        waits = [later - sooner for sooner, later in pairwise(tries)]
        assert waits == sorted(waits)
        assert len(tries) in (4, 5)
        receiver.status = 204
        clock.shift(timedelta(hours=1))
        assert deliver(app)
        clock.shift(timedelta(days=1))
        assert not deliver(app)
        assert len({headers["webhook-id"] for _path, headers, _body in receiver.got}) == 1


@pytest.mark.usefixtures("owner")
def test_receiver_that_wants_no_more_is_asked_no_more(
    clock: time_machine.Traveller, app: Flask
) -> None:
    with Receiver(410) as receiver:
        write(app, receiver.url)
        assert deliver(app)
        clock.shift(timedelta(hours=2))
        assert not deliver(app)


@pytest.mark.usefixtures("owner")
def test_receiver_that_is_away_is_left_alone_for_a_minute(
    clock: time_machine.Traveller, app: Flask
) -> None:
    webhook = uuid4()
    url = f"http://localhost:{free_port()}/"
    for _nth in range(5):
        write(app, url, webhook)
    assert deliver(app)
    assert not deliver(app)
    clock.shift(timedelta(seconds=61))
    assert deliver(app)


@pytest.mark.usefixtures("owner")
def test_receiver_that_hangs_delays_no_other(app: Flask) -> None:
    with Receiver(HANG) as bad, Receiver() as good:
        webhook = uuid4()
        for _nth in range(6):
            write(app, bad.url, webhook)
        for _nth in range(3):
            write(app, good.url)
        busy, sender = Busy(), Sender(LOOPBACK, 5)
        key = app.config["SETTINGS"].secret_key

        def work() -> bool:
            with app.app_context():
                return deliver_one(sender, key, clock_now, busy)

        workers = Workers(work, most=2)
        begun = time.monotonic()
        workers.start(9)
        while len(good.got) < 3:
            assert time.monotonic() - begun < 3
            time.sleep(0.02)
        # Of the one that hangs, one message is on its way and takes one worker.
        assert len(bad.got) == 1
        workers.close()
        bad.__exit__()
        workers.wait()


@pytest.mark.usefixtures("owner")
def test_message_whose_sender_dies_is_sent_again_under_the_same_id(
    clock: time_machine.Traveller, app: Flask
) -> None:
    with Receiver() as receiver:
        write(app, receiver.url)
        with app.app_context():
            assert WebhookDelivery.claim(clock_now()) is not None
            db.session.commit()
            assert not deliver(app)
        clock.shift(timedelta(minutes=2))
        assert deliver(app)
        assert len(receiver.got) == 1


def write(app: Flask, url: str, webhook_id: UUID | None = None) -> None:
    """A message on its way."""
    with app.app_context():
        store = db.session.query(Store).one()
        WebhookDelivery.write(
            webhook_id or uuid4(),
            url,
            event=Event.TEST,
            body="{}",
            store_id=store.id,
            now=clock_now(),
        )
        db.session.commit()


def deliver(app: Flask) -> bool:
    """Send one message, if one is due."""
    key = app.config["SETTINGS"].secret_key
    with app.app_context():
        return deliver_one(Sender(LOOPBACK, PATIENCE), key, clock_now, Busy())
