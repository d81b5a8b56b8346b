"""Several processes behind nginx: how often a change is read if a store's pages stay together."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from app.embedded_postgres import Cluster
from testing.databases import private_database
from testing.http import figure
from testing.nginx import Nginx
from testing.server import Server
from testing.shop import Shop, cpu_seconds, database_cpu
from testing.streams import Crowd

STORES = 8
VIEWERS = 16
CHANGES = 20


@dataclass(frozen=True)
class Cost:
    """What one change costs all processes together."""

    loads: float
    milliseconds: float
    database_milliseconds: float
    published: float
    received: float


@contextmanager
def processes(
    number: int, folder: Path, *, affinity: bool, **more: str
) -> Iterator[tuple[Nginx, Sequence[Server], Cluster]]:
    """So many processes, and nginx before them."""
    with private_database() as (cluster, environment), ExitStack() as stack:
        here = {**environment, "PROXY_HOPS": "1", "DATABASE_CONNECTIONS": "10", **more}
        home = {"PUBLIC_URL": "http://localhost"}
        servers = [stack.enter_context(Server(here, **home)) for _nth in range(number)]
        ports = [server.port for server in servers]
        nginx = stack.enter_context(Nginx(folder, ports, affinity=affinity))
        yield nginx, servers, cluster


async def measure(nginx: Nginx, servers: Sequence[Server], cluster: Cluster) -> Cost:
    """Open stores that people watch, change each again and again, and see what was done for it."""
    shops = [await Shop(nginx.port).open(1) for _nth in range(STORES)]
    crowd = Crowd()
    for shop in shops:
        await crowd.open(nginx.port, [f"{shop.board}/events"] * VIEWERS)
    await asyncio.sleep(1)
    before, cpu, database_before = await _figures(servers), _cpu(servers), database_cpu(cluster)
    for nth in range(1, CHANGES + 1):
        expected = crowd.messages + STORES * VIEWERS
        for shop in shops:
            await shop.walk_in(f"Customer {nth}")
        await crowd.until(expected, seconds=20)
    done = CHANGES * STORES
    spent, theirs = _cpu(servers) - cpu, database_cpu(cluster) - database_before
    after = await _figures(servers)
    await crowd.close()
    for shop in shops:
        shop.owner.close()
    loads, published, received = ((after[name] - before[name]) / done for name in _NAMES)
    return Cost(loads, spent * 1000 / done, theirs * 1000 / done, published, received)


_NAMES = (
    "queue_snapshot_loads_total",
    "queue_bus_published_total",
    "queue_bus_received_total",
)


async def _figures(servers: Sequence[Server]) -> dict[str, float]:
    return {name: sum([await figure(one.port, name) for one in servers]) for name in _NAMES}


def _cpu(servers: Sequence[Server]) -> float:
    spent = 0.0
    for server in servers:
        assert server.process is not None
        spent += sum(
            cpu_seconds(worker) for worker in psutil.Process(server.process.pid).children()
        )
    return spent
