"""Whoever set PROXY_HOPS wrong, or not at all, reads of it in the log."""

from __future__ import annotations

import logging

import pytest
from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from app.web import hops
from tests.support.settings import read

TWO = "203.0.113.9, 10.0.0.2"


@pytest.mark.parametrize(
    ("proxies", "headers", "told"),
    [
        ("0", {}, False),
        ("0", {"X-Forwarded-For": "203.0.113.9"}, True),
        ("0", {"Forwarded": "for=203.0.113.9"}, True),
        ("0", {"X-Real-IP": "203.0.113.9"}, True),
        ("1", {}, False),
        ("1", {"X-Forwarded-For": "203.0.113.9"}, False),
        ("1", {"X-Forwarded-For": TWO}, True),
        ("2", {"X-Forwarded-For": TWO}, False),
        ("2", {"X-Forwarded-For": "203.0.113.9"}, True),
        ("1", {"X-Forwarded-For": "203.0.113.9, 198.51.100.7, 10.0.0.2"}, True),
        # What else tells of a proxy, and what it says besides the header that is read.
        ("0", {"X-Forwarded-Proto": "https"}, True),
        ("0", {"Via": "1.1 varnish"}, True),
        ("0", {"CF-Connecting-IP": "203.0.113.9"}, True),
        ("1", {"Forwarded": 'for="[2001:db8::1]:4711";proto=https'}, True),
        ("1", {"X-Real-IP": "203.0.113.9"}, True),
        ("1", {"X-Forwarded-Proto": "https"}, False),
        ("1", {"X-Forwarded-For": ""}, True),
        ("1", {"X-Forwarded-For": "unknown"}, True),
        ("2", {"X-Forwarded-For": "203.0.113.9:4711, [2001:db8::1]:443"}, False),
    ],
)
def test_proxies_that_are_not_those_of_the_settings_are_told_of_once(
    caplog: pytest.LogCaptureFixture, proxies: str, headers: dict[str, str], told: bool
) -> None:
    app = Flask("hops")
    app.config["SETTINGS"] = read(PROXY_HOPS=proxies)
    app.wsgi_app = ProxyFix(app.wsgi_app, x_for=int(proxies))  # type: ignore[method-assign]
    hops.init_app(app)
    with caplog.at_level(logging.WARNING):
        for _nth in range(3):
            app.test_client().get("/", headers=headers)
    lines = [line for line in caplog.messages if "PROXY_HOPS" in line]
    assert len(lines) == told
    assert "203.0.113.9" not in caplog.text


def test_check_that_asks_with_a_forged_address_is_no_proxy(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The one line would be spent on it, and a proxy that is there not told of any more."""
    app = Flask("hops")
    app.config["SETTINGS"] = read(PROXY_HOPS="0")
    hops.init_app(app)
    with caplog.at_level(logging.WARNING):
        app.test_client().get("/healthz?seen=x", headers={"X-Forwarded-For": "192.0.2.66"})
        assert caplog.messages == []
        app.test_client().get("/t/x?seen=x", headers={"X-Forwarded-For": "203.0.113.9"})
    assert len(caplog.messages) == 1
