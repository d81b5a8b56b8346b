"""Ten connections to the database, another way to listen: what small plans and platforms give."""

from __future__ import annotations

import asyncio
import os
import socket
import time
import urllib.request
from collections import Counter
from pathlib import Path

import psycopg
import pytest

from testing.databases import database
from testing.http import Client
from testing.many_stores import office, opened, unique
from testing.rolling import Joins
from testing.server import Server, free_port
from testing.shop import opened as shop_opened

_NAME = "ten-connections"


def test_forty_scans_at_once_on_ten_connections_are_all_answered() -> None:
    async def rush(server: Server) -> list[int]:
        async with shop_opened(server.port, 1) as shop:

            async def scan() -> int:
                client = Client(server.port)
                reply = await client.get(f"/J/{shop.code}")
                status = reply.status
                if status == 303:
                    status = (await client.get(reply.location)).status
                client.close()
                return status

            return await asyncio.gather(*(scan() for _nth in range(40)))

    with (
        database() as environment,
        Server(environment, DATABASE_CONNECTIONS="10", PGAPPNAME=_NAME) as server,
        office(environment) as app,
    ):
        store = opened(app, unique("Shop"), [], 40)
        statuses = asyncio.run(rush(server))
        # Three people may scan one code; the others read that it is used up.
        assert sorted(set(statuses)) == [200, 410], statuses

        async def forms() -> Joins:
            joins = Joins()
            await asyncio.gather(*(joins.one(Client(server.port), store, nth) for nth in range(40)))
            return joins

        assert asyncio.run(forms()).answers == {"303": 40}
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


def test_platform_without_ipv4_is_served_on_ipv6() -> None:
    if not socket.has_ipv6 or not Path("/proc/net/if_inet6").exists():
        pytest.skip("no IPv6 here")
    with (
        database() as environment,
        Server(environment, HOST="::") as server,
        urllib.request.urlopen(f"http://[::1]:{server.port}/livez", timeout=5) as answer,
    ):
        assert answer.status == 200


def test_server_listens_on_a_socket_file(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    place = tmp_path / "queue.sock"
    port = free_port()
    binds = f"unix:{place},127.0.0.1:{port}"
    with database() as environment:
        server = Server(environment, BIND=binds)
        server.port, server.url = port, f"http://localhost:{port}"
        with server, socket.socket(socket.AF_UNIX) as phone:
            phone.connect(os.fspath(place))
            phone.sendall(b"GET /livez HTTP/1.0\r\nHost: localhost\r\n\r\n")
            assert phone.recv(100).startswith(b"HTTP/1.0 200 ")
