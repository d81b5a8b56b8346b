"""What the owner's page costs when the line is long: to draw, to send, and to keep up to date."""

from __future__ import annotations

import asyncio
import gzip
import time
from statistics import median

from bench.table import Row
from testing.http import Client
from testing.server import Server
from testing.shop import Shop, cpu_seconds, settle, worker_of

WAITING = 300
LOOKS = 60
CHANGES = 20


async def measure(server: Server, shop: Shop) -> list[Row]:
    """Milliseconds and kilobytes of the page; CPU of a change with one dashboard, and with none."""
    for nth in range(WAITING):
        await shop.walk_in(f"Customer {nth * 7919 % 1009}")
    path = f"/store/queues/{shop.queues[0]}"
    times, page = [], b""
    for _ in range(LOOKS):
        start = time.perf_counter()
        page = (await shop.owner.get(path)).body
        times.append((time.perf_counter() - start) * 1000)
    unseen = await _change(server, shop)
    desk = Client(server.port, shop.owner.cookie)
    reader, writer = await desk.stream(f"/store/events?queue={shop.queues[0]}")
    looking = asyncio.create_task(_read(reader))
    await settle()
    seen = await _change(server, shop)
    looking.cancel()
    writer.close()
    return [
        Row(f"queue page, {WAITING} waiting, p50", median(times), "ms", limit=60),
        Row("  compressed", len(gzip.compress(page, 6)) / 1000, "kB", limit=40),
        Row("  CPU a change, no dashboard open", unseen, "ms"),
        Row("  CPU a change, one dashboard open", seen, "ms"),
    ]


async def _read(reader: asyncio.StreamReader) -> None:
    while await reader.read(1 << 20):
        pass


async def _change(server: Server, shop: Shop) -> float:
    worker = worker_of(server)
    before = cpu_seconds(worker)
    for _ in range(CHANGES):
        await shop.walk_in()
        await settle(0.05)
    return (cpu_seconds(worker) - before) / CHANGES * 1000
