"""`make demo`, typed on a laptop: beside a running server or alone, and what stopping it leaves."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.client import HTTPResponse
from pathlib import Path

import pytest

from app.embedded_postgres import Cluster
from app.settings import CHECKOUT, Settings
from testing.server import free_port

pytestmark = pytest.mark.slow

PATIENCE = 40.0  # seconds


@pytest.fixture
def laptop(scratch: Path, request: pytest.FixtureRequest) -> Iterator[Laptop]:
    folder = scratch / request.node.name
    folder.mkdir(mode=0o711)
    laptop = Laptop(folder)
    yield laptop
    laptop.tidy_up()


@pytest.mark.long
def test_demo_beside_a_running_server_moves_its_screens_and_leaves_it_alone(
    laptop: Laptop, scratch: Path
) -> None:
    server = laptop.runs([sys.executable, "-m", "gunicorn", "wsgi:app"], until="Ctrl-C")
    fast = [*demo_command(), "--speed", "1000"]
    demo = laptop.runs(fast, until="Ctrl-C stops the demo, not the server.")
    board = laptop.board(demo)
    with laptop.asks(f"{board}/events") as stream:
        # Everything at first, then what changed.
        for _ in range(2):
            assert "hx-partial" in message(stream)
    demo.end()
    assert demo.process.returncode == 0
    assert "The demo has ended." in demo.said
    with laptop.asks(board) as page:
        assert b"Riverside Clinic" in page.read()
    assert server.process.poll() is None
    assert laptop.database_runs()
    # With another database it would open a store that this server does not have.
    elsewhere = scratch / "elsewhere"
    elsewhere.mkdir(mode=0o711)
    stranger = Laptop(elsewhere, laptop.port)
    lost = stranger.runs(demo_command(), until="uses another database")
    assert lost.process.wait(PATIENCE) == 1
    stranger.tidy_up()


def test_demo_alone_starts_what_it_needs_and_leaves_nothing_running(laptop: Laptop) -> None:
    demo = laptop.runs(demo_command(), until="Ctrl-C stops everything.\n", times=2)
    with laptop.asks(laptop.board(demo)) as page:
        assert b"Riverside Clinic" in page.read()
    demo.end()
    assert demo.process.returncode == 0
    with pytest.raises(urllib.error.URLError):
        laptop.asks("/healthz")
    assert not laptop.database_runs()


@pytest.mark.long
def test_demo_that_is_terminated_leaves_nothing_running_either(laptop: Laptop) -> None:
    demo = laptop.runs(demo_command(), until="Ctrl-C stops everything.\n", times=2)
    # To the demo alone, as a supervisor does it; Ctrl-C goes to all that the terminal runs.
    os.kill(demo.process.pid, signal.SIGTERM)
    demo.ended()
    assert demo.process.returncode == 0
    with pytest.raises(urllib.error.URLError):
        laptop.asks("/healthz")
    assert not laptop.database_runs()


class Running:
    """A program in a terminal of its own, and what it said so far."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.said = ""

    def end(self) -> None:
        """Press Ctrl-C."""
        os.killpg(self.process.pid, signal.SIGINT)
        self.ended()

    def ended(self) -> None:
        """Read what else it says."""
        self.said += self.process.communicate(timeout=PATIENCE)[0]


class Laptop:
    """A computer with nothing but the product."""

    def __init__(self, folder: Path, port: int = 0) -> None:
        self.folder = folder
        self.port = port or free_port()
        self._running: list[Running] = []

    def runs(self, command: list[str], *, until: str, times: int = 1) -> Running:
        """Type a command, and read until it says these words so many times."""
        running = Running(
            subprocess.Popen(
                command,
                cwd=CHECKOUT,
                env=environment(DATA_DIR=str(self.folder), PORT=str(self.port)),
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                start_new_session=True,
            )
        )
        self._running.append(running)
        assert running.process.stdout is not None
        for line in running.process.stdout:
            running.said += line
            if running.said.count(until) == times:
                return running
        raise AssertionError(running.said)

    def board(self, demo: Running) -> str:
        """The path of the board that the demo told."""
        found = re.search(r"/b/\S+", demo.said)
        assert found is not None
        return found[0]

    def asks(self, path: str) -> HTTPResponse:
        """Open a page."""
        url = f"http://localhost:{self.port}{path}"
        answer: HTTPResponse = urllib.request.urlopen(url, timeout=PATIENCE)
        return answer

    def database_runs(self) -> bool:
        """Whether the private PostgreSQL accepts connections."""
        return self._cluster._postmaster.is_ready

    def tidy_up(self) -> None:
        """End what a failed test has left running."""
        for running in self._running:
            if running.process.poll() is None:
                os.killpg(running.process.pid, signal.SIGKILL)
            with running.process:  # closes its pipe
                running.process.wait()
        self._cluster.stop()

    @property
    def _cluster(self) -> Cluster:
        return Cluster.for_settings(Settings.from_environ({"DATA_DIR": str(self.folder)}))


def demo_command() -> list[str]:
    return [sys.executable, "-m", "flask", "--app", "wsgi", "demo"]


def environment(**settings: str) -> dict[str, str]:
    # Of a store of one hour a quarter has passed, which is made up sooner than three hours.
    here = {"PATH": os.environ["PATH"], "PYTHONUNBUFFERED": "1", "STORE_HOURS": "1"}
    return {**here, **settings}


def message(stream: HTTPResponse) -> str:
    """The next message of a stream that shows something."""
    said, deadline = "", time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        line = stream.readline().decode()
        said += line
        if line == "\n":
            if "hx-partial" in said:
                return said
            said = ""
    raise AssertionError("nothing came")
