"""One change to many streams: CPU a delivery and memory a stream, beside a bare broadcaster."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from dataclasses import dataclass
from statistics import median

import psutil

from bench.http import Client, next_event
from bench.shop import Shop, cpu_seconds, settle, worker_of
from tests.server import Server, free_port


@dataclass(frozen=True)
class FanOut:
    """What a round of changes cost. Microseconds of CPU a delivery, bytes a message and stream."""

    cpu_us: float
    message: int
    memory: int


@dataclass
class Crowd:
    """Many open streams that read whatever comes."""

    received: int = 0
    bytes: int = 0
    last: float = 0.0

    async def open(self, port: int, path: str, number: int) -> None:
        """Open streams, a few at a time."""
        self._tasks = []
        for start in range(0, number, 50):
            few = range(start, min(start + 50, number))
            streams = await asyncio.gather(*(Client(port).stream(path) for _ in few))
            self._tasks += [asyncio.create_task(self._read(reader, w)) for reader, w in streams]

    async def _read(self, reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        while True:
            self.bytes += len(await next_event(reader))
            self.received += 1
            self.last = time.perf_counter()

    async def wait_for(self, received: int, seconds: float = 30) -> None:
        """Wait until so many messages have arrived in all."""
        deadline = time.perf_counter() + seconds
        while self.received < received:
            if time.perf_counter() > deadline:
                raise AssertionError(f"{self.received} of {received} messages in {seconds} s")
            await asyncio.sleep(0.002)

    def close(self) -> None:
        """Go away without a word."""
        for task in self._tasks:
            task.cancel()


async def of_product(server: Server, shop: Shop, number: int, changes: int) -> FanOut:
    """Open boards, change the store, and see what a delivery costs the process."""
    worker, crowd = worker_of(server), Crowd()
    before = worker.memory_info().rss
    await crowd.open(server.port, f"{shop.board}/events", number)
    await crowd.wait_for(number)
    await settle()
    memory = (worker.memory_info().rss - before) // number
    costs, sizes = [], []
    for _ in range(changes):
        received, size, cpu = crowd.received, crowd.bytes, cpu_seconds(worker)
        await shop.call_and_return()
        await crowd.wait_for(received + 2 * number)
        costs.append((cpu_seconds(worker) - cpu) / (crowd.received - received) * 1e6)
        sizes.append((crowd.bytes - size) // (crowd.received - received))
    crowd.close()
    return FanOut(median(costs), int(median(sizes)), memory)
