"""A server that starts before its database, as after a power cut, and one that no waiting helps."""

from __future__ import annotations

import os
import socket
import subprocess
import sys

import psycopg
import pytest
from flask import Flask
from sqlalchemy import URL, make_url

from app.checks import database
from testing.server import ROOT, free_port


@pytest.fixture
def home(application: Flask) -> URL:
    """The database of this run, which is fit."""
    return make_url(application.config["SQLALCHEMY_DATABASE_URI"])


def ended_at_the_start(environment: dict[str, str], url: URL) -> tuple[int, str]:
    """How a server ends that is given this database, and what it says."""
    typed = url.set(drivername="postgresql").render_as_string(hide_password=False)
    there = {"DATABASE_URL": typed.replace("+", "%20"), "PORT": str(free_port())}
    ended = subprocess.run(
        [sys.executable, "-m", "gunicorn", "wsgi:app"],
        cwd=ROOT,
        env={**os.environ, **environment, **there},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return ended.returncode, ended.stderr


@pytest.mark.slow
def test_server_that_starts_before_its_database_may_be_started_again(
    environment: dict[str, str], home: URL
) -> None:
    """As after a power cut. With 4 systemd would leave it until somebody comes."""
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        away = home.set(host="127.0.0.1", port=nobody.getsockname()[1], query={})
        code, said = ended_at_the_start(environment, away)
    assert code == 1
    assert said.count("\n") == 1
    assert said.startswith("The database can't be used")


@pytest.mark.slow
def test_server_that_no_waiting_helps_is_not_started_again(
    environment: dict[str, str], home: URL
) -> None:
    assert ended_at_the_start(environment, home.set(database="nothing_here"))[0] == 4
    assert ended_at_the_start(environment, home.update_query_dict({"sslmode": "x"}))[0] == 4


@pytest.mark.parametrize(
    ("said", "away"),
    [
        ("connection failed: FATAL:  the database system is starting up", True),
        ("connection failed: FATAL:  the database system is shutting down", True),
        ("connection failed: FATAL:  sorry, too many clients already", True),
        ("failed to resolve host 'db': [Errno -2] Name or service not known", True),
        ("connection timeout expired", True),
        ('connection failed: FATAL:  database "queue" does not exist', False),
        ('connection failed: FATAL:  password authentication failed for user "queue"', False),
        ('connection is bad: invalid sslmode value: "x"', False),
    ],
)
def test_what_passes_by_itself_is_told_from_what_somebody_must_put_right(
    said: str, away: bool
) -> None:
    assert database.passes(psycopg.OperationalError(said)) is away
