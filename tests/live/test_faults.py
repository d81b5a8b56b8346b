"""What goes wrong in a shop's day, done on purpose to a real server. With thousands: bench/."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import closing

import pytest

from app.embedded_postgres import Cluster
from testing import faults
from testing.databases import database
from testing.http import Client
from testing.server import Server
from testing.shop import opened, product
from testing.streams import Crowd

pytestmark = pytest.mark.slow

Running = tuple[Server, Cluster]


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    with product() as both:
        yield both


def test_viewer_who_never_reads_harms_nobody(running: Running) -> None:
    asyncio.run(faults.reader_that_stops(running[0], streams=5))


def test_viewers_who_vanish_free_their_places(running: Running) -> None:
    asyncio.run(faults.viewers_that_vanish(running[0], streams=20))


def test_burst_of_changes_ends_on_the_last_with_few_snapshots(running: Running) -> None:
    asyncio.run(faults.burst(*running, streams=5, changes=200))


def test_restarted_database_loses_no_customer_and_no_viewer(running: Running) -> None:
    asyncio.run(faults.restarted_database(*running, streams=50))


def test_one_ticket_does_not_take_all_places(running: Running) -> None:
    async def too_many_of_one(port: int) -> None:
        async with opened(port) as shop:
            first, second = await shop.fill(2)
            crowd = await Crowd().open(port, [f"{first}/events"] * 30)
            with closing(Client(port)) as another:
                assert (await another.get(f"{first}/events")).status == 503
            await crowd.open(port, [f"{second}/events"])
            await crowd.close()

    asyncio.run(too_many_of_one(running[0].port))


@pytest.mark.parametrize("events", ["events", "event%73"])
def test_stream_says_that_no_request_comes_after_it_and_ends_whole(
    running: Running, events: str
) -> None:
    async def read_all(port: int) -> bytes:
        async with opened(port) as shop:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            asked = f"GET {shop.board}/{events} HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n"
            writer.write(asked.encode())
            said = await reader.readuntil(b"\nid: ")
            await shop.owner.post("/store/close", {"csrf_token": shop.csrf})
            said += await reader.read()
            writer.close()
            return said

    said = asyncio.run(read_all(running[0].port))
    head, _, body = said.partition(b"\r\n\r\n")
    assert b"Connection: close" in head
    assert b"Transfer-Encoding: chunked" in head
    assert body.endswith(b"event: end\ndata: end\n\n\r\n0\r\n\r\n")


def test_server_ends_its_streams_and_itself_when_told(running: Running) -> None:
    # The last with this server: it does not run afterwards.
    asyncio.run(faults.end_under_load(running[0], streams=100))


def test_viewer_beyond_the_limit_is_told_when_to_come_back() -> None:
    async def one_too_many(port: int) -> None:
        async with opened(port) as shop:
            first, second = await shop.fill(2)
            _reader, writer = await Client(port).stream(f"{first}/events")
            with closing(Client(port)) as another:
                answer = await another.get(f"{second}/events")
                assert answer.status == 503
                assert int(answer.headers[b"retry-after"]) > 0
                assert (await another.get(second)).status == 200
            # The board at the door has its place whatever crowd is before it.
            _reader, board = await Client(port).stream(f"{shop.board}/events")
            for stream in (writer, board):
                stream.close()
                await stream.wait_closed()

    with database() as environment, Server(environment, MAX_STREAMS="1") as server:
        asyncio.run(one_too_many(server.port))


def test_change_made_through_one_process_is_soon_on_the_screens_of_another() -> None:
    async def five_changes(here: int, there: int) -> None:
        async with opened(here, 1) as shop:
            crowd = await Crowd().open(there, [f"{shop.board}/events"])
            # Each within less than the periodic check that would heal a lost announcement.
            for nth in range(1, 6):
                await shop.walk_in()
                await crowd.until(1 + nth, seconds=2.5)
            await crowd.close()

    with (
        database() as environment,
        Server(environment) as here,
        Server(environment) as there,
    ):
        asyncio.run(five_changes(here.port, there.port))
