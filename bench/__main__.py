"""`make bench`: every figure beside its limit, medians of three rounds.

`python -m bench 1` makes one round only, `python -m bench 5 door boards` five of these parts.
Limits of time hold where a bare asyncio delivery costs 9 µs; *here* is what that is on this machine
now. The exit status is 0 whatever the figures.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Coroutine

from app.embedded_postgres import Cluster
from bench import (
    changes,
    fan_out,
    five_thousand,
    growth,
    join_flow,
    long_line,
    processes,
    programs,
    rotation,
    ten_thousand,
)
from bench.table import Row, show
from testing.server import Server
from testing.shop import Shop, let_it_learn, product

Part = Callable[[Server, Cluster], Coroutine[None, None, list[Row]]]


async def _watched(server: Server, cluster: Cluster) -> list[Row]:
    shop = await Shop(server.port).open()
    tickets = await shop.fill(100)
    rows = await rotation.measure(shop, tickets)
    return [*rows, *await changes.watched(server, cluster, shop, tickets)]


async def _joined(server: Server, cluster: Cluster) -> list[Row]:
    rows = await join_flow.cost(server, cluster)
    return [*rows, *await join_flow.crowded(server)]


async def _looked_after(server: Server, cluster: Cluster) -> list[Row]:
    shop = await Shop(server.port).open(1)
    rows = await changes.one_dashboard(server, cluster, shop, 30)
    shop = await Shop(server.port).open(1)
    rows += await changes.one_dashboard(server, cluster, shop, 300)
    shop = await Shop(server.port).open(1)
    rows += await long_line.measure(shop, (300, 25), (1_000, 80))
    return rows


async def _fanned_out(server: Server, _cluster: Cluster) -> list[Row]:
    rows = await fan_out.measure(server, await Shop(server.port).open(8))
    return [*rows, *await programs.measure(server, await Shop(server.port).open(8))]


async def _boards(server: Server, _cluster: Cluster) -> list[Row]:
    return await five_thousand.boards(server, await Shop(server.port).open())


async def _tickets(server: Server, _cluster: Cluster) -> list[Row]:
    return await five_thousand.tickets(server, await Shop(server.port).open(1))


PARTS: dict[str, Part] = {
    "watched": _watched,
    "door": join_flow.door,
    "joined": _joined,
    "looked-after": _looked_after,
    "fanned-out": _fanned_out,
    "boards": _boards,
    "tickets": _tickets,
    "growth": growth.rows,
    "closing": ten_thousand.measure,
}
"""Each on a product of its own."""


def one_round(names: list[str]) -> list[Row]:
    """Each of these parts once, or everything; as it is when the server has run for a while."""
    rows = asyncio.run(fan_out.bare())
    for name, part in PARTS.items():
        if not names or name in names:
            with product(MAX_STREAMS_PER_STORE="6000") as (server, cluster):
                let_it_learn(server)
                rows.extend(asyncio.run(part(server, cluster)))
    if not names:
        rows.extend([*processes.rows(2), *processes.rows(4)])
    return rows


rounds = []
for nth in range(int(sys.argv[1]) if len(sys.argv) > 1 else 3):
    print(f"round {nth + 1} …", flush=True)
    rounds.append(one_round(sys.argv[2:]))
show(rounds)
