"""Limits count everybody, say when to come back, and hold while what they count in is away."""

import logging

import pytest
from flask import Flask
from limits import RateLimitItem
from limits.errors import StorageError

from app.extensions import limiter
from app.security import passwords
from app.security.tries import Tries
from tests.support.people import Browser, opening


def test_whoever_types_no_address_is_counted_and_nothing_is_skipped(
    anybody: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        for fields in ({}, {"email": "", "password": "x"}, {"email": "\t", "password": "x"}):
            assert anybody.submit("/signin", fields).status_code == 422
    assert "Skipping limit" not in caplog.text


def test_limit_whose_key_is_empty_counts_those_without_one_together() -> None:
    app = Flask(__name__)
    tries = Tries(lambda: "", app=app, storage_uri="memory://")

    @app.get("/")
    @tries.limit("2 per hour")
    def page() -> str:
        return ""

    browser = app.test_client()
    assert [browser.get("/").status_code for _nth in range(3)] == [200, 200, 429]


def test_who_is_refused_is_told_how_long_by_what_refused(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    somebody = Browser(app)
    fine = somebody.submit("/signin", {"email": "ada@example.com", "password": "wrong"})
    assert "Retry-After" not in fine.headers
    # Too many passwords at once is over in seconds, whatever the hour's limit says.
    desk = passwords._lookers()
    monkeypatch.setattr(desk, "_inside", passwords.AT_ONCE + passwords.MOST_WAITING)
    refused = somebody.submit("/open", opening())
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "5")
    again = somebody.submit("/signin", {"email": "ada@example.com", "password": "wrong"})
    assert (again.status_code, again.headers["Retry-After"]) == (429, "5")


def test_each_process_counts_for_itself_while_the_common_memory_is_away(
    app: Flask, anybody: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Away:
        def __getattr__(self, _name: str) -> object:
            def fail(_most: RateLimitItem, *_key: str) -> bool:
                raise StorageError(ConnectionError())

            return fail

    monkeypatch.setattr(limiter, "_fallback_limiter", limiter._limiter)
    monkeypatch.setattr(limiter, "_limiter", Away())
    monkeypatch.setattr(limiter, "_in_memory_fallback_enabled", True)
    monkeypatch.setattr(limiter, "_storage_dead", False)
    assert anybody.submit("/open", opening()).status_code == 303
    monkeypatch.setattr(limiter, "_storage_dead", False)
    answer = Browser(app).get("/api/v1/store", headers={"Authorization": "Bearer queue_x"})
    assert answer.status_code == 401
