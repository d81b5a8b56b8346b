"""From a scan to the new QR code on the screen."""

from __future__ import annotations

import asyncio
import time
from statistics import quantiles

from bench.table import Row
from testing.http import Client, next_event
from testing.server import Server
from testing.shop import Shop
from testing.streams import Crowd

SCANS = 300


async def measure(server: Server, shop: Shop, tickets: list[str]) -> list[Row]:
    """Milliseconds, idle and with a hundred customers watching."""
    idle = await _scans(server, shop)
    crowd = await Crowd().open(server.port, [f"{ticket}/events" for ticket in tickets])
    watched = await _scans(server, shop)
    await crowd.close()
    return [
        Row("scan → new code on screen, idle, p50", idle[49], "ms", limit=5),
        Row("scan → new code on screen, idle, p99", idle[98], "ms", limit=25),
        Row(f"  with {len(tickets)} customers watching, p50", watched[49], "ms"),
        Row(f"  with {len(tickets)} customers watching, p99", watched[98], "ms", limit=50),
    ]


async def _scans(server: Server, shop: Shop) -> list[float]:
    reader, writer = await Client(server.port).stream(f"{shop.board}/events")
    code = shop.code_on(await next_event(reader))
    phone = Client(server.port)
    await phone.get("/healthz")
    times = []
    for _ in range(SCANS):
        start = time.perf_counter()
        scan = asyncio.create_task(phone.get(f"/J/{code}"))
        fresh = code
        while fresh == code:
            message = await next_event(reader)
            fresh = shop.code_on(message) if b"data-join-url" in message else code
        times.append((time.perf_counter() - start) * 1000)
        assert (await scan).status == 303
        code = fresh
        await asyncio.sleep(0.005)
    writer.close()
    phone.close()
    return quantiles(times, n=100)
