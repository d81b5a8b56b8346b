"""What one change costs the server and the database together, with a hundred customers watching.

Half of the changes are of somebody who joins at the end, which no ticket shows, and half are calls,
which the tickets of all who wait in that queue show.
"""

from __future__ import annotations

import re
from statistics import median

from app.embedded_postgres import Cluster
from bench.http import Client
from bench.shop import Shop, cpu_seconds, database_cpu, settle, worker_of
from bench.streams import Crowd
from bench.table import Row
from tests.server import Server

CHANGES = 40


async def measure(server: Server, cluster: Cluster, shop: Shop, tickets: list[str]) -> list[Row]:
    """Milliseconds of CPU a change, and snapshot queries a change."""
    worker = worker_of(server)
    crowd = await Crowd().open(server.port, [f"{ticket}/events" for ticket in tickets])
    # From the first call on waits are told.
    await shop.call_next()
    await settle()
    costs, loads, told = [], [], []
    for _ in range(4):
        before = cpu_seconds(worker) + database_cpu(cluster)
        loaded, messages = await _loads(server.port), crowd.messages
        for _ in range(CHANGES // 8):
            await shop.walk_in()
            await settle(0.05)
            await shop.call_next()
            await settle(0.05)
        costs.append((cpu_seconds(worker) + database_cpu(cluster) - before) / (CHANGES // 4))
        loads.append((await _loads(server.port) - loaded) / (CHANGES // 4))
        told.append((crowd.messages - messages) / (CHANGES // 4))
    await crowd.close()
    return [
        Row(f"CPU a change, {len(tickets)} customers watching", median(costs) * 1000, "ms", 6),
        Row("  tickets told of a change", median(told), ""),
        Row("snapshot queries a change", median(loads), "", limit=1),
    ]


async def _loads(port: int) -> int:
    client = Client(port)
    figures = (await client.get("/metrics")).body
    client.close()
    found = re.search(rb"queue_snapshot_loads_total (\d+)", figures)
    assert found is not None
    return int(found[1])
