"""Cookies come in several lines where HTTP/2 was spoken on the way (RFC 9113, 8.2.3)."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from testing.http import Client
from testing.server import Server
from testing.shop import opened

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def server(environment: dict[str, str]) -> Iterator[Server]:
    """One for all of them."""
    with Server(environment) as server:
        yield server


@pytest.mark.parametrize(
    "of_others", [pytest.param([b"theme=dark"], marks=pytest.mark.long), [b"a=1", b"b=2; c=3"]]
)
def test_owner_stays_signed_in_whatever_lines_the_cookies_come_in(
    server: Server, of_others: list[bytes]
) -> None:
    async def looks() -> list[int]:
        port = server.port
        async with opened(port) as shop:
            own = shop.owner.cookie
            orders = [[own, *of_others], [*of_others, own], [of_others[0], own, *of_others[1:]]]
            browsers = [Client(port, b"\r\nCookie: ".join(lines)) for lines in orders]
            seen = [(await browser.get("/store")).status for browser in browsers]
            for browser in browsers:
                browser.close()
            return seen

    assert asyncio.run(looks()) == [200, 200, 200]
