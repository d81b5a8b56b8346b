"""How soon the owner's page of a long line is there, while another dashboard shows it."""

from __future__ import annotations

import gzip
import time
from statistics import median

from bench.screens import board_of, dashboard_of
from bench.table import Row
from testing.shop import Shop

LOOKS = 40


async def measure(shop: Shop, *lines: tuple[int, float]) -> list[Row]:
    """Milliseconds and kilobytes of the page, with so many waiting: each with its limit."""
    path, there, rows = f"/store/queues/{shop.queues[0]}", 0, []
    screens = await board_of(shop), await dashboard_of(shop)
    for waiting, limit in lines:
        for nth in range(there, waiting):
            await shop.walk_in(f"Customer {nth * 7919 % 1009}")
        there, times, page = waiting, [], b""
        for _ in range(LOOKS):
            start = time.perf_counter()
            page = (await shop.owner.get(path)).body
            times.append((time.perf_counter() - start) * 1000)
        name = f"queue page, {waiting:,} waiting"
        rows.append(Row(f"{name}, p50", median(times), "ms", limit, scales=True))
        rows.append(Row(f"{name}, compressed", len(gzip.compress(page, 6)) / 1000, "kB"))
    for screen in screens:
        await screen.close()
    return rows
