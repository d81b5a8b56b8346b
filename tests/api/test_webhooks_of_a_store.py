"""Whose webhooks hear what, where they may be, and what is kept of it."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from tests.support.pages import error_beside
from tests.support.people import Customer, Owner
from tests.support.receiver import Receiver
from tests.support.webhooks import adds, sends_what_is_due, stored


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
        *("https://example.com:0/", "https://example.com:65536/"),
        f"https://example.com/{'x' * 500}",
    ],
)
def test_owner_can_give_public_addresses_only(owner: Owner, url: str) -> None:
    answer = owner.submit("/store/programs", {"url": url}, "/store/webhooks")
    assert answer.status_code == 422
    assert error_beside(answer, "url")


def test_public_address_is_taken(owner: Owner) -> None:
    assert adds(owner, " https://example.com:8443/queue?shop=7 ").startswith("whsec_")


def restored(app: Flask, *words: str) -> str:
    """The operator has restored a backup, and says so."""
    return app.test_cli_runner().invoke(args=["restored", *words]).output


@pytest.mark.usefixtures("allowing")
def test_restored_backup_tells_no_program_again_and_goes_on_telling_what_is_new(
    app: Flask, owner: Owner, receiver: Receiver
) -> None:
    adds(owner, receiver.url)
    Customer(app).joins(owner.join_code, name_0="Ann")
    assert "1 messages to webhooks were dropped; 1 stores are open." in restored(app)
    assert sends_what_is_due(app) == 0
    Customer(app).joins(owner.join_code, name_0="Ben")
    assert sends_what_is_due(app) == 1
    assert restored(app, "--close-all").startswith("1 mails are held, 1 messages")
    assert sends_what_is_due(app) == 0
