"""The screens of a shop that are always open: a board, and where the owner works, a dashboard.

Whoever measures looks through them, as customers do: a code is what the board shows.
"""

from __future__ import annotations

import asyncio
import re
import time

from testing.http import Client, next_event
from testing.shop import Shop


class Screen:
    """An open stream that is read to its end."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.sizes: list[int] = []
        """Bytes of each message so far."""
        self.seen = 0.0
        """When the newest message had come, by `perf_counter`."""
        self._came = asyncio.Event()

    async def open(self, port: int, cookie: bytes = b"") -> Screen:
        """Begin to read, and wait for the whole state."""
        reader, self._writer = await Client(port, cookie).stream(self.path)
        self._task = asyncio.create_task(self._read(reader))
        await self._came.wait()
        return self

    async def next(self, seconds: float = 10) -> None:
        """Wait for a message that has not come yet."""
        self._came.clear()
        await asyncio.wait_for(self._came.wait(), seconds)

    async def close(self) -> None:
        """Turn it off."""
        self._task.cancel()
        self._writer.close()
        await asyncio.sleep(0)

    def shows(self, message: bytes) -> None:
        """Take what is of interest out of a message."""

    async def _read(self, reader: asyncio.StreamReader) -> None:
        while True:
            message = await next_event(reader)
            self.seen = time.perf_counter()
            self.sizes.append(len(message))
            self.shows(message)
            self._came.set()


class Board(Screen):
    """The screen at the door, which shows the code."""

    code = ""

    def shows(self, message: bytes) -> None:
        """The newest code."""
        if b"data-join-url" in message:
            self.code = Shop.code_on(message)


class Dashboard(Screen):
    """The owner's page of the shop's first queue."""

    called = ""
    """The id of the customer who was called last."""

    def shows(self, message: bytes) -> None:
        """The one called last."""
        if found := re.search(rb'id="customer-([0-9a-f-]+)" data-state="called"', message):
            self.called = found[1].decode()


async def board_of(shop: Shop) -> Board:
    """The shop's board, open."""
    board = Board(f"{shop.board}/events")
    await board.open(shop.port)
    return board


async def dashboard_of(shop: Shop) -> Dashboard:
    """The shop's dashboard at its first queue, open."""
    dashboard = Dashboard(f"/store/events?queue={shop.queues[0]}")
    await dashboard.open(shop.port, shop.owner.cookie)
    return dashboard
