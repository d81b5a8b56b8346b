"""Sixteen boards behind a proxy that compresses all it may see a scan within a second."""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import os
import re
import socket
import time
import zlib
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Self

import pytest

from testing import proxies
from testing.http import Client
from testing.server import Server
from testing.shop import Shop, opened

pytestmark = pytest.mark.long

SECONDS = 1.0
PUBLIC = "https://queue.example.com"


@pytest.fixture(scope="module")
def server(environment: dict[str, str]) -> Iterator[Server]:
    """The product with one proxy before it."""
    with Server(environment, PROXY_HOPS="1", PUBLIC_URL=PUBLIC) as running:
        yield running


@pytest.fixture(params=proxies.NAMES)
def port(request: pytest.FixtureRequest, server: Server, tmp_path: Path) -> Iterator[int]:
    """Where each proxy listens."""
    name: str = request.param
    if proxies.program(name) is None:
        if os.environ.get("REQUIRE_PROXIES"):
            pytest.fail(f"{name} is missing: install it", pytrace=False)
        pytest.skip(f"{name} is missing: install it")
    with proxies.before(name, server.port, tmp_path) as port:
        yield port


class Board(Thread):
    """A browser on a board, that takes compressed answers as all of them do."""

    def __init__(self, port: int, path: str) -> None:
        super().__init__(daemon=True)
        self.connection = http.client.HTTPConnection("localhost", port, timeout=20)
        self.connection.connect()
        self.socket: socket.socket = self.connection.sock
        self.path = path
        self.text = ""
        self.encoding = ""
        self.start()

    def run(self) -> None:
        headers = {"Accept": "text/event-stream", "Accept-Encoding": "gzip, deflate"}
        self.connection.request("GET", f"{self.path}/events", headers=headers)
        answer = self.connection.getresponse()
        self.encoding = answer.headers.get("Content-Encoding", "")
        unpacked = zlib.decompressobj(31) if self.encoding == "gzip" else None
        try:
            while data := answer.read1(65536):
                self.text += (unpacked.decompress(data) if unpacked else data).decode("latin-1")
        except (OSError, http.client.HTTPException):
            return  # it was closed

    def shows(self, code: str, seconds: float) -> bool:
        """Whether it shows this code within so many seconds."""
        deadline = time.monotonic() + seconds
        while f"/J/{code}" not in self.text:
            if time.monotonic() > deadline:
                return False
            time.sleep(0.005)
        return True

    def close(self) -> None:
        """Go away."""
        with contextlib.suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)
        self.join(timeout=5)
        self.socket.close()


class Boards:
    """Several, one after the other."""

    def __init__(self, port: int, path: str, number: int) -> None:
        self.all = [Board(port, path) for _nth in range(number)]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for board in self.all:
            board.close()


def test_boards_see_a_scan_at_once_through_every_proxy(port: int) -> None:
    asyncio.run(scanned(port))


async def scanned(port: int) -> None:
    async with opened(port, queues=1) as shop:
        with Boards(port, shop.board, 1) as first:
            await shown(first, shop.code, 10)
            with Boards(port, shop.board, 16) as boards:
                await shown(boards, shop.code, 10)
                client = Client(port)
                for _nth in range(3):
                    before = shop.code
                    began = time.monotonic()
                    assert (await client.get(f"/J/{before}")).status == 303
                    shop.code = Shop.code_on((await shop.owner.get("/store")).body)
                    assert shop.code != before
                    left = SECONDS - (time.monotonic() - began)
                    await shown(boards, shop.code, left)
                    await shown(first, shop.code, left)
                client.close()


async def shown(boards: Boards, code: str, seconds: float) -> None:
    """Wait until each board shows the code."""
    deadline = time.monotonic() + seconds
    for board in boards.all:
        left = max(deadline - time.monotonic(), 0)
        assert await asyncio.to_thread(board.shows, code, left), (board.encoding, board.text[-500:])


def test_links_begin_with_the_public_address_whatever_the_proxy_says(port: int) -> None:
    """nginx names its upstream as the host; nobody outside could open that."""

    async def links() -> str:
        async with opened(port, queues=1) as shop:
            return (await shop.owner.get("/store")).body.decode()

    page = asyncio.run(links())
    assert re.search(rf'data-join-url="{PUBLIC}/J/', page)
    assert "queue_backend" not in page
