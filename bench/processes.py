"""Several processes on one database: when is a change made through any on the viewers of all?"""

from __future__ import annotations

import asyncio
import time
from statistics import quantiles

from bench.table import Row
from testing.shop import Shop, product
from testing.streams import Crowd

VIEWERS = 40
CHANGES = 40


async def measure(port: int, processes: int) -> list[Row]:
    """Milliseconds from sending a change to its arrival on a viewer, over all of both."""
    shop = await Shop(port).open(1)
    crowd = await Crowd().open(port, [f"{shop.board}/events"] * VIEWERS)
    crowd.seen.clear()
    sent = {}
    for nth in range(1, CHANGES + 1):
        # A new connection each time, so that each process gets its share of the changes.
        shop.owner.close()
        sent[nth] = time.perf_counter()
        await shop.walk_in()
        await asyncio.sleep(0.1)
    await asyncio.sleep(0.5)
    delays = [(when - sent[people]) * 1000 for people, when in crowd.seen if people in sent]
    on_last = sum(people == CHANGES for people, _when in crowd.seen)
    await crowd.close()
    cuts = quantiles(delays, n=100)
    name = f"{processes} processes: change on a viewer"
    return [
        Row(f"{name}, p50", cuts[49], "ms", limit=250),
        Row(f"{name}, p99", cuts[98], "ms"),
        Row(f"{processes} processes: share of viewers on the last", on_last / VIEWERS, "", 1, True),
    ]


def rows(processes: int) -> list[Row]:
    """Start so many processes, and measure."""
    with product(WEB_CONCURRENCY=str(processes)) as (server, _cluster):
        return asyncio.run(measure(server.port, processes))
