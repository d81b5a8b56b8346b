"""Five thousand streams in one process and five changes a second: when is each change on all?

Once of boards, which all show the same, and once of tickets, which each show a place in a line of
two hundred; there half of the changes are calls, which all of them show, and half are of somebody
who joins at the end, which none does.
"""

from __future__ import annotations

import asyncio
import re
import time
from statistics import quantiles

from bench.table import Row
from testing.server import Server
from testing.shop import Shop, settle, worker_of
from testing.streams import Crowd

FEW, STREAMS = 1_000, 5_000
CHANGES = 50
PAUSE = 0.2  # seconds between two changes
LINE = 200
_CALLED = CHANGES // 2 + 3  # with some to spare, since only two and more are "people ahead"
_AHEAD = re.compile(rb"(\d+) people ahead")


async def boards(server: Server, shop: Shop) -> list[Row]:
    """Milliseconds from sending a change to its arrival on a board, and memory a board."""
    crowd = Crowd()
    memory = await _fill(server, crowd, "boards", [f"{shop.board}/events"], 17)
    waiting = max((people for people, _when in crowd.seen), default=0)
    crowd.seen.clear()
    sent = {}
    for nth in range(1, CHANGES + 1):
        sent[waiting + nth] = start = time.perf_counter()
        await shop.walk_in()
        await asyncio.sleep(max(0.0, PAUSE - (time.perf_counter() - start)))
    return await _rows("boards", crowd, sent, 200, memory)


async def tickets(server: Server, shop: Shop) -> list[Row]:
    """The same of tickets: their calls, by how many are still ahead of each."""
    paths = [f"{ticket}/events" for ticket in await shop.fill(LINE)][_CALLED:]
    crowd = Crowd(_AHEAD, by_progress=True)
    memory = await _fill(server, crowd, "tickets", paths, 20)
    crowd.seen.clear()
    sent = {}
    for nth in range(1, CHANGES + 1):
        start = time.perf_counter()
        if nth % 2:
            sent[nth // 2 + 1] = start
            await shop.call_next()
        else:
            await shop.walk_in()
        await asyncio.sleep(max(0.0, PAUSE - (time.perf_counter() - start)))
    return await _rows("tickets", crowd, sent, 350, memory)


async def _fill(server: Server, crowd: Crowd, what: str, paths: list[str], most: float) -> Row:
    """Open the streams; by how much the process grows for each from the first thousand on."""
    worker = worker_of(server)
    many = [paths[nth % len(paths)] for nth in range(STREAMS)]
    await crowd.open(server.port, many[:FEW])
    await settle(1)
    before = worker.memory_info().rss
    await crowd.open(server.port, many[FEW:])
    await settle(1)
    memory = (worker.memory_info().rss - before) / (STREAMS - FEW) / 1000
    return Row(f"5,000 {what}: memory a stream, 1,000 to 5,000", memory, "kB", most)


async def _rows(
    what: str, crowd: Crowd, sent: dict[int, float], limit: float, memory: Row
) -> list[Row]:
    last, deadline = max(sent), time.perf_counter() + 10
    while sum(state == last for state, _ in crowd.seen) < STREAMS:
        if time.perf_counter() > deadline:
            break
        await asyncio.sleep(0.05)
    delays = [(when - sent[state]) * 1000 for state, when in crowd.seen if state in sent]
    on_last = sum(state == last for state, _ in crowd.seen)
    await crowd.close()
    cuts = quantiles(delays, n=100)
    name = f"5,000 {what}"
    return [
        Row(f"{name}: change on a stream, p50", cuts[49], "ms"),
        Row(f"{name}: change on a stream, p99", cuts[98], "ms", limit, scales=True),
        Row(f"{name}: share that shows the last state", on_last / STREAMS, "", 1, at_least=True),
        Row(f"{name}: deliveries of each change", len(delays) / len(sent), ""),
        memory,
    ]
