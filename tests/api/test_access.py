"""Which program may do what. The routes are taken from the URL map, so a new one is looked at."""

from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.extensions import limiter
from tests.support.people import Owner
from tests.support.programs import Program, let_in
from tests.support.routes import Route
from tests.support.shops import BusyShop, everything

SENT: dict[str, Any] = {"name": "Eve", "state": "removed", "was": "waiting", "paused": True}


def test_nobody_gets_at_anything_without_a_token(app: Flask, shop: BusyShop) -> None:
    before = everything(app)
    for token in ("", "wrong", "queue_" + "x" * 43, "é", " "):
        limiter.reset()
        for route, method, answer in tries(shop, Program(app, token)):
            assert answer.status_code == 401, (route, method)
            assert answer.mimetype == "application/problem+json"
            assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert everything(app) == before


def test_cookie_of_the_owner_is_no_token(app: Flask, shop: BusyShop) -> None:
    before = everything(app)
    for route in shop.routes_for_programs:
        for method in route.methods:
            assert shop.owner.ask(method, route.path, json=SENT).status_code == 401, route
    assert everything(app) == before


def test_program_of_another_shop_does_not_find_it(
    app: Flask, shop: BusyShop, other_owner: Owner
) -> None:
    barber = let_in(other_owner)
    before, tried = everything(app), 0
    for route, method, answer in tries(shop, barber):
        if route.has_id:
            tried += 1
            # What is wrong with what was sent may be said first.
            assert answer.status_code in (404, 422), (route, method)
        assert not any(secret in answer.text for secret in [*shop.secrets, "Test Clinic"]), route
    assert tried >= 8
    now = everything(app)
    for table in ("customer", "change", "party"):
        assert now[table] == before[table]
    theirs, same = (
        [row for row in all_["store"] if "Test Clinic" in row] for all_ in (before, now)
    )
    assert theirs == same


def test_token_that_may_read_changes_nothing(app: Flask, shop: BusyShop) -> None:
    sign = let_in(shop.owner, "read", "Sign")
    before, refused = everything(app), 0
    for route, method, answer in tries(shop, sign):
        assert answer.status_code == (200 if method == "GET" else 403), (route, method)
        refused += answer.status_code == 403
    assert refused >= 8
    assert everything(app) == before


def test_revoked_token_is_worth_nothing(app: Flask, shop: BusyShop) -> None:
    shop.owner.submit("/store/programs", {}, action=f"/store/programs/{shop.program_id}/revoke")
    before = everything(app)
    for route, method, answer in tries(shop, shop.till):
        assert answer.status_code == 401, (route, method)
    assert everything(app) == before


def test_token_ends_with_its_store(shop: BusyShop) -> None:
    routes = shop.routes_for_programs
    shop.owner.submit("/store/close", {})
    for route, method, answer in tries(shop, shop.till, routes):
        assert answer.status_code == 401, (route, method)


@pytest.mark.parametrize("path", ["/nothing", "/customers/7", "/queues/x/call", "/"])
def test_what_there_is_not_is_a_problem_too(shop: BusyShop, path: str) -> None:
    answer = shop.till.get(path)
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")
    assert answer.get_json()["title"] == "There is nothing here"


def test_method_that_there_is_not_names_those_that_there_are(shop: BusyShop) -> None:
    answer = shop.till.ask("DELETE", "/store")
    assert (answer.status_code, answer.mimetype) == (405, "application/problem+json")
    assert "PATCH" in answer.headers["Allow"]


def test_token_is_kept_as_a_hash_alone(app: Flask, shop: BusyShop) -> None:
    assert shop.till.token.startswith("queue_")
    assert not any(shop.till.token in row for rows in everything(app).values() for row in rows)
    assert shop.till.token not in shop.owner.get("/store/programs").text


def tries(
    shop: BusyShop, program: Program, routes: list[Route] | None = None
) -> list[tuple[Route, str, TestResponse]]:
    """What this program is answered everywhere; the closing comes last."""
    found = []
    routes = routes or shop.routes_for_programs
    for route in sorted(routes, key=lambda one: one.endpoint == "api.close_store"):
        for method in sorted(route.methods):
            sent = {} if method == "GET" else {"json": SENT}
            answer = program.ask(method, route.path, **sent)
            if answer.mimetype != "text/event-stream":
                found.append((route, method, answer))
            answer.close()
    return found
