"""Whoever may use the bus can say anything on it: no word makes a process deaf."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
import redis

from app.live.postgres_bus import CHANNEL
from testing.databases import database
from testing.redis import RedisServer
from testing.server import Server
from testing.shop import opened
from testing.streams import Crowd
from tests.live.test_redis import change, figure

pytestmark = pytest.mark.slow

Say = Callable[[bytes], object]
"""Puts these bytes on the bus, where every process listens that shows the store."""


def nonsense(store: UUID) -> Iterator[bytes]:
    """Words of every kind that nobody of the product says."""
    yield from (b"", b":", b"::::", b",", b" ", b"\n", b"a:", b"a:,,,")
    yield from (b"a:store", b"a:store-", b"a:store-nothing", b"a:store-\xc3\xbc", b"a:session-")
    yield f"a:store-{store.hex}:more:fields".encode()
    yield f"a:store-{store.hex}-{store.hex}".encode()
    yield f"a:store-{uuid4().hex}".encode()  # of no store
    yield from (b"a:unheard-of", b"a:unheard-of-1", b"hello", b"welcome", b'{"store": 1}')
    yield b"a:store-" + b"f" * 7_000
    yield b"a:" + b",".join([b"store-x"] * 900)
    yield "a:store-\u202e\U0001f600,\u00a0".encode()


def bytes_that_are_no_text() -> Iterator[bytes]:
    """What PostgreSQL takes from nobody: it refuses such a word to whoever says it."""
    yield from (b"\xff\xfe", b"a:store-\xff", b"\xed\xa0\x80", b"a:\x00", b"a:store-\x00", b"\x00")
    yield b"a:store-" + b"\xff" * 3_000_000


@contextmanager
def through_postgres(address: str, _redis: str, _store: UUID) -> Iterator[Say]:
    with psycopg.connect(address, autocommit=True) as connection:

        def say(word: bytes) -> None:
            connection.execute("SELECT pg_notify(%s, convert_from(%b, 'UTF8'))", (CHANNEL, word))

        yield say
        for word in bytes_that_are_no_text():
            with pytest.raises(psycopg.DataError):
                say(word)


@contextmanager
def through_redis(_address: str, url: str, store: UUID) -> Iterator[Say]:
    with redis.Redis.from_url(url) as connection:

        def say(word: bytes) -> None:
            for channel in ("session", f"store-{store.hex}"):
                connection.publish(f"queue-system:{channel}", word)

        yield say
        for word in bytes_that_are_no_text():
            say(word)


def the_only_store(address: str) -> tuple[UUID]:
    with psycopg.connect(address) as connection:
        (found,) = connection.execute("SELECT id FROM store").fetchall()
    return found


# What is heard is read by the same lines, whichever bus it comes over.
@pytest.mark.parametrize(
    "through", [through_postgres, pytest.param(through_redis, marks=pytest.mark.long)]
)
def test_nothing_that_is_said_on_the_bus_makes_a_process_deaf(through: Callable[..., Any]) -> None:
    with ExitStack() as stack:
        environment = stack.enter_context(database())
        if through is through_redis:
            environment["REDIS_URL"] = stack.enter_context(RedisServer()).url
        here, there = (Server(environment), Server(environment))
        for server in (here, there):
            server.launch()
            stack.callback(server.stop)
        here.ready()
        there.ready()
        address = environment["DATABASE_URL"].replace("+psycopg", "")

        async def story() -> None:
            async with opened(here.port, 1) as shop:
                crowd = await Crowd().open(there.port, [f"{shop.board}/events"])
                await change(shop, crowd, within=10)
                begun = await figure(there.port, "queue_bus_restarts_total")
                (store,) = the_only_store(address)
                with through(address, environment.get("REDIS_URL", ""), store) as say:
                    for word in nonsense(store):
                        say(word)
                        await change(shop, crowd, within=10)
                await change(shop, crowd, within=10)
                assert crowd.lost == 0
                await crowd.close()
                assert await figure(there.port, "queue_bus_not_understood_total") > 10
                assert await figure(there.port, "queue_bus_restarts_total") == begun
                assert await figure(there.port, "queue_bus_deaf_seconds") == 0

        asyncio.run(story())
        said = here.stop() + there.stop()
    assert "Traceback" not in said, said
    # Many words are no reason for many lines.
    assert said.count("not understood") <= 4, said
