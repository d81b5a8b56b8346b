"""People go on joining while processes are replaced: nobody is answered with an error."""

from __future__ import annotations

import asyncio
import signal
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import psutil

from testing.http import Client
from testing.many_stores import Opened

_A_SECOND = 50


@dataclass
class Joins:
    """What became of everybody who came to the door."""

    answers: Counter[str] = field(default_factory=Counter)
    tickets: list[str] = field(default_factory=list)
    slowest: float = 0.0

    async def one(self, client: Client, store: Opened, nth: int) -> None:
        """Somebody asks for a ticket on a connection of their own, as phones do."""
        begun = time.perf_counter()
        try:
            form = {"name-0": f"Customer {nth}", "queue-0": str(store.queue_id)}
            reply = await client.post(f"/p/{store.passes[nth]}", form)
            self.answers[str(reply.status)] += 1
            if reply.status == 303:
                self.tickets.append(reply.location)
        except (OSError, asyncio.IncompleteReadError) as error:
            self.answers[type(error).__name__] += 1
        finally:
            client.close()
            self.slowest = max(self.slowest, time.perf_counter() - begun)


async def joins_during(
    port: int, store: Opened, seconds: float, meanwhile: Callable[[], Awaitable[None]]
) -> Joins:
    """Fifty people a second join for so long; what is done meanwhile begins after a second."""
    seen, begun = Joins(), time.perf_counter()
    people: list[asyncio.Task[None]] = []
    doing = asyncio.create_task(_after(1.0, meanwhile))
    for nth in range(int(seconds * _A_SECOND)):
        await asyncio.sleep(max(0, begun + nth / _A_SECOND - time.perf_counter()))
        people.append(asyncio.create_task(seen.one(Client(port), store, nth)))
    await doing
    await asyncio.gather(*people)
    return seen


async def _after(seconds: float, do: Callable[[], Awaitable[None]]) -> None:
    await asyncio.sleep(seconds)
    await do()


async def workers_replaced(master: psutil.Process) -> None:
    """Hang up, and wait until other workers answer."""
    before = {worker.pid for worker in master.children()}
    master.send_signal(signal.SIGHUP)
    deadline = time.monotonic() + 60
    while before & {worker.pid for worker in master.children()}:
        assert time.monotonic() < deadline, "the workers were not replaced"
        await asyncio.sleep(0.1)
