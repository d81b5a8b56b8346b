"""Whoever sends thousands of requests at once does not make others wait for all of them."""

from __future__ import annotations

import asyncio
import socket
import time
from collections import Counter
from contextlib import ExitStack

import gevent
import pytest

from app.serving.order import AT_ONCE, Order
from testing.databases import database
from testing.server import Server
from testing.shop import opened

_CONNECTIONS, _IN_A_ROW = 200, 14
_TRIPS = 10
"""How often one tap waits for the database."""


def test_requests_of_a_crowd_begin_a_few_at_a_time_and_of_each_network_in_turn() -> None:
    order, begun, looks = Order(), [], Counter[int]()

    def comes(network: str) -> None:
        order.wait(lambda: network)
        begun.append(network)
        looks[gevent.get_hub().loop.iteration] += 1

    crowd = [gevent.spawn(comes, "crowd") for _nth in range(1000)]
    owner = gevent.spawn(comes, "owner")
    gevent.joinall([*crowd, owner], timeout=30)
    assert len(begun) == 1001
    assert begun.index("owner") <= 3 * AT_ONCE
    assert max(looks.values()) <= 2 * AT_ONCE


def test_requests_that_nobody_waits_with_begin_at_once() -> None:
    order = Order()

    def nobody() -> str:
        raise AssertionError

    for _nth in range(100):
        order.wait(nobody)
        gevent.sleep(0.0001)


def _head(path: str, sender: str) -> bytes:
    head = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: {sender}\r\n\r\n"
    return head.encode()


def _seconds_of_a_tap(port: int, forwarded: str = "") -> float:
    """So many requests of somebody else, one after the other; each needs the database."""
    begun = time.monotonic()
    with _asked(port, "/healthz", "127.0.0.1", forwarded) as tap:
        for nth in range(_TRIPS):
            if nth:
                tap.sendall(_head("/healthz", forwarded))
            _answers(tap, 1)
    return time.monotonic() - begun


def _asked(port: int, path: str, source: str, sender: str, times: int = 1) -> socket.socket:
    asking = socket.create_connection(("127.0.0.1", port), 30, (source, 0))
    asking.sendall(_head(path, sender) * times)
    return asking


def _answers(asking: socket.socket, times: int) -> None:
    read = b""
    while read.count(b"HTTP/1.1 200 OK") < times:
        more = asking.recv(65536)
        assert more, read
        read += more


@pytest.mark.slow
def test_tap_is_answered_beside_a_crowd_whose_pages_all_wait_for_the_database() -> None:
    async def board(port: int) -> str:
        async with opened(port, queues=12) as shop:
            return shop.board

    with database() as environment, Server(environment) as server, ExitStack() as crowd:
        path = asyncio.run(board(server.port))
        begun = time.monotonic()
        asking = [
            crowd.enter_context(_asked(server.port, path, "127.0.1.1", "", 3))
            for _nth in range(_CONNECTIONS)
        ]
        tapped = _seconds_of_a_tap(server.port)
        for one in asking:
            _answers(one, 3)
        everything = time.monotonic() - begun
    assert tapped < everything / 2, (tapped, everything)


@pytest.mark.slow
@pytest.mark.parametrize("hops", [pytest.param("0", marks=pytest.mark.long), "1"])
def test_tap_is_answered_beside_a_crowd_that_does_not_wait_for_its_answers(hops: str) -> None:
    """Also where all come through one proxy."""
    with (
        database() as environment,
        Server(environment, PROXY_HOPS=hops) as server,
        ExitStack() as crowd,
    ):
        source = "127.0.0.1" if hops == "1" else "127.0.1.1"
        begun = time.monotonic()
        asking = [
            crowd.enter_context(_asked(server.port, "/livez", source, "10.0.0.1", _IN_A_ROW))
            for _nth in range(_CONNECTIONS)
        ]
        tapped = _seconds_of_a_tap(server.port, "10.0.0.2")
        for one in asking:
            _answers(one, _IN_A_ROW)
        everything = time.monotonic() - begun
    assert tapped < everything / 4, (tapped, everything)
