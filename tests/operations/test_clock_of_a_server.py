"""The clock of a running server is set: nothing is lost, and nothing stands still."""

from __future__ import annotations

import re
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from flask import Flask

from testing.clocks import SettableClock
from testing.databases import database
from testing.mailbox import Mailbox
from testing.many_stores import fall_due, office, opened, unique
from testing.server import Server

pytestmark = pytest.mark.long

HOUR = 3600
RUN_SECONDS = 75
"""In which every job runs once; they do so every minute."""


@contextmanager
def running(folder: Path, mailbox: Mailbox) -> Iterator[tuple[Server, SettableClock, Flask]]:
    """A server whose clock can be set. The database's cannot: the product never goes by it."""
    folder.mkdir(mode=0o755)
    clock = SettableClock(folder)
    with database() as made:
        environment = {**made, "SMTP_URL": mailbox.url}
        with office(environment) as app, Server(environment, **clock.environment) as server:
            yield server, clock, app


def awaited(what: Callable[[], object], seconds: float = RUN_SECONDS) -> None:
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, f"not so after {seconds} s"
        time.sleep(0.1)


def ran(server: Server, job: str) -> float:
    """When, by its own clock, the server last did this job."""
    with urllib.request.urlopen(f"{server.url}/metrics", timeout=5) as answer:
        figures = answer.read().decode()
    line = rf'^queue_job_last_run_timestamp_seconds{{job="{job}".*}} (\S+)$'
    found = re.search(line, figures, re.MULTILINE)
    return float(found[1]) if found else 0.0


def ran_again(server: Server, since: float) -> None:
    awaited(lambda: ran(server, "close") > since)


def is_open(app: Flask, name: str) -> bool:
    url = app.config["SQLALCHEMY_DATABASE_URI"].replace("+psycopg", "")
    with psycopg.connect(url) as connection:
        found = connection.execute("SELECT FROM store WHERE name = %s", (name,))
        return found.fetchone() is not None


def test_server_whose_clock_jumps_a_day_ahead_deletes_nothing_and_goes_on_once_it_is_right(
    scratch: Path, mailbox: Mailbox
) -> None:
    mailbox.empty()
    with running(scratch / "ahead", mailbox) as (server, clock, app):
        shop = opened(app, unique("Shop"), ["Ann"])
        awaited(lambda: ran(server, "close"))
        clock.set(26 * HOUR)
        # The jobs run at the next look at the clock, and a minute later once more.
        for _run in range(2):
            ran_again(server, max(ran(server, "close"), time.time() + 25 * HOUR))
        assert is_open(app, shop.name)
        assert mailbox.messages == []
        clock.set(0)
        fall_due([shop.name])
        mailbox.wait_for("report of", RUN_SECONDS, to=shop.email)
        assert not is_open(app, shop.name)
        said = server.stop()
    assert "the clock was set by +26.00 h; nothing is closed or deleted for 0:10:00" in said
    assert "the clock was set by -26.00 h; the jobs go on" in said
    assert "Traceback" not in said


def test_server_whose_clock_is_set_back_an_hour_goes_on_closing_and_delivering(
    scratch: Path, mailbox: Mailbox
) -> None:
    mailbox.empty()
    with running(scratch / "back", mailbox) as (server, clock, app):
        shop, patient = (opened(app, unique("Shop"), ["Ann"]) for _ in range(2))
        # Its report is tried once before the jump, and not accepted.
        mailbox.unwilling.add(patient.email)
        fall_due([patient.name])
        awaited(lambda: mailbox.put_off)
        clock.set(-HOUR)
        mailbox.unwilling.clear()
        # Over by the clock that counts now.
        fall_due([shop.name], in_seconds=-HOUR)
        mailbox.wait_for("report of", RUN_SECONDS, to=shop.email)
        mailbox.wait_for("report of", 2 * RUN_SECONDS, to=patient.email)
        assert not is_open(app, shop.name)
        said = server.stop()
    assert "the clock was set by -1.00 h; the jobs go on" in said
    assert "Traceback" not in said
