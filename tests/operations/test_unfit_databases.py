"""Databases that would give wrong pages later are refused in one line before anything starts."""

from __future__ import annotations

import os
import pwd
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from sqlalchemy import URL, make_url

from app.checks import Finding, database
from app.settings import Settings
from testing.installed import installed
from testing.server import ROOT, free_port

pytestmark = pytest.mark.long


def shown(url: URL) -> str:
    """As a deployer would type it."""
    typed = url.set(drivername="postgresql").render_as_string(hide_password=False)
    return typed.replace("+", "%20")


@pytest.fixture
def home(application: Flask) -> URL:
    """The database of this run, which is fit."""
    return make_url(application.config["SQLALCHEMY_DATABASE_URI"])


@contextmanager
def made(home: URL, make: str, unmake: str) -> Iterator[None]:
    with psycopg.connect(shown(home), autocommit=True) as connection:
        connection.execute(unmake)
        connection.execute(make)
        try:
            yield
        finally:
            connection.execute(unmake)


def looked_at(environment: dict[str, str], url: URL) -> list[Finding]:
    settings = Settings.from_environ(environment)
    return list(database.look(replace(settings, database_url=str(shown(url)))))


def refused(environment: dict[str, str], url: URL) -> str:
    """The one line that says why."""
    (line,) = [found.said for found in looked_at(environment, url) if found.good is False]
    assert "\n" not in line
    return line


def test_fit_database_is_found_fit(environment: dict[str, str], home: URL) -> None:
    found = looked_at(environment, home)
    assert all(finding.good is not False for finding in found), found
    assert any(finding.said.startswith("schema ") for finding in found)


@pytest.mark.parametrize("encoding", ["LATIN1", "SQL_ASCII"])
def test_database_that_can_not_hold_all_names_is_refused(
    environment: dict[str, str], home: URL, encoding: str
) -> None:
    name = f"unfit_{encoding.lower()}"
    with psycopg.connect(shown(home)) as connection:
        libc = " LOCALE_PROVIDER 'libc'" if connection.info.server_version >= 150_000 else ""
    make = (
        f"CREATE DATABASE {name} ENCODING '{encoding}' TEMPLATE template0 "
        f"LC_COLLATE 'C' LC_CTYPE 'C'{libc}"
    )
    with made(home, make, f"DROP DATABASE IF EXISTS {name}"):
        said = refused(environment, home.set(database=name))
    assert said.startswith(f"The database is kept in {encoding}, ")


def test_role_that_may_not_create_tables_is_told_what_to_grant(
    environment: dict[str, str], home: URL
) -> None:
    role = "CREATE ROLE guest LOGIN PASSWORD 'guest'; CREATE DATABASE unfit_rights"
    gone = "DROP DATABASE IF EXISTS unfit_rights; DROP ROLE IF EXISTS guest"
    with psycopg.connect(shown(home), autocommit=True) as connection:
        for statement in [*gone.split(";"), *role.split(";")]:
            connection.execute(statement)
        theirs = home.set(database="unfit_rights", username="guest", password="guest")
        with psycopg.connect(shown(home.set(database="unfit_rights")), autocommit=True) as there:
            there.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
        try:
            assert 'may not create tables in schema "public"' in refused(environment, theirs)
        finally:
            for statement in gone.split(";"):
                connection.execute(statement)


def test_foreign_option_in_the_address_is_refused(environment: dict[str, str], home: URL) -> None:
    said = refused(environment, home.update_query_dict({"charset": "utf8mb4"}))
    assert "charset" in said
    assert said.endswith("check DATABASE_URL")


@pytest.mark.parametrize(
    ("option", "said"),
    [
        ("default_transaction_read_only=on", "The database can only be read"),
        ("default_transaction_isolation=serializable", "Transactions are serializable by default"),
        ("client_encoding=LATIN1", "The connection speaks LATIN1"),
        ("search_path=nowhere", "There is no schema that the role may use"),
    ],
)
def test_database_that_answers_otherwise_than_it_should_is_refused(
    environment: dict[str, str], home: URL, option: str, said: str
) -> None:
    assert said in refused(environment, home.update_query_dict({"options": f"-c {option}"}))


def test_database_that_is_too_old_is_refused_and_asked_nothing_more(
    environment: dict[str, str], home: URL, monkeypatch: pytest.MonkeyPatch
) -> None:
    with psycopg.connect(shown(home)) as connection:
        here = connection.info.server_version // 10_000
    # No machine has one that old; this one is, for code that needs a newer one.
    monkeypatch.setattr(database, "OLDEST", here + 1)
    assert refused(environment, home) == (
        f"The database is PostgreSQL {here}: {here + 1} or newer is needed"
    )
    assert not any("schema" in found.said for found in looked_at(environment, home))


def test_database_of_newer_code_is_refused_in_one_line_and_the_port_stays_free(
    environment: dict[str, str], home: URL
) -> None:
    name, port = "unfit_newer", free_port()
    with made(home, f"CREATE DATABASE {name}", f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"):
        newer = home.set(database=name)
        with psycopg.connect(shown(newer), autocommit=True) as connection:
            connection.execute("CREATE TABLE alembic_version (version_num varchar(32))")
            connection.execute("INSERT INTO alembic_version VALUES ('9999_later')")
        ended = subprocess.run(
            [sys.executable, "-m", "gunicorn", "wsgi:app"],
            cwd=ROOT,
            env={**os.environ, **environment, "DATABASE_URL": shown(newer), "PORT": str(port)},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert ended.returncode == 4
    assert ended.stderr.count("\n") == 1
    assert ended.stderr.startswith("The database was updated to 9999_later by a newer version")
    assert ended.stdout == ""
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0


@contextmanager
def pooler(home: URL, mode: str, folder: Path) -> Iterator[URL]:
    """PgBouncer before the database, as many hosts have one."""
    program = installed("pgbouncer")
    host = home.query.get("host") or home.host or "localhost"
    port, there = free_port(), home.query.get("port") or home.port or 5432
    folder.chmod(0o755)
    config = folder / f"{mode}.ini"
    config.write_text(
        f"[databases]\n* = host={host} port={there} user={home.username}"
        + (f" password={home.password}" if home.password else "")
        + f"\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\nauth_type = any\n"
        f"pool_mode = {mode}\nunix_socket_dir =\nignore_startup_parameters = extra_float_digits\n"
    )
    runs_as = []
    if os.geteuid() == 0:
        owner = Path(str(host)).stat().st_uid if str(host).startswith("/") else 65534
        runs_as = ["-u", pwd.getpwuid(owner).pw_name]
    process = subprocess.Popen([program, "-q", *runs_as, str(config)], stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield URL.create("postgresql", "anybody", "x", "127.0.0.1", port, home.database)
    finally:
        process.terminate()
        process.wait()


def test_pooler_in_transaction_mode_is_refused(
    environment: dict[str, str], home: URL, scratch: Path
) -> None:
    folder = scratch / "pooler"
    folder.mkdir(exist_ok=True)
    with pooler(home, "transaction", folder) as url:
        assert "pooler in transaction mode" in refused(environment, url)
    with pooler(home, "session", folder) as url:
        found = looked_at(environment, url)
    assert Finding(True, "a pooler in session mode between") in found
    assert all(finding.good is not False for finding in found), found
