"""The database away, under load: quick answers, one line a minute, all current when it is back."""

from __future__ import annotations

import asyncio

import pytest

from testing.databases import private_database
from testing.outage import stopped_database
from testing.server import Server

pytestmark = pytest.mark.long


def outage(seconds: float) -> str:
    """What the server logged."""
    with private_database() as (cluster, environment), Server(environment) as server:
        said = asyncio.run(stopped_database(server, cluster, seconds))
        print(said)
        return server.stop()


def test_database_that_is_away_makes_nobody_wait_for_long_and_the_log_stays_short() -> None:
    log = outage(12)
    assert "Traceback" not in log
    away = [line for line in log.splitlines() if "the database" in line]
    assert len(away) <= 3, log
    assert "the database is back after" in log


@pytest.mark.long
def test_database_that_is_away_for_a_minute() -> None:
    log = outage(60)
    assert "Traceback" not in log
    assert len([line for line in log.splitlines() if " warning " in line]) <= 6, log
