"""Whatever may stand in DATABASE_URL: all connections are made by it, the bus's too."""

from __future__ import annotations

import asyncio
import time

import psycopg
import pytest

from app.database import address
from testing.server import Server
from tests.live.test_redis import figure


@pytest.mark.parametrize(
    ("url", "meant"),
    [
        (
            "postgresql+psycopg://a%20b:c%20d%2B%25%40@db/queue?options=-c%20search_path%3Dours",
            {
                "user": "a b",
                "password": "c d+%@",
                "host": "db",
                "dbname": "queue",
                "options": "-c search_path=ours",
            },
        ),
        (
            "postgresql+psycopg://a@/queue?host=one,two&port=5432,5433&target_session_attrs=any",
            {
                "user": "a",
                "host": "one,two",
                "port": "5432,5433",
                "dbname": "queue",
                "target_session_attrs": "any",
            },
        ),
        (
            "postgresql+psycopg://postgres@/queue?host=/tmp/a%20folder&port=5432",
            {"user": "postgres", "host": "/tmp/a folder", "port": "5432", "dbname": "queue"},
        ),
    ],
)
def test_address_says_to_libpq_what_the_deployer_meant(url: str, meant: dict[str, str]) -> None:
    assert psycopg.conninfo.conninfo_to_dict(address.for_libpq(url)) == meant


@pytest.mark.slow
def test_process_whose_address_has_blanks_hears_of_the_others(environment: dict[str, str]) -> None:
    url = environment["DATABASE_URL"]
    more = "options=-c%20search_path%3Dpublic&application_name=the%20queue"
    url = f"{url}{'&' if '?' in url else '?'}{more}"
    with Server(environment, DATABASE_URL=url) as server:
        deadline = time.monotonic() + 20
        while asyncio.run(figure(server.port, "queue_bus_deaf_seconds")) > 0:
            assert time.monotonic() < deadline, server.stop()
            time.sleep(0.1)
        said = server.stop()
    assert "the bus" not in said
