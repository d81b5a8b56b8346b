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
from app.models import admission
from bench.http import Client
from bench.shop import Shop
from bench.streams import Crowd
from bench.table import Row
from tests.server import Server

PEOPLE = 2_000
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


async def rush(
    screens: Screens, shops: list[Shop], at_once: int, people: int, skip: int = 0
) -> float:
    """Let people scan and join; the number that came through in a second.

    The shops are those that opened after the first `skip`.
    """
    stores = screens.stores()[skip : skip + len(shops)]
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


async def measure(server: Server, cluster: Cluster) -> list[Row]:
    """Customers a second at eight shops: nobody watching, and with a hundred customers watching."""
    shops = [await Shop(server.port).open(1) for _ in range(8)]
    screens = Screens(cluster.url)
    await rush(screens, shops, 8, 200)
    alone = await rush(screens, shops, 8, PEOPLE)
    one_shop = await rush(screens, shops[:1], 8, PEOPLE // 2)
    bare = _pgbench(cluster)
    quiet = [await Shop(server.port).open(1) for _ in range(8)]
    tickets = [ticket for shop in quiet for ticket in await shop.fill(13)][:100]
    crowd = await Crowd().open(server.port, [f"{ticket}/events" for ticket in tickets])
    watched = await rush(screens, quiet, 32, PEOPLE, skip=len(shops))
    await crowd.close()
    screens.close()
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
        admission._SCAN,
        code=":code",
        fresh=some,
        token=":token",
        most="3",
        now="now()",
        oldest="now() - interval '90 s'",
        grace="now() - interval '20 s'",
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
        **{"pass": ":token"},
    )
    nth = "(SELECT id, row_number() OVER (ORDER BY opened_at) - 1 AS nth FROM store)"
    chosen = (
        f"SELECT code, {some} AS token, queue.id AS queue FROM {nth} AS store "
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
    if found is None:
        raise AssertionError(said.stderr)
    return float(found[1])


def _literal(statement: str, **values: str) -> str:
    """The statement with SQL in the place of its parameters, on one line as pgbench wants it."""
    for name, value in values.items():
        statement = statement.replace(f"%({name})s", value)
    return " ".join(statement.split())
