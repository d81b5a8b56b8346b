"""Scan and join: what it costs with the screens open, and how many a second come through the door.

The door alone is measured with the code from the database, while nobody watches; beside it, where
pgbench is there, the same two statements without any product around them.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from statistics import median

import psycopg
from sqlalchemy import make_url

from app.embedded_postgres import Cluster
from bench import bare_door
from bench.screens import Board, board_of, dashboard_of
from bench.table import Row
from testing.http import Client
from testing.server import Server
from testing.shop import Shop, cpu_seconds, database_cpu, settle, worker_of
from testing.streams import Crowd

PEOPLE = 2_000
FEW = 12
Reading = Callable[[], Awaitable[str]]
"""How a customer reads the code."""
_SHOWN = "SELECT code FROM join_code WHERE store_id = %s AND replaced_by IS NULL"


class Code:
    """The newest code of a store, without costing the product a request."""

    def __init__(
        self, connection: psycopg.AsyncConnection[tuple[object, ...]], store: object
    ) -> None:
        self._connection = connection
        self._store = store

    @classmethod
    async def before(cls, url: str, nth: int) -> Code:
        """That of the store that opened as the nth, on a connection of its own."""
        plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        connection = await psycopg.AsyncConnection.connect(
            plain, autocommit=True, prepare_threshold=1
        )
        found = await connection.execute(
            "SELECT id FROM store ORDER BY opened_at OFFSET %s", (nth,)
        )
        (store,) = await found.fetchone() or (None,)
        return cls(connection, store)

    async def now(self) -> str:
        """What a screen would show."""
        found = await self._connection.execute(_SHOWN, (self._store,))
        (code,) = await found.fetchone() or ("",)
        return str(code)

    async def close(self) -> None:
        """Let go of the connection."""
        await self._connection.close()


async def rush(shops: list[Shop], codes: list[Reading], people: int) -> float:
    """Let people scan and join, each reader of codes at once; the number that came in a second."""
    left = people

    async def customers(shop: Shop, read: Reading) -> None:
        nonlocal left
        client = Client(shop.port)
        while left > 0:
            left -= 1
            reply = await client.get(f"/J/{await read()}")
            while reply.status != 303:  # somebody else had the third pass of this code
                await asyncio.sleep(0.005)
                reply = await client.get(f"/J/{await read()}")
            fields = {"name-0": "Ting", "phone-0": "", "queue-0": shop.queues[0]}
            reply = await client.post(reply.location, fields)
            if reply.status != 303 or not reply.location.startswith("/t/"):
                raise AssertionError(reply)
        client.close()

    start = time.perf_counter()
    at_work = (customers(shops[nth % len(shops)], read) for nth, read in enumerate(codes))
    await asyncio.gather(*at_work)
    return people / (time.perf_counter() - start)


async def door(server: Server, cluster: Cluster) -> list[Row]:
    """Customers a second at eight shops where nobody watches, and the statements alone."""
    shops = [await Shop(server.port).open(1) for _ in range(8)]
    codes = [await Code.before(cluster.url, nth) for nth in range(8)]
    await rush(shops, [code.now for code in codes], 200)
    alone = await rush(shops, [code.now for code in codes], PEOPLE)
    for code in codes:
        await code.close()
    bare = bare_door.measure(cluster)
    name = "scan + join, the door alone (code from the database, 8 at once)"
    rows = [Row(name, alone, "/s", 1_000, at_least=True, scales=True)]
    if bare:
        rows.append(Row("  the two statements alone (pgbench, 8 at once)", bare, "/s"))
        rows.append(Row("  the door's share of that", alone / bare, "", 0.25, at_least=True))
    return rows


async def crowded(server: Server) -> list[Row]:
    """Customers a second at eight shops, each with a board and a dashboard; a hundred watch."""
    shops = [await Shop(server.port).open(1) for _ in range(8)]
    tickets = [ticket for shop in shops for ticket in await shop.fill(13)][:100]
    crowd = await Crowd().open(server.port, [f"{ticket}/events" for ticket in tickets])
    boards = [await board_of(shop) for shop in shops]
    dashboards = [await dashboard_of(shop) for shop in shops]
    codes = [_shown(boards[nth % 8]) for nth in range(32)]
    reached = await rush(shops, codes, PEOPLE)
    for screen in (*boards, *dashboards):
        await screen.close()
    await crowd.close()
    name = "scan + join, 32 at once, 100 tickets, 8 boards and dashboards"
    return [Row(name, reached, "/s", 600, at_least=True, scales=True)]


async def cost(server: Server, cluster: Cluster) -> list[Row]:
    """Milliseconds of CPU, server and database, of one who scans and joins before the screens."""
    shop, worker = await Shop(server.port).open(), worker_of(server)
    board, client, rows = await board_of(shop), Client(server.port), []
    for screens, limit in (("a board", 7), ("a board and a dashboard", 9)):
        dashboard = await dashboard_of(shop) if limit == 9 else None
        await _some_join(shop, board, client)
        costs = []
        for _ in range(5):
            before = cpu_seconds(worker) + database_cpu(cluster)
            await _some_join(shop, board, client)
            costs.append((cpu_seconds(worker) + database_cpu(cluster) - before) / FEW)
        rows.append(
            Row(f"CPU of scan + join, {screens}", median(costs) * 1000, "ms", limit, scales=True)
        )
        if dashboard:
            await dashboard.close()
    await board.close()
    client.close()
    return rows


async def _some_join(shop: Shop, board: Board, client: Client) -> None:
    for nth in range(FEW):
        form = (await client.get(f"/J/{board.code}")).location
        fields = {"name-0": "Ting", "queue-0": shop.queues[nth % len(shop.queues)]}
        await settle(0.03)  # they type; meanwhile the screens have the next code
        await client.post(form, fields)
        await settle(0.03)


def _shown(board: Board) -> Reading:
    async def read() -> str:
        return board.code

    return read
