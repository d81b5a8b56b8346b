"""In a server's worker, whoever waits for PostgreSQL lets others go on."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

pytestmark = pytest.mark.slow

Worker = subprocess.Popen[bytes]
_WORKER = """
from gevent import monkey
monkey.patch_all()
import os, sys
import gevent, psycopg
from app import create_app, database
from app.database import waiting
from app.database.address import for_libpq
from app.extensions import db

def begin():
    global connection, ticks
    connection = waiting.connection_class().connect(for_libpq(sys.argv[1]), autocommit=True)
    assert type(connection) is not psycopg.Connection
    ticks = 0
    gevent.spawn(tick)

def tick():
    global ticks
    while True:
        ticks += 1
        gevent.sleep(0.01)

while length := int(sys.stdin.buffer.readline() or 0):
    script = sys.stdin.buffer.read(length)
    if (pid := os.fork()) == 0:
        begin()
        exec(script)
        sys.stdout.flush()
        os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)
"""
"""To read the libraries takes many times as long as what is run: each time a fork of one that has
read them, and that has neither a connection nor a greenlet yet."""


@pytest.fixture(scope="module")
def worker(environment: dict[str, str]) -> Iterator[Worker]:
    """A process that is patched as a worker is."""
    with subprocess.Popen(
        [sys.executable, "-W", "error", "-c", _WORKER, environment["DATABASE_URL"]],
        env={**os.environ, **environment},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        yield process
        process.kill()


def run(worker: Worker, *lines: str) -> None:
    """Run this in a fork of it."""
    assert worker.stdin is not None
    assert worker.stdout is not None
    script = "\n".join(lines).encode()
    worker.stdin.write(b"%d\n%b" % (len(script), script))
    worker.stdin.flush()
    # What it complained of is on the standard error.
    assert worker.stdout.readline() == b"0\n"


def test_others_go_on_while_one_waits(worker: Worker) -> None:
    run(
        worker,
        "connection.execute('SELECT pg_sleep(0.5)')",
        "assert ticks > 10, ticks",
        "assert connection.execute('SELECT 1').fetchone() == (1,)",
        "connection.close()",
    )


def test_what_does_not_fit_on_the_line_at_once_arrives_whole(
    worker: Worker,
) -> None:
    run(
        worker,
        "much = 'x' * 5_000_000",
        "query = 'SELECT length(%s::text), %s::text'",
        "length, back = connection.execute(query, (much, much)).fetchone()",
        "assert waiting.Wait.RW in connection._watchers",
        "assert length == len(much) and back == much",
        "connection.close()",
    )


def test_it_is_the_same_when_a_thousand_streams_are_open(worker: Worker) -> None:
    """Where select(2) has no bit for the file any more."""
    run(
        worker,
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


def test_server_that_goes_away_is_noticed(worker: Worker) -> None:
    run(
        worker,
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
    worker: Worker,
) -> None:
    run(
        worker,
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
