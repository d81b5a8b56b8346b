"""Nobody locks an owner out: not with guesses, not with mails, from wherever and however many."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import gevent
import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.extensions import db
from app.security import passwords
from testing.mailbox import Mailbox
from tests.support.addresses import confirm_all
from tests.support.jobs import run_the_jobs
from tests.support.people import Browser, Owner, opening

RIGHT = {"email": "owner@example.com", "password": "a short sentence"}
WRONG = {**RIGHT, "password": "another sentence"}


def signs_in(who: Browser, fields: dict[str, str], address: str = "127.0.0.1") -> TestResponse:
    who.client.environ_base["REMOTE_ADDR"] = address
    return who.submit("/signin", fields)


def signs_out(owner: Owner) -> None:
    owner.submit("/store", {}, action="/signout")


def test_person_with_an_address_alone_locks_nobody_out_of_opening(
    app: Flask, mailbox: Mailbox
) -> None:
    pest = Browser(app)
    for _nth in range(40):
        assert pest.submit("/open", {"email": "owner@example.com"}).status_code == 422
    Owner(app).opens("Test Clinic", queues=["Doctor A"])
    run_the_jobs(app)
    assert mailbox.only("is open")["To"] == "owner@example.com"


@pytest.mark.slow
def test_whoever_asks_which_addresses_have_a_store_is_told_to_wait(owner: Owner) -> None:
    app = owner.client.application
    pest, typed = Browser(app), opening()
    pest.client.environ_base["REMOTE_ADDR"] = "10.9.0.1"
    codes = [pest.submit("/open", typed).status_code for _nth in range(70)]
    assert codes == [422] * 60 + [429] * 10
    # Not the owner, whose browser is known, on the same network.
    signs_out(owner)
    owner.client.environ_base["REMOTE_ADDR"] = "10.9.0.1"
    assert owner.submit("/open", typed).status_code == 422


@pytest.mark.slow
def test_many_addresses_of_one_network_count_as_one(owner: Owner) -> None:
    signs_out(owner)
    app = owner.client.application
    # From one end of the network to the other.
    codes = [
        signs_in(Browser(app), WRONG, f"2001:db8::{nth << 10:x}:0:0:{nth:x}").status_code
        for nth in range(60)
    ]
    assert codes.count(422) == 20
    # A browser that is not known, and elsewhere.
    assert signs_in(Browser(app), RIGHT, "2001:db8:1::1").status_code == 303


@pytest.mark.slow
def test_owner_signs_in_with_a_known_browser_while_the_whole_world_guesses(owner: Owner) -> None:
    signs_out(owner)
    app = owner.client.application
    # From one network after the other, and with many a browser.
    crowd = [Browser(app) for _nth in range(20)]
    for nth in range(310):
        signs_in(crowd[nth % 20], WRONG, f"10.{nth // 200}.{nth % 200}.1")
    # Guesses from fifteen and more networks shut the door to all that is not known …
    assert signs_in(Browser(app), RIGHT, "10.9.9.9").status_code == 429
    # … and a guest on the shop's own network has tried what there is to try.
    for _nth in range(25):
        signs_in(Browser(app), WRONG)
    assert signs_in(owner, RIGHT).status_code == 303


def test_browser_that_is_known_to_one_owner_guesses_no_better_at_another(
    owner: Owner, other_owner: Owner
) -> None:
    assert owner.get("/store").status_code == 200
    signs_out(other_owner)
    codes = [signs_in(other_owner, WRONG).status_code for _nth in range(25)]
    assert codes == [422] * 20 + [429] * 5


@pytest.mark.slow
def test_owner_gets_a_new_password_whoever_asked_for_it_before(
    app: Flask, owner: Owner, mailbox: Mailbox
) -> None:
    confirm_all(app)
    signs_out(owner)
    for nth in range(60):
        pest = Browser(app)
        pest.client.environ_base["REMOTE_ADDR"] = f"10.0.{nth}.1"
        assert pest.submit("/password/forgot", {"email": RIGHT["email"]}).status_code == 200
    answer = owner.submit("/password/forgot", {"email": RIGHT["email"]})
    assert answer.status_code == 200
    run_the_jobs(app)
    # The links that are there already are good for an hour, and four mails are enough.
    mails = [mail for mail in mailbox.messages if "Set a new password" in mail["Subject"]]
    assert [mail["To"] for mail in mails] == 4 * [RIGHT["email"]]


def test_guest_on_the_shops_network_leaves_its_browser_alone(app: Flask, owner: Owner) -> None:
    signs_out(owner)
    guest = Browser(app)
    codes = [guest.submit("/password/forgot", {"email": "x@example.com"}) for _nth in range(61)]
    assert codes[-1].status_code == 429
    assert owner.submit("/password/forgot", {"email": RIGHT["email"]}).status_code == 200


def test_browser_that_nobody_signed_in_with_is_not_known(app: Flask, owner: Owner) -> None:
    made_up = Browser(app)
    for value in ("x", "a.b.c", "\x00", "é", "x" * 4_000):
        made_up.client.set_cookie("known", value, domain="queue.example")
        assert made_up.submit("/signin", WRONG).status_code == 422
    assert owner.client.get_cookie("known", "queue.example") is not None


@contextmanager
def desk_that_is_taken(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """So many passwords wait that no other is looked at."""
    with monkeypatch.context() as patch:
        patch.setattr(passwords._lookers(), "_inside", passwords.AT_ONCE + passwords.MOST_WAITING)
        yield


def test_flood_of_passwords_is_told_to_wait_but_for_known_browsers(
    app: Flask, owner: Owner, monkeypatch: pytest.MonkeyPatch
) -> None:
    signs_out(owner)
    with desk_that_is_taken(monkeypatch):
        for page, fields in (("/signin", WRONG), ("/open", opening(email="new@example.com"))):
            refused = Browser(app).submit(page, fields)
            assert refused.status_code == 429
            assert int(refused.headers["Retry-After"]) > 0
        assert signs_in(owner, RIGHT).status_code == 303


def test_passwords_are_looked_at_few_at_a_time() -> None:
    inside, most = 0, 0
    lock = threading.Lock()

    def look() -> None:
        nonlocal inside, most
        with lock:
            inside += 1
            most = max(most, inside)
        threading.Event().wait(0.01)
        with lock:
            inside -= 1

    desk = passwords._lookers()
    together = [gevent.spawn(desk.look, look) for _nth in range(10)]
    gevent.joinall(together, raise_error=True)
    assert most == passwords.AT_ONCE


def test_password_that_is_looked_at_holds_no_connection(
    app: Flask, owner: Owner, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[int] = []
    desk = passwords._lookers()
    look = desk.look

    def count(*values: Any, **more: Any) -> object:
        held.append(sum(engine.pool.checkedout() for engine in db.engines.values()))  # type: ignore[attr-defined]
        return look(*values, **more)

    monkeypatch.setattr(desk, "look", count)
    Browser(app).submit("/signin", RIGHT)
    Browser(app).submit("/open", opening(email="new@example.com"))
    owner.submit("/store/address", {"email": "owner@example.net", "password": "wrong one"})
    assert held == [0, 0, 0]
