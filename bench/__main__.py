"""`make bench`: every figure beside its limit, medians of three rounds.

`python -m bench 1` makes one round only. The exit status is 0 whatever the figures.
"""

from __future__ import annotations

import asyncio
import sys

from bench import (
    changes,
    crowd_of_five_thousand,
    fan_out,
    join_flow,
    long_line,
    processes,
    programs,
    rotation,
)
from bench.table import Row, show
from testing.shop import Shop, product


def one_round() -> list[Row]:
    """Everything once, each part on a product of its own."""
    rows: list[Row] = []
    with product() as (server, cluster):

        async def watched() -> None:
            shop = await Shop(server.port).open()
            tickets = await shop.fill(100)
            rows.extend(await rotation.measure(server, shop, tickets))
            rows.extend(await changes.measure(server, cluster, shop, tickets))

        asyncio.run(watched())
    with product() as (server, cluster):
        rows.extend(asyncio.run(join_flow.measure(server, cluster)))
    with product() as (server, _):

        async def long() -> None:
            rows.extend(await long_line.measure(server, await Shop(server.port).open(1)))

        asyncio.run(long())
    with product() as (server, _):

        async def fanned_out() -> None:
            rows.extend(await fan_out.measure(server, await Shop(server.port).open(8)))
            rows.extend(await programs.measure(server, await Shop(server.port).open(8)))

        asyncio.run(fanned_out())
    with product(MAX_STREAMS_PER_STORE="6000") as (server, _):

        async def crowded() -> None:
            shop = await Shop(server.port).open()
            rows.extend(await crowd_of_five_thousand.measure(server, shop))

        asyncio.run(crowded())
    return [*rows, *processes.rows(2), *processes.rows(4)]


rounds = []
for nth in range(int(sys.argv[1]) if len(sys.argv) > 1 else 3):
    print(f"round {nth + 1} …", flush=True)
    rounds.append(one_round())
show(rounds)
