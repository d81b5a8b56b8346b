"""What one change costs the server and the database together, with a hundred customers watching."""

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
    await settle()
    costs, loads = [], []
    for _ in range(4):
        before = cpu_seconds(worker) + database_cpu(cluster)
        loaded = await _loads(server.port)
        for _ in range(CHANGES // 4):
            await shop.walk_in()
            await settle(0.05)
        costs.append((cpu_seconds(worker) + database_cpu(cluster) - before) / (CHANGES // 4))
        loads.append((await _loads(server.port) - loaded) / (CHANGES // 4))
    await crowd.close()
    return [
        Row(f"CPU a change, {len(tickets)} customers watching", median(costs) * 1000, "ms", 6),
        Row("snapshot queries a change", median(loads), "", limit=1),
    ]


async def _loads(port: int) -> int:
    client = Client(port)
    figures = (await client.get("/metrics")).body
    client.close()
    found = re.search(rb"queue_snapshot_loads_total (\d+)", figures)
    assert found is not None
    return int(found[1])
