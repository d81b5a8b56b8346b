"""From a scan to the new QR code on the screen; a dashboard is open as well."""

from __future__ import annotations

import asyncio
import time
from statistics import quantiles

from bench.screens import Board, board_of, dashboard_of
from bench.table import Row
from testing.http import Client
from testing.shop import Shop
from testing.streams import Crowd

SCANS = 300


async def measure(shop: Shop, tickets: list[str]) -> list[Row]:
    """Milliseconds, idle and with a hundred customers watching."""
    board, dashboard = await board_of(shop), await dashboard_of(shop)
    idle = await _scans(shop.port, board)
    crowd = await Crowd().open(shop.port, [f"{ticket}/events" for ticket in tickets])
    watched = await _scans(shop.port, board)
    await crowd.close()
    await board.close()
    await dashboard.close()
    return [
        Row("scan → new code on screen, idle, p50", idle[49], "ms", 5, scales=True),
        Row("scan → new code on screen, idle, p99", idle[98], "ms", 25, scales=True),
        Row(f"  with {len(tickets)} customers watching, p50", watched[49], "ms"),
        Row(f"  with {len(tickets)} customers watching, p99", watched[98], "ms", 50, scales=True),
    ]


async def _scans(port: int, board: Board) -> list[float]:
    phone = Client(port)
    await phone.get("/healthz")
    times = []
    for _ in range(SCANS):
        code, start = board.code, time.perf_counter()
        scan = asyncio.create_task(phone.get(f"/J/{code}"))
        while board.code == code:
            await board.next()
        times.append((board.seen - start) * 1000)
        assert (await scan).status == 303
        await asyncio.sleep(0.005)
    phone.close()
    return quantiles(times, n=100)
