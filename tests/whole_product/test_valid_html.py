"""Every page is HTML as the standard says, whatever people type. The routes are taken from the URL
map, so a new one is looked at by itself; `tests/browser` looks at the pages that need a browser."""

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.support.html import flaw
from tests.support.people import Browser, Customer, Owner, csrf_token, opening
from tests.support.shops import BusyShop

pytestmark = pytest.mark.slow

NASTY = '<b>"O\'Neil" & Söhne</b> <!-- ]]>'


def test_reader_is_strict() -> None:
    assert flaw("<!doctype html><title>x</title><p>y") is None
    for page in ("<title>x</title>", "<!doctype html><title>x</title><p></b>", "<!doctype html>&x"):
        assert flaw(page) is not None


def test_every_page_is_valid_html(app: Flask, owner: Owner, anybody: Browser) -> None:
    shop = BusyShop(owner)
    Customer(app).joins(owner.join_code, name_0=NASTY, name_1=NASTY, phone_1="119")
    owner.submit("/store/settings", {"name": NASTY, "description": f"{NASTY}\n{NASTY}"})
    seen: set[str] = set()
    token = csrf_token(owner.get("/store"))
    wrong = dict.fromkeys((*opening(), "name-1", "phone-0", "ticket", "pin"), NASTY * 9)
    wrong |= {"csrf_token": token, "queue-0": NASTY}
    for route in shop.routes:
        for method in sorted(route.methods, reverse=True):
            if route.endpoint in ("session.signout", "store.close") and method == "POST":
                continue  # they end the story
            # As it is asked for, and with fields that are all wrong.
            for who in (owner, anybody):
                check(who.ask(method, route.path), route.endpoint, seen)
                check(who.ask(method, route.path, data=wrong), route.endpoint, seen)
    assert {"join.form", "ticket.page", "dashboard.overview", "lost_ticket.at_the_form"} <= seen


def test_last_pages_are_valid_html(shop: BusyShop) -> None:
    paths = [shop.board, shop.ann.ticket, shop.ben.form, shop.owner.join_code, f"{shop.board}/find"]
    seen: set[str] = set()
    check(shop.owner.submit("/store/close", {}), "store.close", seen)
    for path in paths:
        check(shop.ann.get(path), path, seen)
    assert len(seen) == 6


def check(answer: TestResponse, endpoint: str, seen: set[str]) -> None:
    """Read the answer if it is a page."""
    with answer:
        if answer.mimetype == "text/html" and answer.data:
            assert flaw(answer.text) is None, f"{endpoint}: {flaw(answer.text)}"
            seen.add(endpoint)
