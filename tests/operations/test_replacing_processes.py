"""Processes are replaced while people join: nobody is answered with an error, nobody is lost."""

from __future__ import annotations

import asyncio
import signal
import socket
import time

import psutil
import pytest
from sqlalchemy import text

from app.extensions import db
from app.serving.worker import STREAMS_PATIENCE
from testing.databases import database
from testing.http import Client
from testing.many_stores import Opened, office, opened, unique
from testing.rolling import Joins, joins_during, workers_replaced
from testing.server import Server
from testing.shop import opened as opened_shop

pytestmark = pytest.mark.long


def in_line(store: Opened) -> int:
    """How many of the store's customers the database has."""
    counted = db.session.scalar(
        text("SELECT count(*) FROM customer WHERE queue_id = :queue"), {"queue": store.queue_id}
    )
    db.session.rollback()
    return counted or 0


def all_joined(seen: Joins, store: Opened, people: int) -> None:
    assert seen.answers == {"303": people}, (seen.answers, seen.slowest)
    assert in_line(store) == people


def test_workers_are_replaced_one_after_the_other_and_nobody_notices() -> None:
    with (
        database() as environment,
        Server(environment, WEB_CONCURRENCY="2") as server,
        office(environment) as app,
    ):
        assert server.process is not None
        master = psutil.Process(server.process.pid)
        fewest = 2

        async def replace() -> None:
            nonlocal fewest
            replacing = asyncio.create_task(workers_replaced(master))
            while not replacing.done():
                fewest = min(fewest, len(master.children()))
                await asyncio.sleep(0.05)
            await replacing

        store = opened(app, unique("Shop"), [], 600)
        seen = asyncio.run(joins_during(server.port, store, 12, replace))
        all_joined(seen, store, 600)
        assert fewest == 2
        said = server.stop()
    assert "Traceback" not in said


def test_whoever_waits_at_the_door_when_the_server_is_told_to_go_is_let_in() -> None:
    """The backlog is full of people at the moment of the signal, and each is answered."""
    with (
        database() as environment,
        Server(environment) as server,
        office(environment) as app,
    ):
        store = opened(app, unique("Shop"), [], 40)
        seen = Joins()

        async def rush() -> None:
            waiting = [await Client(server.port).connect() for _nth in range(40)]
            assert server.process is not None
            server.process.send_signal(signal.SIGTERM)
            await asyncio.gather(
                *(seen.one(client, store, nth) for nth, client in enumerate(waiting))
            )

        asyncio.run(rush())
        all_joined(seen, store, 40)


def test_server_that_is_told_to_go_does_not_wait_for_a_phone_that_reads_nothing() -> None:
    """It sleeps in a pocket, and what it was sent lies in the system's buffers, which are full."""
    with database() as environment, Server(environment) as server, socket.socket() as phone:

        async def fill_buffers() -> None:
            async with opened_shop(server.port) as shop:
                phone.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
                phone.connect(("127.0.0.1", server.port))
                phone.sendall(
                    f"GET {shop.board}/events HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
                )
                for nth in range(150):
                    await shop.walk_in(f"Customer {nth}", nth % 3)

        asyncio.run(fill_buffers())
        begin = time.monotonic()
        said = server.stop()
        assert time.monotonic() - begin < STREAMS_PATIENCE + 2
    assert "Traceback" not in said


def test_server_that_starts_refuses_whoever_comes_until_it_can_answer() -> None:
    """So that a proxy sends them to another process at once, where here they would wait."""
    with database() as environment:
        server, refused, let_in = Server(environment), 0, 0.0
        server.launch()
        try:
            deadline = time.monotonic() + 60
            while not let_in:
                assert time.monotonic() < deadline
                with socket.socket() as phone:
                    phone.settimeout(10)
                    if phone.connect_ex(("127.0.0.1", server.port)) == 0:
                        let_in = time.perf_counter()
                        phone.sendall(b"GET /livez HTTP/1.0\r\nHost: localhost\r\n\r\n")
                        assert phone.recv(100).startswith(b"HTTP/1.0 200 ")
                        continue
                refused += 1
                time.sleep(0.01)
            took = time.perf_counter() - let_in
        finally:
            server.stop()
    assert refused > 10
    assert took < 0.5, took
