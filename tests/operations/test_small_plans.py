"""Ten connections to the database, few open files: what small plans give."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import URL, make_url

from app.database.outage import PATIENCE_SECONDS
from testing.command import Command
from testing.databases import database
from testing.http import Client
from testing.many_stores import Opened, fall_due, office, opened, unique
from testing.rolling import Joins
from testing.server import Server
from testing.shop import opened as shop_opened

pytestmark = pytest.mark.slow

_NAME = "ten-connections"
RUSH_SECONDS = 2.0
"""For all of forty scans."""


@contextmanager
def small_plan() -> Iterator[dict[str, str]]:
    """A database whose owner may open ten connections, as on the smallest plans of many hosts."""
    role = f"small_{secrets.token_hex(4)}"
    with database() as environment:
        everybody = make_url(environment["DATABASE_URL"])
        with psycopg.connect(shown(everybody), autocommit=True) as connection:
            connection.execute(f"CREATE ROLE {role} LOGIN PASSWORD 'small' CONNECTION LIMIT 10")
            connection.execute(f"CREATE DATABASE {role} OWNER {role}")
            theirs = everybody.set(username=role, password="small", database=role)
            try:
                yield {
                    **environment,
                    "DATABASE_URL": theirs.render_as_string(hide_password=False),
                    "PGAPPNAME": _NAME,
                }
            finally:
                connection.execute(f"DROP DATABASE {role} WITH (FORCE)")
                connection.execute(f"DROP ROLE {role}")


def shown(url: URL) -> str:
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


def scans_and_joins(environment: dict[str, str], **more: str) -> tuple[list[int], Counter[str]]:
    """Forty scans at once, then forty forms at once, of a server that may have so much."""

    async def scan(port: int, code: str) -> int:
        client = Client(port)
        reply = await client.get(f"/J/{code}")
        status = reply.status
        if status == 303:
            status = (await client.get(reply.location)).status
        client.close()
        return status

    async def rush(port: int) -> list[int]:
        statuses: list[int] = []
        took: list[float] = []
        async with shop_opened(port, 1) as shop:
            for _nth in range(3):
                shop.code = shop.code_on((await shop.owner.get("/store")).body)
                begun = time.monotonic()
                statuses += await asyncio.gather(*(scan(port, shop.code) for _nth in range(40)))
                took.append(time.monotonic() - begun)
        # Beside whatever else this machine does, one of them has it to itself for long enough; in
        # none does anybody wait in vain for a connection.
        assert min(took) < RUSH_SECONDS, took
        assert max(took) < PATIENCE_SECONDS, took
        return statuses

    async def forms(port: int, store: Opened) -> Joins:
        joins = Joins()
        await asyncio.gather(*(joins.one(Client(port), store, nth) for nth in range(40)))
        return joins

    with Server(environment, **more) as server:
        # What is set up from here comes and goes before the rush.
        with office({**environment, "DATABASE_CONNECTIONS": "4"}) as app:
            store = opened(app, unique("Shop"), [], 40)
        statuses = asyncio.run(rush(server.port))
        answers = asyncio.run(forms(server.port, store)).answers
    assert "away" not in server.stop()
    return statuses, answers


@pytest.mark.parametrize("processes", [2, pytest.param(1, marks=pytest.mark.long)])
def test_forty_scans_at_once_on_ten_connections_are_all_answered(processes: int) -> None:
    each = str({1: 8, 2: 4}[processes])
    with small_plan() as environment:
        statuses, answers = scans_and_joins(
            environment, WEB_CONCURRENCY=str(processes), DATABASE_CONNECTIONS=each
        )
        # Three people may scan one code; the others read that it is used up.
        assert sorted(set(statuses)) == [200, 410], statuses
        assert answers == {"303": 40}


@pytest.mark.parametrize(
    ("processes", "named"),
    [
        ("1", "DATABASE_CONNECTIONS=8"),
        ("2", "DATABASE_CONNECTIONS=4"),
        ("3", "WEB_CONCURRENCY=2 and DATABASE_CONNECTIONS=4"),
    ],
)
def test_processes_that_need_more_connections_than_there_are_do_not_start(
    processes: str, named: str
) -> None:
    with small_plan() as environment:
        code, said = Server(environment, WEB_CONCURRENCY=processes).refuses()
    assert code == 4
    assert said.startswith("The database lets in 10 connections; ")
    assert said.endswith(f": set {named}\n")
    assert said.count("\n") == 1


def test_commands_do_with_the_fewest_connections() -> None:
    with small_plan() as plan:
        environment = {**plan, "DATABASE_CONNECTIONS": "4"}
        with office(environment) as app:
            names = [opened(app, unique("Shop"), ["Ann"]).name for _ in range(3)]
            fall_due(names)
            # One of them is typed: a process takes seconds, and has as many connections as this.
            here = app.test_cli_runner()
            said = [here.invoke(args=["close-due"]).output]
            code, words = Command(environment, "deliver").ended()
            assert code == 0, words
            # SQLAlchemy may warn before, where two threads draw up their first statement at once.
            said.append(words.splitlines()[-1])
            said.append(here.invoke(args=["deliver"]).output)
        outbox = Path(environment["DATA_DIR"]) / "outbox"
        assert [line.strip() for line in said] == [
            *("Closed what was due.", "Tried every mail that was due.", "No mail is due.")
        ]
        assert len(list(outbox.glob("*.eml"))) == len(names)


def test_process_opens_no_more_connections_than_it_may() -> None:
    with (
        database() as environment,
        Server(environment, DATABASE_CONNECTIONS="10", PGAPPNAME=_NAME) as server,
    ):

        async def look_around() -> None:
            clients = [Client(server.port) for _ in range(40)]
            await asyncio.gather(*(client.get("/healthz") for client in clients))
            for client in clients:
                client.close()

        asyncio.run(look_around())
        assert 2 < connections_of_server(environment["DATABASE_URL"]) <= 10


def connections_of_server(url: str) -> int:
    """How many the server has; this test's own have no such name."""
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        counted = connection.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' "
            "AND pid <> pg_backend_pid() AND application_name = %s",
            (_NAME,),
        ).fetchone()
    assert counted is not None
    return int(counted[0])


@pytest.mark.long
def test_five_hundred_streams_on_four_hundred_files_leave_room_for_pages() -> None:
    async def crowd(server: Server) -> Counter[str]:
        async with shop_opened(server.port, 1) as shop:
            (ticket,) = await shop.fill(1)
            paths = [shop.board] * 480 + [ticket] * 20
            answers: Counter[str] = Counter()
            writers = []
            for path in paths:
                reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
                writer.write(f"GET {path}/events HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
                answers[(await reader.readline()).split()[1].decode()] += 1
                writers.append(writer)
            for path in (ticket, shop.board, "/livez", "/healthz"):
                began, somebody = time.monotonic(), Client(server.port)
                assert (await somebody.get(path)).status == 200, path
                assert time.monotonic() - began < 1, path
                somebody.close()
            for writer in writers:
                writer.close()
            await asyncio.gather(*(w.wait_closed() for w in writers), return_exceptions=True)
            return answers

    with database() as environment:
        server = Server(environment)
        server.files = 400
        with server:
            answers = asyncio.run(crowd(server))
        said = server.stop()
    assert answers.keys() == {"200", "503"}
    assert answers["200"] > 60
    assert "Too many open files" not in said
