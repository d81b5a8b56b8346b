"""Scan and join, many at once: how many customers a second come through the door."""

from __future__ import annotations

import asyncio
import time

import psycopg
from sqlalchemy import make_url

from bench.http import Client
from bench.shop import Shop

_SHOWN = "SELECT code FROM join_code WHERE store_id = %s AND replaced_by IS NULL"


class Screens:
    """Tells the newest code of a store without costing the product a request."""

    def __init__(self, url: str) -> None:
        plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        self._connection = psycopg.connect(plain, autocommit=True, prepare_threshold=1)

    def stores(self) -> list[object]:
        """The ids of the open stores, in the order in which they opened."""
        found = self._connection.execute("SELECT id FROM store ORDER BY opened_at").fetchall()
        return [store_id for (store_id,) in found]

    def code(self, store_id: object) -> str:
        """What this store's screens show now."""
        (code,) = self._connection.execute(_SHOWN, (store_id,)).fetchone() or ("",)
        return str(code)

    def close(self) -> None:
        """Let go of the connection."""
        self._connection.close()


async def rush(screens: Screens, shops: list[Shop], at_once: int, people: int) -> float:
    """Let people scan and join at these shops; the number that came through in a second."""
    stores = screens.stores()[: len(shops)]
    left = people

    async def customers(nth: int) -> None:
        nonlocal left
        shop, store = shops[nth % len(shops)], stores[nth % len(shops)]
        client = Client(shop.port)
        while left > 0:
            left -= 1
            reply = await client.get(f"/J/{screens.code(store)}")
            while reply.status != 303:  # somebody else had the third pass of this code
                reply = await client.get(f"/J/{screens.code(store)}")
            fields = {"name-0": "Ting", "phone-0": "", "queue-0": shop.queues[0]}
            reply = await client.post(reply.location, fields)
            if reply.status != 303 or not reply.location.startswith("/t/"):
                raise AssertionError(reply)
        client.close()

    start = time.perf_counter()
    await asyncio.gather(*(customers(nth) for nth in range(at_once)))
    return people / (time.perf_counter() - start)
