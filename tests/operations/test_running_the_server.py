"""`make run` and the Procfile: what a newcomer sees, what stopping and crashing leave behind."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from http.client import HTTPResponse
from pathlib import Path

import psycopg
import pytest

from app import create_app
from app.embedded_postgres import Cluster
from app.settings import CHECKOUT, Settings
from testing.databases import blank
from testing.server import free_port
from tests.support.applications import let_go_of
from tests.support.people import Owner

pytestmark = pytest.mark.slow

SOON = 3.0  # seconds; a worker that waited for its visitors would take longer


class Shop:
    """The product on a laptop with an empty environment, but for its port and its data folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self.processes: list[subprocess.Popen[str]] = []

    @property
    def settings(self) -> Settings:
        return Settings.from_environ({"DATA_DIR": str(self.folder)})

    def start(self, **settings: str) -> subprocess.Popen[str]:
        """Type the command of the Procfile into a terminal."""
        environ = {"PATH": os.environ["PATH"], "PORT": str(self.port)}
        process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "wsgi:app"],
            cwd=CHECKOUT,
            env={**environ, "DATA_DIR": str(self.folder), **settings},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,  # a terminal sends Ctrl-C to all that runs in it
        )
        self.processes.append(process)
        return process

    def opened(self, **settings: str) -> tuple[subprocess.Popen[str], str]:
        """The running process, and what it said until it was ready."""
        process = self.start(**settings)
        assert process.stdout is not None
        said = ""
        for line in process.stdout:
            said += line
            if "Ctrl-C" in line:
                return process, said
        raise AssertionError(said)

    def database_runs(self) -> bool:
        try:
            psycopg.connect(self._database).close()
        except psycopg.OperationalError:
            return False
        return True

    def open_store(self) -> HTTPResponse:
        """An owner opens a store and watches it; what comes is the endless stream of their page."""
        app = create_app(self.settings)
        owner = Owner(app, self.url).opens("Test Clinic", queues=["Doctor A"])
        cookie = owner.client.get_cookie("owner", domain="localhost")
        assert cookie is not None
        let_go_of(app)
        request = urllib.request.Request(f"{self.url}/store/events")
        request.add_header("Cookie", f"owner={cookie.value}")
        stream: HTTPResponse = urllib.request.urlopen(request, timeout=30)
        assert stream.readline().startswith(b":")
        return stream

    def stores(self) -> int:
        with psycopg.connect(self._database) as connection:
            row = connection.execute("SELECT count(*) FROM store").fetchone()
        assert row is not None
        return int(row[0])

    @property
    def _database(self) -> str:
        return Cluster.for_settings(self.settings).url.replace("+psycopg", "")


@pytest.fixture
def shop(scratch: Path, request: pytest.FixtureRequest) -> Iterator[Shop]:
    folder = scratch / request.node.name
    folder.mkdir(mode=0o711)
    shop = Shop(folder)
    yield shop
    for process in shop.processes:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        with process:  # closes its pipe
            process.wait()
    Cluster.for_settings(shop.settings).stop()


@pytest.fixture
def used(shop: Shop) -> Shop:
    """One whose database was made before, which takes as long as all the rest of a start."""
    blank.lay(Cluster.for_settings(shop.settings).folder)
    return shop


def ended(process: subprocess.Popen[str], within: float) -> tuple[int, str]:
    """How it ended, and what it said since."""
    said, _ = process.communicate(timeout=within)
    return process.returncode, said


def test_newcomer_sees_where_to_open_it_and_where_mails_go(shop: Shop) -> None:
    _, said = shop.opened()
    assert f" {shop.url}/\n" in said
    assert f" {shop.folder}/outbox as .eml files\n" in said
    assert "Ctrl-C stops everything" in said
    assert len(said.splitlines()) <= 8  # nothing drowns it
    with urllib.request.urlopen(f"{shop.url}/") as page:
        assert page.status == 200


def test_deployer_sees_their_own_address_and_mail_server(used: Shop) -> None:
    _, said = used.opened(PUBLIC_URL="https://queue.example.com", SMTP_URL="smtp://localhost:1")
    assert " https://queue.example.com\n" in said
    assert " localhost:1\n" in said
    assert "outbox" not in said


def test_ctrl_c_stops_everything_at_once_and_the_data_is_there_the_next_time(
    used: Shop,
) -> None:
    process, _ = used.opened()
    with used.open_store() as stream:
        os.killpg(process.pid, signal.SIGINT)
        assert ended(process, within=SOON) == (0, "")
        stream.read()  # comes to its end
    assert not used.database_runs()

    used.opened()
    assert used.stores() == 1


def test_deployment_that_is_replaced_leaves_without_waiting_for_those_who_watch(
    used: Shop,
) -> None:
    process, _ = used.opened()
    with used.open_store() as stream, socket.create_connection(("localhost", used.port)):
        begin = time.monotonic()
        os.killpg(process.pid, signal.SIGTERM)  # as systemd and containers do
        stream.read()
        assert time.monotonic() - begin < 1
        assert ended(process, within=SOON) == (0, "")
    assert not used.database_runs()


def test_crash_of_the_app_loses_nothing_and_the_next_start_ends_cleanly(used: Shop) -> None:
    process, _ = used.opened()
    used.open_store().close()
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    assert used.database_runs()

    process, _ = used.opened()
    assert used.stores() == 1
    process.send_signal(signal.SIGINT)
    assert ended(process, within=SOON) == (0, "")
    assert not used.database_runs()


def test_newcomer_whose_port_is_taken_is_told_how_to_choose_another(shop: Shop) -> None:
    with socket.create_server(("", shop.port)):
        code, said = ended(shop.start(), within=10)
    assert (code, said.count("\n")) == (1, 1)
    assert said.startswith(f"Port {shop.port} is taken. ")
    assert f"PORT={shop.port + 1} make run" in said
    assert not shop.database_runs()


def test_deployer_with_a_bad_setting_is_told_in_one_line(shop: Shop) -> None:
    assert ended(shop.start(STORE_HOURS="a day"), within=10) == (
        4,
        "STORE_HOURS must be a number of hours from 0.0001 to 168, like 24 or 0.5\n",
    )


def test_deployer_whose_database_is_not_there_is_told_in_one_line(shop: Shop) -> None:
    url = f"postgresql://queue:secret@localhost:{free_port()}/queue"
    needed = {"PUBLIC_URL": shop.url, "SMTP_URL": "outbox", "MAIL_FROM": "queue@example.com"}
    code, said = ended(shop.start(DATABASE_URL=url, SECRET_KEY="s" * 16, **needed), within=20)
    assert code != 0
    assert re.fullmatch(r"The database can't be used \(.*refused.*\): check DATABASE_URL\n", said)
    assert "secret" not in said
