"""A thousand stores fall due in the same minute: `python -m bench.thousand_closings`.

When has the mail server the last report, and how long does the owner of another store wait for a
page meanwhile? The mail server, which runs in this process, and the database share the two cores.
"""

from __future__ import annotations

import asyncio
import sys
import time
from statistics import quantiles

from bench.table import Row, show
from testing.databases import private_database
from testing.mailbox import Mailbox
from testing.many_stores import fall_due, left, office, opened, unique
from testing.server import Server
from testing.shop import Shop

STORES = 1_000
CUSTOMERS = 10
_PAUSE_SECONDS = 0.05
_AT_MOST_SECONDS = 300.0


async def measure(server: Server, mailbox: Mailbox, names: list[str]) -> list[Row]:
    """Let them fall due, and look at the dashboard of one that doesn't until all is done."""
    shop = await Shop(server.port).open()
    await shop.fill(10)
    mailbox.empty()
    fall_due(names)
    due = time.perf_counter()
    first = last = 0.0
    pages = []
    while not last:
        start = time.perf_counter()
        assert start - due < _AT_MOST_SECONDS, f"{len(mailbox.messages)} reports are there"
        assert (await shop.owner.get("/store")).status == 200
        end = time.perf_counter()
        mails = sum(": report of " in mail["Subject"] for mail in list(mailbox.messages))
        first = first or (end if mails else 0)
        last = end if mails >= len(names) else 0
        if first:
            pages.append((end - start) * 1000)
        await asyncio.sleep(_PAUSE_SECONDS)
    shop.owner.close()
    cuts = quantiles(pages, n=100)
    name = f"{len(names):,} closings"
    return [
        Row(f"{name}: the last report after", last - due, "s", limit=120),
        Row(f"{name}: from the first report to the last", last - first, "s"),
        Row(f"{name}: a dashboard meanwhile, p50", cuts[49], "ms"),
        Row(f"{name}: a dashboard meanwhile, p95", cuts[94], "ms", limit=300),
    ]


def rows(stores: int = STORES) -> list[Row]:
    """Everything once, on a product of its own."""
    with private_database() as (_cluster, private), Mailbox() as mailbox:
        environment = {**private, "SMTP_URL": mailbox.url}
        with office(environment) as app:
            names = [unique("Shop") for _nth in range(stores)]
            for name in names:
                opened(app, name, [f"Customer {nth}" for nth in range(CUSTOMERS)])
            with Server(environment) as server:
                found = asyncio.run(measure(server, mailbox, names))
                assert left(app)["store"] == 1, "a store is left"
    return found


if __name__ == "__main__":
    show([rows(int(sys.argv[1]) if len(sys.argv) > 1 else STORES)])
