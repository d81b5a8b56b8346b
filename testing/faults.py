"""What goes wrong in a shop's day, on purpose.

Each scenario asserts what must hold and says what it saw; the tests run them with fewer streams.
"""

from __future__ import annotations

import asyncio
import signal
import socket
import time
from collections.abc import Callable

import psycopg
from sqlalchemy import make_url

from app.embedded_postgres import Cluster
from testing.http import figure
from testing.server import Server
from testing.shop import opened, settle
from testing.streams import Crowd


async def restarted_database(server: Server, cluster: Cluster, streams: int) -> str:
    """PostgreSQL restarts under open streams, while people go on joining."""
    async with opened(server.port, 1) as shop:
        crowd = await Crowd().open(server.port, [f"{shop.board}/events"] * streams)
        joined = 0
        over = asyncio.Event()

        async def people() -> None:
            nonlocal joined
            while not over.is_set():
                await shop.fill(1)
                joined += 1

        joining = asyncio.create_task(people())
        await settle(0.3)
        await asyncio.to_thread(cluster.stop)
        await settle(0.5)
        await asyncio.to_thread(cluster.start)
        back = time.perf_counter()
        await settle(0.5)
        over.set()
        await joining
        # Whoever was told that they are in line is in line, on every screen.
        await _until(lambda: _showing(crowd, joined) >= streams, 10)
        took = time.perf_counter() - back
        assert crowd.lost == 0, f"{crowd.lost} streams were lost"
        await crowd.close()
        return f"{streams} streams were current {took:.1f} s after a restart; {joined} joined"


async def reader_that_stops(server: Server, streams: int, changes: int = 200) -> str:
    """One viewer stops reading; the others don't notice, and it goes on with the last state.

    It is a dashboard at the end of a narrow line: in its small packets the system's buffers take
    some dozen messages, where they would take all of them.
    """
    async with opened(server.port, 1) as shop:
        deaf = socket.socket()
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)  # before it is connected
        deaf.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, 536)
        deaf.settimeout(5)
        deaf.connect(("127.0.0.1", server.port))
        deaf.sendall(
            b"GET /store/events HTTP/1.1\r\nHost: localhost\r\nCookie: %s\r\n\r\n"
            % shop.owner.cookie
        )
        crowd = await Crowd().open(server.port, [f"{shop.board}/events"] * streams)
        slowest = 0.0
        for _ in range(changes):
            expected, start = crowd.messages + streams, time.perf_counter()
            await shop.walk_in()
            await crowd.until(expected, 5)
            slowest = max(slowest, time.perf_counter() - start)
        heard = await asyncio.to_thread(
            _read_until, deaf, f"<strong>{changes}</strong> <span>waiting".encode()
        )
        assert heard < changes / 2, f"the deaf viewer got {heard} messages"
        deaf.close()
        await crowd.close()
        return (
            f"{changes} changes reached {streams} viewers in {slowest * 1000:.0f} ms at most beside"
            f" a deaf one, who got {heard} messages, the last state among them"
        )


def _read_until(viewer: socket.socket, wanted: bytes) -> int:
    """How many messages come until one says what is wanted."""
    read = b""
    while wanted not in read:
        more = viewer.recv(1 << 16)
        assert more, "the stream has ended"
        read += more
    return read.count(b"\nid: ")


async def viewers_that_vanish(server: Server, streams: int) -> str:
    """Viewers go without closing; their places are given up."""
    async with opened(server.port) as shop:
        crowd = await Crowd().open(server.port, [f"{shop.board}/events"] * streams)
        before = await _streams(server.port)
        await crowd.close()
        for _ in range(3):
            await shop.walk_in()
            await settle(0.2)
        left = await _streams(server.port)
        assert left <= before - streams, (before, left)
        return f"{streams} viewers vanished, {left} streams are left of {before}"


async def burst(server: Server, cluster: Cluster, streams: int, changes: int) -> str:
    """Many changes at once, from outside the process; all end on the last, few snapshots do."""
    async with opened(server.port, 1) as shop:
        crowd = await Crowd().open(server.port, [f"{shop.board}/events"] * streams)
        loads = await figure(server.port, "queue_snapshot_loads_total")
        start = time.perf_counter()
        await asyncio.to_thread(_change_often, cluster, shop.queues[0], changes)
        took = time.perf_counter() - start
        await _until(lambda: _showing(crowd, changes) >= streams, 10)
        loaded = await figure(server.port, "queue_snapshot_loads_total") - loads
        await crowd.close()
        assert loaded <= changes / 2, loaded
        done = f"{changes} changes in {took:.1f} s: {loaded:.0f} snapshots"
        return f"{done}, {streams} viewers on the last"


def _change_often(cluster: Cluster, queue: str, changes: int) -> None:
    """As another process would: change, commit, announce; the change is a word all boards show."""
    url = make_url(cluster.url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url, autocommit=True) as connection:
        (store,) = connection.execute(
            "SELECT store_id FROM queue WHERE id = %s", (queue,)
        ).fetchone()  # type: ignore[misc]
        connection.execute("SET synchronous_commit = off")
        for nth in range(1, changes + 1):
            connection.execute(
                "WITH it AS (UPDATE store SET version = version + 1 WHERE id = %s RETURNING id), "
                "named AS (UPDATE queue SET name = %s FROM it WHERE store_id = it.id) "
                "SELECT pg_notify('queue_system', %s)",
                (store, f"{nth} waiting", f"me:store-{store.hex}"),
            )


async def end_under_load(server: Server, streams: int) -> str:
    """SIGTERM with open streams: each ends, and the process with them."""
    async with opened(server.port) as shop:
        crowd = await Crowd().open(server.port, [f"{shop.board}/events"] * streams)
        assert server.process is not None
        start = time.perf_counter()
        server.process.send_signal(signal.SIGTERM)
        await _until(lambda: crowd.lost == streams, 5)
        await asyncio.to_thread(server.process.wait, 5)
        return f"{streams} streams and the process ended in {time.perf_counter() - start:.1f} s"


def _showing(crowd: Crowd, people: int) -> int:
    return sum(seen == people for seen, _when in crowd.seen)


async def _streams(port: int) -> int:
    return int(await figure(port, "queue_streams"))


async def _until(true: Callable[[], bool], seconds: float) -> None:
    deadline = time.perf_counter() + seconds
    while not true():
        assert time.perf_counter() < deadline, f"not within {seconds} s"
        await asyncio.sleep(0.02)
