"""A server that is told to end before it could answer ends at once, and says nothing of it."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import psycopg
import pytest

from app.database.schema import _LOCK
from app.serving.worker import ENDING
from testing.databases import database, private_database
from testing.server import Server

pytestmark = pytest.mark.slow

SOON = 3.0
_TOLD = pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
# Until it can answer, a worker has one handler for both.
_TOLD_BY_EITHER = pytest.mark.parametrize(
    "number", [signal.SIGTERM, pytest.param(signal.SIGINT, marks=pytest.mark.long)]
)


def until(true: Callable[[], object]) -> None:
    deadline = time.monotonic() + 60
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def workers(server: Server) -> list[psutil.Process]:
    assert server.process is not None
    return psutil.Process(server.process.pid).children()


def ended(server: Server, number: signal.Signals) -> tuple[int, str]:
    """How it ended, which is soon, and what it said."""
    begun = time.monotonic()
    said = server.stop(number)
    assert time.monotonic() - begun < SOON
    assert server.process is not None
    return server.process.wait(timeout=0), said


def begins_to_load(worker: psutil.Process) -> bool:
    """Whether it has gunicorn's handlers of a worker: only those look after SIGABRT."""
    said = Path(f"/proc/{worker.pid}/status").read_text().partition("SigCgt:")[2]
    return bool(int(said.split()[0], 16) & 1 << (signal.SIGABRT - 1))


@_TOLD
def test_server_that_loads_its_code_ends_when_told(number: signal.Signals) -> None:
    with database() as environment:
        server = Server(environment, WEB_CONCURRENCY="2")
        server.launch()
        until(lambda: len(workers(server)) == 2 and all(map(begins_to_load, workers(server))))
        assert ended(server, number) == (0, "")


_TOLD_WHILE_HANDLERS_CHANGE = """
import gevent.monkey
gevent.monkey.patch_all()
import os, signal
from app.serving.gevent_worker import Worker

for number in NUMBERS:
    if (pid := os.fork()) == 0:
        worker = Worker.__new__(Worker)
        worker.PIPE = os.pipe2(os.O_NONBLOCK)
        signal.siginterrupt = lambda *_: os.kill(os.getpid(), number)
        worker.init_signals()
        print("goes on after", number)
        raise SystemExit
    assert os.waitpid(pid, 0)[1] == 0, number
"""


def test_worker_told_to_end_while_its_handlers_change_ends_at_once() -> None:
    """gunicorn calls siginterrupt between its own handlers and ours."""
    code = _TOLD_WHILE_HANDLERS_CHANGE.replace("NUMBERS", str([*map(int, ENDING)]))
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (told.stdout, told.stderr) == ("", "")


@_TOLD_BY_EITHER
def test_server_that_waits_for_an_update_of_the_schema_ends_when_told(
    number: signal.Signals,
) -> None:
    """As while another process is at it, which may take minutes."""
    waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
    with database() as environment, psycopg.connect(environment["DATABASE_URL"]) as other:
        other.execute("SELECT pg_advisory_lock(%s)", (_LOCK,))
        server = Server(environment, WEB_CONCURRENCY="2")
        server.launch()
        until(lambda: other.execute(waiting).fetchone() == (2,))
        assert ended(server, number) == (0, "")


@_TOLD_BY_EITHER
def test_worker_that_waits_for_a_database_that_is_away_ends_when_told(
    number: signal.Signals,
) -> None:
    with private_database() as (cluster, environment), Server(environment) as server:
        (worker,) = workers(server)
        cluster.stop()
        worker.kill()
        until(lambda: "trying again" in server.said_by_now())
        code, said = ended(server, number)
        assert code == 0
        assert "Traceback" not in said
