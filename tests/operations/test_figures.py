"""What monitoring and the log are told: figures, readiness, ids of errors; never a secret."""

from __future__ import annotations

import json
import logging
import re
from dataclasses import replace

import pytest
from flask import Flask

from app import live
from app.live.seats import Seat
from app.models import Store
from app.telemetry import logs
from app.telemetry.version import VERSION
from tests.support.people import Browser, Owner
from tests.support.shops import BusyShop

TOKEN = "a-token-that-nobody-guesses"


def test_monitoring_reads_that_it_is_ready_and_alive_and_which_release(anybody: Browser) -> None:
    assert anybody.get("/healthz").text == f"ready {VERSION}\n"
    assert anybody.get("/livez").text == f"alive {VERSION}\n"


def test_figures_have_types_and_count_requests(anybody: Browser) -> None:
    anybody.get("/signin")
    figures = anybody.get("/metrics").text
    assert "# TYPE queue_requests_total counter" in figures
    assert re.search(r'queue_requests_total\{route="session.signin",status="200"\} [1-9]', figures)
    for name in ("streams", "pool_in_use", "request_seconds", "errors", "mails_waiting"):
        assert f"# TYPE queue_{name}" in figures


def test_figures_are_for_this_machine_alone_unless_there_is_a_token(app: Flask) -> None:
    somebody = Browser(app)
    elsewhere = {"environ_base": {"REMOTE_ADDR": "203.0.113.5"}}
    assert somebody.get("/metrics", **elsewhere).status_code == 404
    # A proxy on this machine asks for somebody else.
    for header in (
        "X-Forwarded-For",
        "X-Forwarded-Proto",
        "X-Forwarded-Host",
        "X-Client-IP",
        "Via",
    ):
        passed_on = {"headers": {header: "127.0.0.1"}}
        assert somebody.get("/metrics", **passed_on).status_code == 404, header
    kept = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(kept, metrics_token=TOKEN)
    try:
        assert somebody.get("/metrics").status_code == 401
        right = {"headers": {"Authorization": f"Bearer {TOKEN}"}}
        assert somebody.get("/metrics", **elsewhere, **right).status_code == 200
    finally:
        app.config["SETTINGS"] = kept


def test_process_that_hears_nothing_of_the_others_is_not_ready(
    app: Flask, anybody: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Deaf:
        can_be_missed = False
        deaf_seconds = 16.0

    monkeypatch.setattr(app.extensions["live"], "bus", Deaf())
    answer = anybody.get("/healthz")
    assert answer.status_code == 503
    assert answer.text == "nothing heard of other processes for 16 s\n"


def test_figures_tell_of_streams(app: Flask, shop: BusyShop) -> None:
    with app.app_context():
        hub = live.hub()
        store = Store.by_email("owner@example.com")
        assert store is not None
        with Seat(hub, store.id):
            assert "queue_streams 1.0" in shop.owner.get("/metrics").text
    assert "queue_streams 0.0" in shop.owner.get("/metrics").text


def test_error_page_names_the_line_in_the_log(
    owner: Owner, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    said: list[str] = []
    shown = logs.Formatter(as_json=True)

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            said.append(shown.format(record))

    monkeypatch.setattr("app.pages.form.form_page", None)
    keep = Keep()
    logging.getLogger("app").addHandler(keep)
    try:
        page = owner.get("/open")
    finally:
        logging.getLogger("app").removeHandler(keep)
    assert page.status_code == 500
    # It may work in a moment, and the page says how to see.
    assert '<a class="button primary" href="">Try again</a>' in page.text
    number = re.search(r"<code>([0-9a-f]{12})</code>", page.text)
    assert number is not None
    assert caplog.records
    (line,) = map(json.loads, said)
    assert line["request"] == number[1]
    assert line["level"] == "error"
    assert "Traceback" in line["traceback"]


@pytest.mark.parametrize(
    "secret",
    [
        "/t/0123456789abcdefghijklmnopqrstuv",
        "/p/0123456789abcdefghijklmnopqrstuv/find",
        "/J/ABCDEFGH1234",
        "/password/reset/abcdefghijkl",
        "/open?again=abcdefghijkl",
        "postgresql://queue:abcdefghijkl@localhost/queue",
        "redis://:abcdefghijkl@localhost",
    ],
)
@pytest.mark.parametrize("as_json", [True, False])
def test_log_keeps_no_secret(secret: str, *, as_json: bool) -> None:
    hidden = max(re.findall(r"\w+", secret.replace("/find", "")), key=len)
    record = logging.LogRecord("app", logging.ERROR, "", 1, "at %s, again", (secret,), None)
    line = logs.Formatter(as_json=as_json).format(record)
    assert "again" in line
    assert hidden not in line
