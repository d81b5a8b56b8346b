"""Whatever goes wrong, a program is told as a problem, in words that are for programs."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from app.api import limits
from app.extensions import db
from app.models import Store
from tests.support.people import Browser
from tests.support.programs import API, Program
from tests.support.shops import BusyShop, everything

METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "BREW"}
FOR_PEOPLE = re.compile(r"\b(page|button|form|front|go back|link|reload)\b", re.IGNORECASE)
PROBLEM = "application/problem+json"


def test_method_that_a_resource_does_not_take_is_a_problem_with_those_that_it_does(
    shop: BusyShop,
) -> None:
    rules = [rule for rule in shop.app.url_map.iter_rules() if rule.rule.startswith(API)]
    before = everything(shop.app)
    for rule in rules:
        path = rule.build({name: shop.ids[name] for name in rule.arguments})
        assert path
        same = [other for other in rules if other.rule == rule.rule]
        taken = set().union(*(other.methods or () for other in same))
        for method in METHODS - taken:
            answer = shop.till.ask(method, path[1])
            assert (answer.status_code, answer.mimetype) == (405, PROBLEM), (method, path)
            assert set(answer.headers["Allow"].split(", ")) == taken, (method, path)
            assert "Allow" in answer.get_json()["detail"]
    assert everything(shop.app) == before


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nothing", 404),
        ("GET", "/", 404),
        ("GET", "/store/", 404),
        ("GET", "/queues/7", 404),
        ("GET", "/queues/{customer_id}", 404),
        ("POST", "/queues/{customer_id}/call", 404),
        ("POST", "/queues/{customer_id}/customers", 404),
        ("GET", "/customers/{queue_id}", 404),
        ("POST", "/store", 405),
        ("GET", "/customers?page=0", 422),
        ("POST", "/store/close", 422),
    ],
)
def test_what_goes_wrong_is_said_for_programs(
    shop: BusyShop, method: str, path: str, status: int
) -> None:
    sent = {"name": "Eve"} if path.endswith("customers") else {}
    body = None if path.endswith("close") or method == "GET" else sent
    answer = shop.till.ask(method, path.format(**shop.ids), json=body)
    assert (answer.status_code, answer.mimetype) == (status, PROBLEM)
    problem = answer.get_json()
    assert problem["status"] == status
    assert problem["title"]
    assert problem["detail"].endswith(".")
    assert not FOR_PEOPLE.search(f"{problem['title']} {problem['detail']}"), problem


def test_too_much_is_told_with_how_much_may_be_sent(shop: BusyShop) -> None:
    queue = shop.till.queue("Doctor A")
    for program, path in ((shop.till, f"{queue}/customers"), (Program(shop.app), "/stores")):
        answer = program.sends(path, name="x" * 70_000)
        assert (answer.status_code, answer.mimetype) == (413, PROBLEM)
        assert "64 kB" in answer.get_json()["detail"]


def test_program_whose_store_closes_meanwhile_is_told_as_the_document_says(
    shop: BusyShop, anybody: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Between the look at the token and what was asked for.
    monkeypatch.setattr(limits, "count_program", lambda _key: close(shop.app))
    answer = shop.till.get("/store")
    assert (answer.status_code, answer.mimetype) == (410, PROBLEM)
    paths = anybody.get(f"{API}/openapi.json").get_json()["paths"]
    for path, operations in paths.items():
        for method in operations.keys() - {"parameters"}:
            told = operations[method]["responses"]
            assert ("410" in told) == (path != f"{API}/stores"), (method, path)


def close(app: Flask) -> None:
    with app.app_context():
        db.session.query(Store).delete()
        db.session.commit()
