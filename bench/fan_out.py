"""One change to a thousand streams: CPU a delivery, beside a bare broadcaster of the same bytes."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Awaitable, Callable
from statistics import median

import psutil

from bench.table import BARE, Row
from testing.server import Server, free_port
from testing.shop import Shop, cpu_seconds, settle, worker_of
from testing.streams import Crowd, Stream

STREAMS = 1_000
CHANGES = 20


async def bare() -> list[Row]:
    """How fast this machine is now: what the limits of all that scales go by."""
    return [Row(BARE, await _bare(3_000) * 1e6, "µs")]


async def measure(server: Server, shop: Shop) -> list[Row]:
    """CPU a delivery and memory a stream of the product, and of the bare broadcaster."""
    worker, crowd = worker_of(server), Crowd()
    # What the first streams cost once is not what each costs.
    warm = await Crowd().open(server.port, [f"{shop.board}/events"] * 200)
    await warm.close()
    await settle(2)
    change = await _change_alone(worker, shop)
    before = worker.memory_info().rss
    await crowd.open(server.port, [f"{shop.board}/events"] * STREAMS)
    await settle()
    memory = (worker.memory_info().rss - before) / STREAMS
    ours, size = await cost(crowd, worker, shop.walk_in)
    ours -= change / STREAMS
    await crowd.close()
    await settle()
    broadcast = await _bare(size)
    return [
        Row("CPU a delivery, 1,000 boards", ours * 1e6, "µs", 2.2 * broadcast * 1e6),
        Row("  a bare asyncio broadcast of the same bytes", broadcast * 1e6, "µs"),
        Row("  bytes a delivery", size, "B"),
        # Python and malloc hand these streams what the first ones left: the next thousands tell.
        Row("memory a stream, the first 1,000 after 200", memory / 1000, "kB"),
    ]


async def _change_alone(process: psutil.Process, shop: Shop) -> float:
    """Seconds of CPU that a change costs before anybody is told."""
    before = cpu_seconds(process)
    for _ in range(40):
        await shop.walk_in()
    return (cpu_seconds(process) - before) / 40


async def cost(
    crowd: Crowd, process: psutil.Process, change: Callable[[], Awaitable[None]]
) -> tuple[float, int]:
    """Seconds of CPU a delivery, and its bytes."""
    costs, sizes = [], []
    streams = len(crowd.streams)
    for _ in range(CHANGES // 5):
        start, size, cpu = crowd.messages, crowd.bytes, cpu_seconds(process)
        for _ in range(5):
            expected = crowd.messages + streams
            await change()
            await crowd.until(expected)
        delivered = crowd.messages - start
        costs.append((cpu_seconds(process) - cpu) / delivered)
        sizes.append((crowd.bytes - size) // delivered)
    return median(costs), int(median(sizes))


async def _bare(size: int) -> float:
    port = free_port()
    command = [sys.executable, "-m", "bench.broadcast", str(port), str(size)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as program:
        assert program.stdin is not None
        assert program.stdout is not None
        commands = program.stdin
        program.stdout.readline()
        loop, crowd = asyncio.get_running_loop(), Crowd()
        for _ in range(STREAMS):
            _, stream = await loop.create_connection(
                lambda: Stream(crowd, b"GET / HTTP/1.1\r\n\r\n"), "127.0.0.1", port
            )
            crowd.streams.append(stream)
        await settle()

        async def change() -> None:
            commands.write(b"\n")
            commands.flush()

        each, _size = await cost(crowd, psutil.Process(program.pid), change)
        await crowd.close()
        commands.close()
        program.terminate()
    return each
