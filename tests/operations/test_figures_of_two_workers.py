"""What monitoring reads of a server with two workers: the figures of both, added up."""

from __future__ import annotations

import asyncio
import re
import time
import urllib.error
import urllib.request

import psutil
import pytest

from app.live.periodic import CHECK_SECONDS
from testing.databases import database
from testing.http import Client
from testing.server import Server
from testing.shop import opened
from testing.streams import Crowd

pytestmark = pytest.mark.long

TOKEN = "a-token-that-nobody-guesses"


def figures(server: Server, token: str = TOKEN) -> dict[str, float]:
    asked = urllib.request.Request(f"{server.url}/metrics")
    asked.add_header("Authorization", f"Bearer {token}")
    with urllib.request.urlopen(asked, timeout=10) as answer:
        lines = re.findall(r"^(queue_\S+) (\S+)$", answer.read().decode(), re.MULTILINE)
    return {name: float(value) for name, value in lines}


def test_whichever_worker_is_asked_says_what_both_have_counted() -> None:
    with (
        database() as environment,
        Server(environment, WEB_CONCURRENCY="2", METRICS_TOKEN=TOKEN) as server,
    ):
        with pytest.raises(urllib.error.HTTPError, match="401"):
            figures(server, "another")
        with pytest.raises(urllib.error.HTTPError, match="401"):
            urllib.request.urlopen(f"{server.url}/metrics", timeout=10)
        assert server.process is not None
        workers = psutil.Process(server.process.pid).children()
        assert len(workers) == 2

        async def look_at_it() -> None:
            async with opened(server.port, 1) as shop:
                crowd = await Crowd().open(server.port, [f"{shop.board}/events"] * 20)
                for _nth in range(40):
                    client = Client(server.port)
                    await client.get("/signin")
                    client.close()
                # Both have their share of them, or adding up would prove nothing.
                assert all(worker.net_connections() for worker in workers)
                # Whoever is not asked notes every few seconds what is open there.
                deadline = time.monotonic() + 3 * CHECK_SECONDS
                while (await asyncio.to_thread(figures, server))["queue_streams"] != 20:
                    assert time.monotonic() < deadline
                    await asyncio.sleep(0.2)
                for _nth in range(6):
                    seen = await asyncio.to_thread(figures, server)
                    assert seen["queue_streams"] == 20
                    asked = seen['queue_requests_total{route="session.signin",status="200"}']
                    assert asked == 40
                await crowd.close()

        asyncio.run(look_at_it())
        assert figures(server)["queue_pool_open"] >= 2
        # What a worker that has gone had open is open no more; what it counted stays counted.
        workers[0].kill()
        server.ready()
        after = figures(server)
        assert after['queue_requests_total{route="session.signin",status="200"}'] == 40
