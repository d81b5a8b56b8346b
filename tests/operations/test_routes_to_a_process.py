"""What a store's links and its owner's cookie begin with, by which a proxy tells stores apart."""

from __future__ import annotations

import re

from flask import Flask
from sqlalchemy import text

from app.extensions import db
from app.models import Store
from app.security import tokens
from tests.support.people import Browser, Customer, Owner

KEY = "a long text that nobody guesses"


def route(app: Flask) -> str:
    with app.app_context():
        store = Store.by_email("owner@example.com")
        assert store is not None
        return tokens.route_to(store.id)


def test_all_that_leads_to_a_store_begins_alike(app: Flask, owner: Owner) -> None:
    begins = route(app)
    ann = Customer(app)
    ann.scans(owner.join_code)
    ann_ticket = Customer(app).joins(owner.join_code, name_0="Ben").ticket
    line = owner.queue_path("Doctor A")
    owner.submit(line, {"name": "Cleo"}, action=f"{line}/customers")
    cookie = owner.client.get_cookie("owner", domain="queue.example")
    assert cookie is not None
    with app.app_context():
        walk_ins = db.session.scalars(text("SELECT token FROM party")).all()
    led = [owner.board, ann.form, ann_ticket, *(f"/t/{token}" for token in walk_ins)]
    assert all(re.match(rf"/[bpt]/{begins}[\w-]{{32}}$", path) for path in led), led
    assert cookie.value.startswith(begins)


def test_links_and_sign_ins_from_before_go_on_working(app: Flask, owner: Owner) -> None:
    """A store that was open at the update has tokens, and a cookie, without a route."""
    ticket = Customer(app).joins(owner.join_code, name_0="Ann").ticket
    old = {path: path.replace(route(app), "") for path in (ticket, owner.board)}
    with app.app_context():
        for table, column in (("party", "token"), ("store", "board_token")):
            db.session.execute(text(f"UPDATE {table} SET {column} = substr({column}, 6)"))
        db.session.commit()
    for path in old.values():
        assert len(path) == len("/t/") + 32
        assert Browser(app).get(path).status_code == 200
    cookie = owner.client.get_cookie("owner", domain="queue.example")
    assert cookie is not None
    owner.client.set_cookie("owner", cookie.value[5:], domain="queue.example")
    assert owner.get("/store").status_code == 200


def test_route_proves_nothing_and_a_token_is_as_good_with_it_as_without() -> None:
    token = tokens.mint(KEY)
    routed = f"0a1b-{token}"
    assert tokens.genuine(KEY, token)
    assert tokens.genuine(KEY, routed)
    assert tokens.route_of(routed) == "0a1b-"
    assert tokens.route_of(token) == ""
    assert tokens.mint(KEY, tokens.route_of(routed)).startswith("0a1b-")
    for wrong in (f"xyz0-{token}", f"0a1b{token}", f"0a1b-0a1b-{token}", f"0a1b-{token}0"):
        assert not tokens.genuine(KEY, wrong)


def test_ticket_that_lost_its_end_is_completed_behind_its_route() -> None:
    routed = tokens.mint(KEY, "0a1b-")
    assert tokens.completed(KEY, routed[:-2]) == routed
    assert tokens.completed(KEY, routed[5:-2]) == routed[5:]
