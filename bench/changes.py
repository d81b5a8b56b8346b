"""What one change costs the server and the database together.

Half of the changes are of somebody who joins at the end, which no ticket shows, and half are calls,
which the tickets of all who wait in that queue show. The server is warm: it runs for weeks. A
board is always open.
"""

from __future__ import annotations

from statistics import median, quantiles
from time import perf_counter

from app.embedded_postgres import Cluster
from bench.screens import board_of, dashboard_of
from bench.table import Row
from testing.http import figure
from testing.server import Server
from testing.shop import Shop, cpu_seconds, database_cpu, settle, worker_of
from testing.streams import Crowd

_LOADS = "queue_snapshot_loads_total"
ROUNDS = 5
PAIRS = 6
"""Of a walk-in and a call, in each round."""
LINE = 300


async def watched(server: Server, cluster: Cluster, shop: Shop, tickets: list[str]) -> list[Row]:
    """Milliseconds of CPU a change and snapshot queries a change, with a hundred tickets open.

    Then the same with one dashboard besides, and three hundred in line.
    """
    board = await board_of(shop)
    crowd = await Crowd().open(server.port, [f"{ticket}/events" for ticket in tickets])
    alone, loads, told = await _cost(server, cluster, shop, crowd)
    for nth in range(LINE - len(tickets)):
        await shop.walk_in(f"Customer {nth}", nth % len(shop.queues))
    dashboard = await dashboard_of(shop)
    long, _loads, _told = await _cost(server, cluster, shop, crowd)
    await dashboard.close()
    await crowd.close()
    await board.close()
    name = f"CPU a change, {len(tickets)} customers watching"
    return [
        Row(name, alone, "ms", 5, scales=True),
        Row("  tickets told of a change", told, ""),
        Row("snapshot queries a change", loads, "", 1),
        Row(f"{name}, a dashboard, {LINE} in line", long, "ms", 9, scales=True),
    ]


async def one_dashboard(server: Server, cluster: Cluster, shop: Shop, people: int) -> list[Row]:
    """What most shops have: a board, a dashboard, and so many in the line that it shows."""
    for nth in range(people):
        await shop.walk_in(f"Customer {nth}")
    board, dashboard = await board_of(shop), await dashboard_of(shop)
    worker, times, costs = worker_of(server), [], []
    for change in (shop.walk_in, shop.call_next):
        await change()
    await settle()
    dashboard.sizes.clear()
    for _ in range(ROUNDS):
        before = cpu_seconds(worker) + database_cpu(cluster)
        for nth in range(2 * PAIRS):
            start = perf_counter()
            await (shop.call_next if nth % 2 else shop.walk_in)()
            if dashboard.seen < start:
                await dashboard.next()
            times.append((dashboard.seen - start) * 1000)
            await settle(0.05)
        costs.append((cpu_seconds(worker) + database_cpu(cluster) - before) / (2 * PAIRS))
    size = median(dashboard.sizes) / 1000
    await dashboard.close()
    await board.close()
    if people > 100:
        return [Row(f"a dashboard's message, {people} in line", size, "kB", 6)]
    name = f"one dashboard, {people} in line: "
    return [
        Row(f"{name}a change on the screen, p50", median(times), "ms", 6, scales=True),
        Row("  p99", quantiles(times, n=100)[98], "ms"),
        Row(f"{name}CPU a change", median(costs) * 1000, "ms", 6, scales=True),
        Row(f"a dashboard's message, {people} in line", size, "kB", 4),
    ]


async def _cost(
    server: Server, cluster: Cluster, shop: Shop, crowd: Crowd
) -> tuple[float, float, float]:
    """Milliseconds, snapshot queries and tickets told, of a change."""
    worker = worker_of(server)
    await _change(shop)
    await settle()
    costs, loads, told = [], [], []
    for _ in range(ROUNDS):
        # To ask for the figures costs as much as some changes.
        loaded, messages = await figure(server.port, _LOADS), crowd.messages
        await settle()
        before = cpu_seconds(worker) + database_cpu(cluster)
        await _change(shop)
        costs.append((cpu_seconds(worker) + database_cpu(cluster) - before) / (2 * PAIRS))
        loads.append((await figure(server.port, _LOADS) - loaded) / (2 * PAIRS))
        told.append((crowd.messages - messages) / (2 * PAIRS))
    return median(costs) * 1000, median(loads), median(told)


async def _change(shop: Shop) -> None:
    for nth in range(PAIRS):
        # Each queue in its turn, so that their lines stay long.
        await shop.walk_in(nth=nth % len(shop.queues))
        await settle(0.05)
        await shop.call_next(nth % len(shop.queues))
        await settle(0.05)
