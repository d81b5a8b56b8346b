"""What is refused is counted for whoever looks after the server, without a word of whom."""

import logging
import re
from dataclasses import replace

import pytest
from flask import Flask

from app.telemetry import refusals
from tests.support.people import Browser, Customer, Owner
from tests.support.programs import Program

WRONG = {"email": "owner@example.com", "password": "another sentence"}


def counted(somebody: Browser, what: str) -> float:
    found = re.search(rf'queue_refused_total{{what="{what}"}} (\S+)', somebody.get("/metrics").text)
    return float(found[1]) if found else 0.0


def test_refusals_are_figures_and_one_line_a_minute(
    app: Flask, owner: Owner, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    somebody = Browser(app)
    kinds = ("password", "sign_in", "join", "pin", "token", "no_form", "stale", "mail")
    before = {kind: counted(somebody, kind) for kind in kinds}
    refusals.tell()
    caplog.clear()
    for _nth in range(21):
        somebody.submit("/signin", WRONG)
    few = replace(app.config["SETTINGS"], max_scans_per_network=1)
    monkeypatch.setitem(app.config, "SETTINGS", few)
    hog = Customer(app)
    hog.client.environ_base["REMOTE_ADDR"] = "10.66.0.1"
    assert [hog.get(owner.join_code).status_code for _nth in range(2)] == [303, 429]
    somebody.post(f"{owner.board}/find", {"ticket": "A1", "pin": "123456"})
    Program(app, "queue_guess").get("/store")
    somebody.post("/signin", json=WRONG)
    owner.post("/store/pause", {"paused": "yes"})
    somebody.submit("/password/forgot", {"email": WRONG["email"]})
    after = {kind: counted(somebody, kind) - before[kind] for kind in kinds}
    assert after == {**dict.fromkeys(kinds, 1.0), "password": 20.0}
    with caplog.at_level(logging.INFO):
        refusals.tell()
        refusals.tell()
    (line,) = [record.getMessage() for record in caplog.records if "refused" in record.message]
    for told in ("20 wrong passwords", "1 sign-ins shut out", "1 wrong PINs", "1 mails held back"):
        assert told in line
    assert "@" not in line
    assert "10." not in line
