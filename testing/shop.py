"""A running product with a store in it, for measurements."""

from __future__ import annotations

import asyncio
import html
import re
import secrets
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import psutil

from app.embedded_postgres import Cluster
from app.serving import learning
from testing.databases import private_database
from testing.http import Client
from testing.server import Server

_LEARNS_SECONDS = 60
_AT_REST = 0.01
"""Seconds of CPU in one: of a server that nobody asks anything."""


@contextmanager
def product(**more: str) -> Iterator[tuple[Server, Cluster]]:
    """One gunicorn process and its database."""
    with private_database() as (cluster, environment), Server(environment, **more) as server:
        yield server, cluster


class Shop:
    """A store and its owner."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.owner = Client(port)

    async def open(self, queues: int = 3, email: str = "") -> Shop:
        """Open the store."""
        token = await self._token("/open")
        reply = await self.owner.post(
            "/open",
            {
                "csrf_token": token,
                "email": email or f"{secrets.token_hex(6)}@example.com",
                "password": "a short sentence",
                "name": "Test Clinic",
                "timezone": "Asia/Taipei",
                "queues": "\n".join(f"Doctor {nth}" for nth in range(1, queues + 1)),
                "description": "Please have your card ready.",
            },
        )
        assert reply.status == 303, reply.body
        page = (await self.owner.get("/store")).body.decode()
        self.board = re.search(r'href="(/b/[^"]+)"', page)[1]  # type: ignore[index]
        self.csrf = html.unescape(re.search(r'csrf_token" value="([^"]+)', page)[1])  # type: ignore[index]
        ids = re.findall(r'href="/store/queues/([0-9a-f-]+)"', page)
        self.queues = list(dict.fromkeys(ids))
        self.code = self.code_on(page.encode())
        return self

    async def fill(self, parties: int) -> list[str]:
        """Let parties of one join, a queue after the other; the paths of their tickets."""
        client, tickets = Client(self.port), []
        for nth in range(parties):
            code = self.code_on((await self.owner.get("/store")).body)
            form = (await client.get(f"/J/{code}")).location
            queue = self.queues[nth % len(self.queues)]
            reply = await client.post(form, {"name-0": f"Customer {nth}", "queue-0": queue})
            tickets.append(reply.location)
        client.close()
        return tickets

    async def walk_in(self, name: str = "Walk In", nth: int = 0) -> None:
        """One change that every screen shows, in the nth queue."""
        reply = await self.owner.post(
            f"/store/queues/{self.queues[nth]}/customers", {"csrf_token": self.csrf, "name": name}
        )
        assert reply.status == 303, reply.body

    async def call_next(self, nth: int = 0) -> None:
        """One change that concerns all who wait in the nth queue."""
        path = f"/store/queues/{self.queues[nth]}/call"
        reply = await self.owner.post(path, {"csrf_token": self.csrf})
        assert reply.status == 303, reply.body

    async def _token(self, path: str) -> str:
        page = (await self.owner.get(path)).body.decode()
        return html.unescape(re.search(r'name="csrf_token"[^>]*value="([^"]+)', page)[1])  # type: ignore[index]

    @staticmethod
    def code_on(page: bytes) -> str:
        """The join code that a page or a message shows."""
        return re.search(rb'data-join-url="[^"]+/J/([^"]+)"', page)[1].decode()  # type: ignore[index]


@asynccontextmanager
async def opened(port: int, queues: int = 3) -> AsyncIterator[Shop]:
    """A store that is open; its owner's connection is closed in the end."""
    shop = await Shop(port).open(queues)
    try:
        yield shop
    finally:
        shop.owner.close()


def worker_of(server: Server) -> psutil.Process:
    """The gunicorn process that answers requests."""
    assert server.process is not None
    (worker,) = psutil.Process(server.process.pid).children()
    return worker


def let_it_learn(server: Server) -> None:
    """Wait until the worker of a server that answers has done what it does once after its start.

    It takes half a second of CPU: what is measured meanwhile would have a share of it.
    """
    worker, until = worker_of(server), time.monotonic() + _LEARNS_SECONDS
    time.sleep(learning.BEGINS_SECONDS)  # since it answers, so by now it has begun
    before = cpu_seconds(worker)
    while time.monotonic() < until:
        time.sleep(1)
        used, before = cpu_seconds(worker) - before, cpu_seconds(worker)
        if used < _AT_REST:
            return
    raise AssertionError(f"the server is not at rest after {_LEARNS_SECONDS} s")


def cpu_seconds(process: psutil.Process) -> float:
    """CPU that a process has used so far; by its own clock, since what is counted goes by 10 ms."""
    if sys.platform == "linux":
        # clock_getcpuclockid(3), which Python lacks: the process's clock of time on a CPU.
        return time.clock_gettime((~process.pid << 3) | 2)
    times = process.cpu_times()
    return float(times.user + times.system)


def database_cpu(cluster: Cluster) -> float:
    """CPU that a whole database cluster has used so far, as far as its processes live."""
    pid = int((cluster.folder / "data" / "postmaster.pid").read_text().split()[0])
    postmaster = psutil.Process(pid)
    total = 0.0
    for process in (postmaster, *postmaster.children(recursive=True)):
        try:
            total += cpu_seconds(process)
        except (psutil.NoSuchProcess, OSError):
            continue
    return total


async def settle(seconds: float = 0.5) -> None:
    """Let what was begun come to rest before something is measured."""
    await asyncio.sleep(seconds)
