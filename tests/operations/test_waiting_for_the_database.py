"""In a server's worker, whoever waits for PostgreSQL lets others go on."""

from __future__ import annotations

import os
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

connection = waiting.connection_class().connect(for_libpq(sys.argv[1]), autocommit=True)
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
        env={**os.environ, **environment},
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
        "much = 'x' * 5_000_000",
        "query = 'SELECT length(%s::text), %s::text'",
        "length, back = connection.execute(query, (much, much)).fetchone()",
        "assert waiting.Wait.RW in connection._watchers",
        "assert length == len(much) and back == much",
        "connection.close()",
    )


def test_it_is_the_same_when_a_thousand_streams_are_open(environment: dict[str, str]) -> None:
    """Where select(2) has no bit for the file any more."""
    run(
        environment,
        "import os, resource",
        "most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]",
        "resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))",
        "files = [os.dup(0) for _nth in range(1100)]",
        "late = waiting.connection_class().connect(for_libpq(sys.argv[1]), autocommit=True)",
        "assert late.fileno() > 1024",
        "late.execute('CREATE TEMPORARY TABLE sheet (word text)')",
        "late.cursor().executemany('INSERT INTO sheet VALUES (%s)', [('a',), ('b',)])",
        "assert late.execute('SELECT count(*) FROM sheet').fetchone() == (2,)",
        "late.close()",
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


def test_somebody_who_gives_up_is_let_go_and_leaves_nobody_a_busy_connection(
    environment: dict[str, str],
) -> None:
    run(
        environment,
        "from app import create_app, database",
        "from app.extensions import db",
        "with create_app().app_context():",
        "    for run in (database.rows, database.once):",
        "        with gevent.Timeout(0.3, False): run('SELECT pg_sleep(30)', ())",
        "        assert database.once('SELECT 1', ()) == [(1,)]",
        "    with gevent.Timeout(0.3, False), database.transaction() as within:",
        "        within('SELECT pg_sleep(30)', ())",
        "    assert database.once('SELECT 1', ()) == [(1,)]",
        "    with gevent.Timeout(0.3, False): db.session.execute(db.text('SELECT pg_sleep(30)'))",
        "    db.session.close()",
        "    assert db.session.scalar(db.text('SELECT 1')) == 1",
        "connection.close()",
    )
