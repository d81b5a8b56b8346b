"""Scan and join, many at once: how many customers a second come through the door.

Beside it, where pgbench is there: the same two statements alone, without any product around them.
"""

from __future__ import annotations

import asyncio
import re
import shutil
import subprocess
import tempfile
import time

import psycopg
from sqlalchemy import make_url

from app.embedded_postgres import Cluster
from app.models import admission, scanning
from bench.table import Row
from testing.http import Client
from testing.server import Server
from testing.shop import Shop
from testing.streams import Crowd

PEOPLE = 2_000
_SHOWN = "SELECT code FROM join_code WHERE store_id = %s AND replaced_by IS NULL"


class Screen:
    """Tells the newest code of a store without costing the product a request."""

    def __init__(
        self, connection: psycopg.AsyncConnection[tuple[object, ...]], store: object
    ) -> None:
        self._connection = connection
        self._store = store

    @classmethod
    async def before(cls, url: str, nth: int) -> Screen:
        """The screen of the store that opened as the nth, on a connection of its own."""
        plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        connection = await psycopg.AsyncConnection.connect(
            plain, autocommit=True, prepare_threshold=1
        )
        found = await connection.execute(
            "SELECT id FROM store ORDER BY opened_at OFFSET %s", (nth,)
        )
        (store,) = await found.fetchone() or (None,)
        return cls(connection, store)

    async def code(self) -> str:
        """What it shows now."""
        found = await self._connection.execute(_SHOWN, (self._store,))
        (code,) = await found.fetchone() or ("",)
        return str(code)

    async def close(self) -> None:
        """Let go of the connection."""
        await self._connection.close()


async def rush(url: str, shops: list[Shop], at_once: int, people: int, skip: int = 0) -> float:
    """Let people scan and join; the number that came through in a second.

    The shops are those that opened after the first `skip`.
    """
    screens = [await Screen.before(url, skip + nth % len(shops)) for nth in range(at_once)]
    left = people

    async def customers(nth: int) -> None:
        nonlocal left
        shop, screen = shops[nth % len(shops)], screens[nth]
        client = Client(shop.port)
        while left > 0:
            left -= 1
            reply = await client.get(f"/J/{await screen.code()}")
            while reply.status != 303:  # somebody else had the third pass of this code
                reply = await client.get(f"/J/{await screen.code()}")
            fields = {"name-0": "Ting", "phone-0": "", "queue-0": shop.queues[0]}
            reply = await client.post(reply.location, fields)
            if reply.status != 303 or not reply.location.startswith("/t/"):
                raise AssertionError(reply)
        client.close()

    start = time.perf_counter()
    await asyncio.gather(*(customers(nth) for nth in range(at_once)))
    took = time.perf_counter() - start
    for screen in screens:
        await screen.close()
    return people / took


async def measure(server: Server, cluster: Cluster) -> list[Row]:
    """Customers a second at eight shops: nobody watching, and with a hundred customers watching."""
    shops = [await Shop(server.port).open(1) for _ in range(8)]
    await rush(cluster.url, shops, 8, 200)
    alone = await rush(cluster.url, shops, 8, PEOPLE)
    one_shop = await rush(cluster.url, shops[:1], 8, PEOPLE // 2)
    bare = _pgbench(cluster)
    quiet = [await Shop(server.port).open(1) for _ in range(8)]
    tickets = [ticket for shop in quiet for ticket in await shop.fill(13)][:100]
    crowd = await Crowd().open(server.port, [f"{ticket}/events" for ticket in tickets])
    watched = await rush(cluster.url, quiet, 32, PEOPLE, skip=len(shops))
    await crowd.close()
    return [
        Row("scan + join, 8 at once, nobody watching", alone, "/s", 600, at_least=True),
        Row("  the same at one shop", one_shop, "/s"),
        Row("scan + join, 32 at once, 100 watching", watched, "/s", 300, at_least=True),
        *([Row("  the two statements alone (pgbench, 8 at once)", bare, "/s")] if bare else []),
    ]


def _pgbench(cluster: Cluster) -> float | None:
    program = shutil.which("pgbench")
    if program is None:
        return None
    some = "md5(random()::text)"
    scan = _literal(
        scanning._SCAN,
        code=":code",
        fresh=":fresh",
        token=":token",
        most="3",
        now="now()",
        oldest="now() - interval '90 s'",
        grace="now() - interval '20 s'",
        # As in the shop's own network, and everybody has joined so far.
        network="''",
        recent="now() - interval '20 min'",
        bound="0",
        **dict.fromkeys(("first", "unspent", "many", "idle"), "25"),
    )
    join = _literal(
        admission._JOIN,
        names="array['Ting']",
        phones="array['']",
        queues="array[:queue::uuid]",
        party="gen_random_uuid()",
        token="md5(:token)",
        now="now()",
        oldest="now() - interval '20 min'",
        numbers="1000000",
        **{"pass": ":token"},
    )
    nth = "(SELECT id, row_number() OVER (ORDER BY opened_at) - 1 AS nth FROM store)"
    chosen = (
        f"SELECT code, {some} AS fresh, {some} AS token, queue.id AS queue FROM {nth} AS store "
        "JOIN join_code ON store_id = store.id AND replaced_by IS NULL "
        "JOIN queue ON queue.store_id = store.id WHERE nth = :client_id \\gset"
    )
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write(f"{chosen}\n{scan};\n{join};\n")
        script.flush()
        host = make_url(cluster.url).query["host"]
        command = [program, "-h", str(host), "-U", "postgres", "-n", "-c", "8", "-j", "2"]
        command += ["-M", "prepared", "-T", "5", "-f", script.name, "postgres"]
        said = subprocess.run(command, capture_output=True, text=True, check=False)
    found = re.search(r"tps = ([0-9.]+)", said.stdout)
    # It tells a figure also of a run in which each client gave up after its first transaction.
    if said.returncode or found is None:
        raise AssertionError(said.stderr)
    return float(found[1])


def _literal(statement: str, **values: str) -> str:
    """The statement with SQL in the place of its parameters, on one line as pgbench wants it."""
    for name, value in values.items():
        statement = statement.replace(f"%({name})s", value)
    return " ".join(statement.split())
