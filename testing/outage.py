"""PostgreSQL away for a while, under load: what everybody sees meanwhile, and how soon after."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field

from app.embedded_postgres import Cluster
from testing.http import Client, Reply
from testing.server import Server
from testing.shop import Shop, opened, settle
from testing.streams import Crowd

SLOWEST_SECONDS = 10.0
"""How long a request may take, whatever is away."""


@dataclass
class Seen:
    """What was seen while the database was away."""

    statuses: list[int] = field(default_factory=list)
    slowest: float = 0.0
    slowest_probe: float = 0.0

    async def ask(self, client: Client, path: str) -> Reply:
        """Ask, and note how it went."""
        begun = time.perf_counter()
        reply = await client.get(path)
        took = time.perf_counter() - begun
        if path == "/healthz":
            self.slowest_probe = max(self.slowest_probe, took)
        else:
            self.statuses.append(reply.status)
            self.slowest = max(self.slowest, took)
        if reply.status == 503 and path != "/healthz":
            assert int(reply.headers[b"retry-after"]) > 0
        return reply


async def stopped_database(server: Server, cluster: Cluster, seconds: float) -> str:
    """Stop the database for so long while people ask for pages and watch; then look again."""
    async with opened(server.port, 1) as shop:
        (ticket,) = await shop.fill(1)
        crowd = await Crowd().open(server.port, [f"{shop.board}/events"] * 5)
        before, seen, over = crowd.messages, Seen(), asyncio.Event()
        asking = [
            asyncio.create_task(_go_on(server.port, path, cookie, seen, over))
            for path, cookie in (
                *[(ticket, b""), ("/store", shop.owner.cookie), (shop.board, b"")] * 5,
                ("/healthz", b""),
            )
        ]
        await settle(0.5)
        await asyncio.to_thread(cluster.stop)
        await asyncio.sleep(seconds)
        await asyncio.to_thread(cluster.start)
        back = time.perf_counter()
        await _current(shop, crowd, before)
        took = time.perf_counter() - back
        over.set()
        await asyncio.gather(*asking)
        lost = crowd.lost
        await crowd.close()
    assert set(seen.statuses) == {200, 503}, set(seen.statuses)
    assert seen.slowest < SLOWEST_SECONDS, seen.slowest
    assert seen.slowest_probe < 2, seen.slowest_probe
    assert took < 5, took
    assert lost == 0, lost
    return (
        f"away for {seconds:.0f} s: {len(seen.statuses)} pages asked for, "
        f"{seen.statuses.count(503)} told to come back, the slowest in {seen.slowest:.1f} s, "
        f"healthz in {seen.slowest_probe:.2f} s at most; all current after {took:.1f} s"
    )


async def _go_on(port: int, path: str, cookie: bytes, seen: Seen, over: asyncio.Event) -> None:
    client = Client(port, cookie)
    while not over.is_set():
        await seen.ask(client, path)
        await asyncio.sleep(0.2)
    client.close()


async def _current(shop: Shop, crowd: Crowd, before: int) -> None:
    """Until a change is made again, and is on every screen."""
    deadline = time.perf_counter() + 10
    while time.perf_counter() < deadline:
        try:
            await shop.walk_in()
            break
        except (AssertionError, ConnectionError):
            await asyncio.sleep(0.1)
    await crowd.until(before + 5, seconds=5)
