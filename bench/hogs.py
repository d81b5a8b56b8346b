"""Who takes every code of a screen, and whether others get in beside them."""

from __future__ import annotations

import asyncio
import time

from bench.table import Row
from testing.http import Client, next_event
from testing.server import Server
from testing.shop import Shop

HONEST, LATE = 60, 0.3  # scans, and seconds between what the screen shows and a scan of it


async def hogged(server: Server, addresses: int) -> list[Row]:
    """Somebody takes every code as soon as a screen shows it, from so many addresses."""
    shop = await Shop(server.port).open(1)
    reader, writer = await Client(server.port).stream(f"{shop.board}/events")
    shown: list[tuple[float, str]] = [(time.perf_counter(), shop.code)]
    hogs = [Client(server.port, address=f"10.66.{nth}.1") for nth in range(addresses)]
    taken = 0

    async def takes(hog: Client, code: str) -> None:
        nonlocal taken
        for _nth in range(3):
            taken += (await hog.get(f"/J/{code}")).status == 303

    async def hog_all() -> None:
        while True:
            await asyncio.gather(*(takes(hog, shown[-1][1]) for hog in hogs))
            await asyncio.sleep(0.005)

    async def watch() -> None:
        while message := await next_event(reader):
            if b"data-join-url" in message:
                shown.append((time.perf_counter(), shop.code_on(message)))

    others = [asyncio.create_task(watch()), asyncio.create_task(hog_all())]
    got_in = 0
    for nth in range(HONEST):
        await asyncio.sleep(LATE)
        code = next(code for when, code in reversed(shown) if time.perf_counter() - when >= LATE)
        phone = Client(server.port, address=f"10.1.{nth}.1")
        got_in += (await phone.get(f"/J/{code}")).status == 303
        phone.close()
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    writer.close()
    what = f"honest scans that open the form, a hog on {addresses} addresses"
    return [
        Row(what, 100 * got_in / HONEST, "%", limit=90, at_least=True),
        Row(f"  passes that a hog on {addresses} has got", taken, "passes", limit=26 * addresses),
    ]
