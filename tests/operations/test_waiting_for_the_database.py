"""In a server's worker, whoever waits for PostgreSQL lets others go on."""

from __future__ import annotations

import subprocess
import sys

import pytest

pytestmark = pytest.mark.slow

_WORKER = """
from gevent import monkey
monkey.patch_all()
import sys
import gevent, psycopg
from app.database import waiting
from app.database.address import for_libpq

connection = waiting.kind().connect(for_libpq(sys.argv[1]), autocommit=True)
assert type(connection) is not psycopg.Connection
ticks = 0

def tick():
    global ticks
    while True:
        ticks += 1
        gevent.sleep(0.01)

ticking = gevent.spawn(tick)
"""


def run(environment: dict[str, str], *lines: str) -> None:
    """Run this in a process that is patched as a worker is."""
    script = _WORKER + "\n".join(lines)
    subprocess.run(
        [sys.executable, "-W", "error", "-c", script, environment["DATABASE_URL"]],
        check=True,
        timeout=60,
    )


def test_others_go_on_while_one_waits(environment: dict[str, str]) -> None:
    run(
        environment,
        "connection.execute('SELECT pg_sleep(0.5)')",
        "assert ticks > 10, ticks",
        "assert connection.execute('SELECT 1').fetchone() == (1,)",
        "connection.close()",
    )


def test_what_does_not_fit_on_the_line_at_once_arrives_whole(environment: dict[str, str]) -> None:
    run(
        environment,
        "much = 'x' * 50_000_000",
        "query = 'SELECT length(%s::text), %s::text'",
        "length, back = connection.execute(query, (much, much)).fetchone()",
        "assert waiting.Wait.RW in connection._watchers",
        "assert length == len(much) and back == much",
        "connection.close()",
    )


def test_server_that_goes_away_is_noticed(environment: dict[str, str]) -> None:
    run(
        environment,
        "killer = psycopg.connect(for_libpq(sys.argv[1]), autocommit=True)",
        "pid = connection.info.backend_pid",
        "gevent.spawn_later(0.3, killer.execute, 'SELECT pg_terminate_backend(%s)', (pid,))",
        "try:",
        "    connection.execute('SELECT pg_sleep(30)')",
        "except psycopg.OperationalError: pass",
        "else: raise AssertionError('it went on')",
        "connection.close()",
        "killer.close()",
    )


def test_somebody_who_gives_up_is_let_go(environment: dict[str, str]) -> None:
    run(
        environment,
        "try:",
        "    with gevent.Timeout(0.3): connection.execute('SELECT pg_sleep(30)')",
        "except gevent.Timeout: pass",
        "connection.close()",
    )
