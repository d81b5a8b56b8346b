"""Five thousand streams in one process and five changes a second: when is each change on all?"""

from __future__ import annotations

import asyncio
import time
from statistics import quantiles

from bench.table import Row
from testing.server import Server
from testing.shop import Shop
from testing.streams import Crowd

STREAMS = 5_000
CHANGES = 50
PAUSE = 0.2  # seconds between two changes


async def measure(server: Server, shop: Shop) -> list[Row]:
    """Milliseconds from sending a change to its arrival on a stream, over all of both."""
    crowd = await Crowd().open(server.port, [f"{shop.board}/events"] * STREAMS)
    waiting = max(people for people, _when in crowd.seen)
    crowd.seen.clear()
    sent = {}
    for nth in range(1, CHANGES + 1):
        sent[waiting + nth] = start = time.perf_counter()
        await shop.walk_in()
        await asyncio.sleep(max(0.0, PAUSE - (time.perf_counter() - start)))
    deadline = time.perf_counter() + 10
    last = waiting + CHANGES
    while sum(people == last for people, _ in crowd.seen) < STREAMS:
        if time.perf_counter() > deadline:
            break
        await asyncio.sleep(0.05)
    delays = [(when - sent[people]) * 1000 for people, when in crowd.seen if people in sent]
    on_last = sum(people == last for people, _ in crowd.seen)
    await crowd.close()
    cuts = quantiles(delays, n=100)
    return [
        Row("5,000 streams: change on a stream, p50", cuts[49], "ms"),
        Row("5,000 streams: change on a stream, p99", cuts[98], "ms", limit=300),
        Row("5,000 streams: share that shows the last state", on_last / STREAMS, "", 1, True),
        Row("5,000 streams: deliveries of each change", len(delays) / CHANGES, ""),
    ]
