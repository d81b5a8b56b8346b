"""What one change costs the server and the database together, with a hundred customers watching.

Half of the changes are of somebody who joins at the end, which no ticket shows, and half are calls,
which the tickets of all who wait in that queue show. The server is warm: it runs for weeks.
"""

from __future__ import annotations

import re
from statistics import median

from app.embedded_postgres import Cluster
from bench.table import Row
from testing.http import Client
from testing.server import Server
from testing.shop import Shop, cpu_seconds, database_cpu, settle, worker_of
from testing.streams import Crowd

ROUNDS = 5
PAIRS = 6
"""Of a walk-in and a call, in each round."""


async def measure(server: Server, cluster: Cluster, shop: Shop, tickets: list[str]) -> list[Row]:
    """Milliseconds of CPU a change, and snapshot queries a change."""
    worker = worker_of(server)
    crowd = await Crowd().open(server.port, [f"{ticket}/events" for ticket in tickets])
    await _change(shop)
    await settle()
    costs, loads, told = [], [], []
    for _ in range(ROUNDS):
        before = cpu_seconds(worker) + database_cpu(cluster)
        loaded, messages = await _loads(server.port), crowd.messages
        await _change(shop)
        costs.append((cpu_seconds(worker) + database_cpu(cluster) - before) / (2 * PAIRS))
        loads.append((await _loads(server.port) - loaded) / (2 * PAIRS))
        told.append((crowd.messages - messages) / (2 * PAIRS))
    await crowd.close()
    return [
        Row(f"CPU a change, {len(tickets)} customers watching", median(costs) * 1000, "ms", 6),
        Row("  tickets told of a change", median(told), ""),
        Row("snapshot queries a change", median(loads), "", limit=1),
    ]


async def _change(shop: Shop) -> None:
    for nth in range(PAIRS):
        # Each queue in its turn, so that their lines stay long.
        await shop.walk_in(nth=nth % len(shop.queues))
        await settle(0.05)
        await shop.call_next(nth % len(shop.queues))
        await settle(0.05)


async def _loads(port: int) -> int:
    client = Client(port)
    figures = (await client.get("/metrics")).body
    client.close()
    found = re.search(rb"queue_snapshot_loads_total (\d+)", figures)
    assert found is not None
    return int(found[1])
