"""Processes that tell each other through Redis: at once while it is there, soon while it is not."""

from __future__ import annotations

import asyncio
import html
import re
import time

import pytest

from testing.databases import database
from testing.http import Client
from testing.redis import RedisServer
from testing.server import Server
from testing.shop import Shop, opened
from testing.streams import Crowd

pytestmark = pytest.mark.long

CHECKED_WITHIN = 5.0  # seconds; the periodic check runs every four


async def change(shop: Shop, crowd: Crowd, within: float) -> float:
    """One change in one process; how long until it is on the screens of the other."""
    expected, begun = crowd.messages + 1, time.perf_counter()
    await shop.walk_in()
    await crowd.until(expected, seconds=within)
    return time.perf_counter() - begun


async def figure(port: int, name: str) -> float:
    client = Client(port)
    lines = (await client.get("/metrics")).body.decode().splitlines()
    client.close()
    return sum(float(line.split()[1]) for line in lines if line.split()[0] == name)


async def signed_in_wrongly(port: int) -> int:
    """What is answered where tries are counted, and so Redis is asked."""
    client = Client(port)
    page = (await client.get("/signin")).body.decode()
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)', page)
    assert token is not None
    typed = {"email": "ada@example.com", "password": "wrong", "csrf_token": html.unescape(token[1])}
    reply = await client.post("/signin", typed)
    client.close()
    return reply.status


async def story(here: Server, there: Server, redis: RedisServer) -> None:
    async with opened(here.port, 1) as shop, opened(here.port, 1) as another:
        crowd = await Crowd().open(there.port, [f"{shop.board}/events"])
        for _nth in range(3):
            assert await change(shop, crowd, within=2.5) < 2.5
        heard = await figure(there.port, "queue_bus_received_total")
        for _nth in range(5):
            await another.walk_in()
        await asyncio.sleep(0.3)
        # Nobody watches the other store there, so nothing is said of it.
        assert await figure(there.port, "queue_bus_received_total") == heard

        redis.kill()
        for _nth in range(2):
            await change(shop, crowd, within=CHECKED_WITHIN)
        statuses = [await signed_in_wrongly(port) for port in (here.port, there.port) * 3]
        assert set(statuses) == {422}
        ready = Client(there.port)
        assert (await ready.get("/healthz")).status == 200
        ready.close()

        redis.start()
        await asyncio.sleep(6)  # both ears try again every five seconds at least
        for _nth in range(3):
            assert await change(shop, crowd, within=2.5) < 2.5
        await crowd.close()


def test_redis_that_is_killed_and_comes_back_delays_changes_and_breaks_nothing() -> None:
    with (
        RedisServer() as redis,
        database() as environment,
        Server(environment, REDIS_URL=redis.url) as here,
        Server(environment, REDIS_URL=redis.url) as there,
    ):
        asyncio.run(story(here, there, redis))
        said = here.stop() + there.stop()
    assert "Traceback" not in said, said


@pytest.mark.parametrize("kind", ["url", "url_of_socket"])
def test_tries_are_counted_over_all_processes(kind: str) -> None:
    async def tries(ports: tuple[int, int]) -> list[int]:
        return [await signed_in_wrongly(ports[nth % 2]) for nth in range(22)]

    with (
        RedisServer() as redis,
        database() as environment,
        Server(environment, REDIS_URL=getattr(redis, kind)) as here,
        Server(environment, REDIS_URL=getattr(redis, kind)) as there,
    ):
        answers = asyncio.run(tries((here.port, there.port)))
    assert answers == [422] * 20 + [429] * 2
