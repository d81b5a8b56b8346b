"""A store with ten thousand customers closes: how long it takes, and whether others notice."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime
from statistics import quantiles

import psycopg

from app.demo import earlier
from app.embedded_postgres import Cluster
from bench.screens import board_of
from bench.table import Row
from testing.server import Server
from testing.shop import Shop, settle

CUSTOMERS = 10_000
PAUSE = 0.04  # seconds between two changes of the other store


async def measure(server: Server, cluster: Cluster) -> list[Row]:
    """Seconds of the closing; from a change of another store to its board meanwhile."""
    other = await Shop(server.port).open()
    board = await board_of(other)
    shop = await Shop(server.port).open()
    plain = cluster.url.replace("postgresql+psycopg://", "postgresql://")
    with psycopg.connect(plain, autocommit=True) as connection:
        newest = "SELECT id FROM store ORDER BY opened_at DESC LIMIT 1"
        (store,) = connection.execute(newest).fetchone() or (None,)
        connection.execute(earlier.FILL, earlier.values(store, CUSTOMERS, datetime.now(UTC)))
        connection.execute("ANALYZE")
    await settle(1)
    closing = asyncio.create_task(_close(shop))
    delays: list[float] = []
    while not closing.done() or len(delays) < 20:
        start = time.perf_counter()
        await other.walk_in()
        if board.seen < start:
            await board.next()
        delays.append((board.seen - start) * 1000)
        await settle(PAUSE)
    await board.close()
    cuts = quantiles(delays, n=100)
    name = f"closing a store of {CUSTOMERS:,}"
    return [
        Row(name, await closing, "s", 2, scales=True),
        Row("  another's change on its board meanwhile, p50", cuts[49], "ms"),
        Row(
            "  another's change on its board meanwhile, p99",
            cuts[98],
            "ms",
            300,
        ),
    ]


async def _close(shop: Shop) -> float:
    start = time.perf_counter()
    reply = await shop.owner.post("/store/close", {"csrf_token": shop.csrf})
    assert reply.status in (200, 303), reply.body
    return time.perf_counter() - start
