"""`python -m bench.growth`: what a change and a page cost as the day, and as the line, grows.

Beside each figure stands the slope of its logarithm over that of the people: 0 does not grow at
all, 1 grows as they do. A board, a dashboard and a hundred tickets are open all the time; a change
is one of somebody who joins, is called and is served, by turns.
"""

from __future__ import annotations

import asyncio
import gzip
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from statistics import median
from uuid import UUID

import psycopg

from app import create_app
from app.demo import earlier
from app.embedded_postgres import Cluster
from app.settings import Settings
from app.snapshot import load
from bench.screens import Dashboard, board_of, dashboard_of
from bench.steps import Step, show
from bench.table import Row
from testing.server import Server
from testing.shop import Shop, cpu_seconds, database_cpu, let_it_learn, product, settle, worker_of
from testing.streams import Crowd

DONE = (0, 500, 2_000, 5_000, 10_000)
WAITING = (10, 100, 300, 1_000)
EVENING = 5_000
TICKETS = 100
CHANGES = 8
"""Of each of three kinds, at each step."""
LOOKS = 20
PAIRS = 7


async def grow(server: Server, cluster: Cluster, steps: Sequence[int], *, done: bool) -> list[Step]:
    """Let the day, or else the line, grow to each of these, and measure there."""
    measured, there = [], 0 if done else min(steps)
    async with _busy(server, TICKETS if done else there) as (shop, dashboard):
        with psycopg.connect(_plain(cluster), autocommit=True) as connection:
            store = _newest_store(connection)
            for people in steps:
                if done:
                    _fill(connection, store, people - there)
                for nth in range(0 if done else people - there):
                    await shop.walk_in(f"Customer {nth}", nth % len(shop.queues))
                there = people
                await _changes(shop, dashboard, 2)
                await settle()
                measured.append(
                    await _measure(server, cluster, shop, dashboard, people=people, store=store)
                )
    return measured


@asynccontextmanager
async def _busy(server: Server, parties: int = TICKETS) -> AsyncIterator[tuple[Shop, Dashboard]]:
    """A store with so many parties of one, whose tickets are open, a board and a dashboard."""
    shop = await Shop(server.port).open()
    tickets = await shop.fill(parties)
    crowd = await Crowd().open(server.port, [f"{ticket}/events" for ticket in tickets])
    board, dashboard = await board_of(shop), await dashboard_of(shop)
    yield shop, dashboard
    await board.close()
    await dashboard.close()
    await crowd.close()


async def _measure(
    server: Server,
    cluster: Cluster,
    shop: Shop,
    dashboard: Dashboard,
    *,
    people: int,
    store: UUID,
) -> Step:
    dashboard.sizes.clear()
    costs = [await _cost(server, cluster, shop, dashboard) for _ in range(3)]
    times = await _looks(shop)
    page = (await shop.owner.get(_page_of(shop))).body
    whole, again = _snapshots(cluster, store)
    return Step(
        people,
        median(costs) * 1000,
        median(times) * 1000,
        len(gzip.compress(page, 6)) / 1000,
        median(dashboard.sizes) / 1000,
        whole,
        again,
    )


async def _cost(server: Server, cluster: Cluster, shop: Shop, dashboard: Dashboard) -> float:
    """Seconds of CPU a change, of server and database."""
    worker = worker_of(server)
    before = cpu_seconds(worker) + database_cpu(cluster)
    await _changes(shop, dashboard, CHANGES)
    return (cpu_seconds(worker) + database_cpu(cluster) - before) / (3 * CHANGES)


async def _looks(shop: Shop) -> list[float]:
    """Seconds until the page of a queue is there, each time."""
    times = []
    for _ in range(LOOKS):
        start = time.perf_counter()
        await shop.owner.get(_page_of(shop))
        times.append(time.perf_counter() - start)
    return times


def _page_of(shop: Shop) -> str:
    return f"/store/queues/{shop.queues[0]}"


async def _changes(shop: Shop, dashboard: Dashboard, times: int) -> None:
    for _ in range(times):
        await shop.walk_in()
        await settle(0.04)
        await shop.call_next()
        await settle(0.04)
        if dashboard.called:
            await shop.owner.post(
                f"/store/customers/{dashboard.called}/state",
                {"csrf_token": shop.csrf, "state": "served", "was": "called"},
            )
        await settle(0.04)


def _snapshots(cluster: Cluster, store: UUID) -> tuple[float, float]:
    """Milliseconds of CPU-bound work for a snapshot from nothing, and for one after another."""
    app = create_app(
        Settings.from_environ(
            {
                "DATABASE_URL": cluster.url,
                "SECRET_KEY": "0" * 32,
                "PUBLIC_URL": "http://localhost",
                "SMTP_URL": "outbox",
                "MAIL_FROM": "queue@localhost",
            }
        )
    )
    whole, again = [], []
    with app.app_context():
        for _ in range(LOOKS):
            start = time.perf_counter()
            first = load.snapshot(store)
            whole.append(time.perf_counter() - start)
            start = time.perf_counter()
            load.snapshot(store, first)
            again.append(time.perf_counter() - start)
    return median(whole) * 1000, median(again) * 1000


def _plain(cluster: Cluster) -> str:
    return cluster.url.replace("postgresql+psycopg://", "postgresql://")


def _newest_store(connection: psycopg.Connection[tuple[UUID, ...]]) -> UUID:
    found = connection.execute("SELECT id FROM store ORDER BY opened_at DESC LIMIT 1").fetchone()
    assert found is not None
    return found[0]


def _fill(connection: psycopg.Connection[tuple[UUID, ...]], store: UUID, many: int) -> None:
    if many:
        connection.execute(earlier.FILL, earlier.values(store, many, datetime.now(UTC)))
        connection.execute("ANALYZE")


async def rows(server: Server, cluster: Cluster) -> list[Row]:
    """The evening beside the morning: what a change and a page cost, relative to nobody done.

    Two stores of one process are measured by turns, since the machine may wander meanwhile.
    """
    costs: list[float] = []
    pages: list[float] = []
    async with _busy(server) as morning, _busy(server) as evening:
        with psycopg.connect(_plain(cluster), autocommit=True) as connection:
            _fill(connection, _newest_store(connection), EVENING)
        for shop, dashboard in (morning, evening):
            await _changes(shop, dashboard, 2)
        await settle()
        for _ in range(PAIRS):
            early, late = [await _cost(server, cluster, *one) for one in (morning, evening)]
            costs.append(late / early)
            early, late = [median(await _looks(shop)) for shop, _ in (morning, evening)]
            pages.append(late / early)
    name = f"{EVENING:,} done today beside none: "
    return [
        Row(f"{name}CPU a change", median(costs), "×", 1.25),
        Row(f"{name}queue page", median(pages), "×", 1.25),
    ]


def main() -> None:
    """Both tables; numbers on the command line are the steps of the first."""
    done = tuple(map(int, sys.argv[1:])) or DONE
    with product() as (server, cluster):
        let_it_learn(server)
        show("done already today", asyncio.run(grow(server, cluster, done, done=True)))
    if len(sys.argv) == 1:
        with product() as (server, cluster):
            let_it_learn(server)
            show("waiting", asyncio.run(grow(server, cluster, WAITING, done=False)))


if __name__ == "__main__":
    main()
