"""A server that is killed while fifty stores close.

Half of the stores fall due, the owners of the others close by hand, and people join meanwhile. The
server is killed with SIGKILL at random moments and started again, until all is quiet. Then every
customer who was told that they are in line stands in exactly one store's report, every store has
its report, nothing of the stores is left, and a report that came twice came as the same mail, at
most once for each talk that a kill cut off.
"""

from __future__ import annotations

import asyncio
import csv
import html
import io
import random
import re
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from flask import Flask
from sqlalchemy import text

from app.extensions import db
from app.mail import workers
from testing.databases import private_database
from testing.http import Client
from testing.mailbox import Mailbox, csv_of
from testing.many_stores import PASSWORD, Opened, fall_due, left, office, opened, unique
from testing.server import Server

_GONE = (ConnectionError, asyncio.IncompleteReadError, OSError, TimeoutError)
_QUIET_SECONDS = 60.0


@dataclass
class Round:
    """What happened in one round, for the figures."""

    stores: list[Opened]
    joined: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    refused: int = 0
    kills: int = 0
    kills_at_work: int = 0
    reports: int = 0
    duplicates: int = 0

    @property
    def customers(self) -> int:
        """Who was told that they are in line."""
        return sum(len(names) for names in self.joined.values())


@dataclass(frozen=True)
class Place:
    """Where a round happens."""

    app: Flask
    server: Server
    mailbox: Mailbox


@contextmanager
def place() -> Iterator[Place]:
    """A database that keeps what it is told, a mailbox, and a server that does not run yet."""
    with (
        private_database() as (_cluster, environment),
        Mailbox() as mailbox,
        office({**environment, "SMTP_URL": mailbox.url}) as app,
    ):
        server = Server({**environment, "SMTP_URL": mailbox.url})
        yield Place(app, server, mailbox)


async def play(at: Place, stores: int, kills: int, chance: random.Random) -> Round:
    """One round; raises AssertionError if anything is lost, doubled or left behind."""
    names = [unique("Shop") for _nth in range(stores)]
    seen = Round([opened(at.app, name, [f"{name}/{n}" for n in range(3)], 4) for name in names])
    for store in seen.stores:
        seen.joined[store.name].update(store.customers)
    due, by_hand = seen.stores[::2], seen.stores[1::2]
    with at.server:
        begun = [
            *(_join(at, seen, store, chance) for store in seen.stores),
            *(_close(at, store, chance) for store in by_hand),
        ]
        people = [asyncio.create_task(one) for one in begun]
        # The first kill comes while people join and owners close by hand, the others while the
        # stores that fell due are closed, which is the first thing that a server does.
        await asyncio.sleep(chance.uniform(0.1, 1))
        for nth in range(kills):
            at.server.kill()
            seen.kills += 1
            seen.kills_at_work += _time_passes()
            last = nth == kills - 1
            fall_due([store.name for store in (due if last else due[nth::kills])])
            at.server.launch()
            if not last:
                await _one_more_closed()
                await asyncio.sleep(chance.uniform(0, 0.15))
        await asyncio.to_thread(at.server.ready)
        await asyncio.wait_for(asyncio.gather(*people), _QUIET_SECONDS)
        deadline = time.monotonic() + _QUIET_SECONDS
        while left(at.app):
            assert time.monotonic() < deadline, f"not quiet: {left(at.app)}"
            await asyncio.sleep(0.1)
    _check(at, seen)
    return seen


async def _one_more_closed() -> None:
    """Wait until the server has begun to close what is due, if anything is."""
    before, deadline = _stores(), time.monotonic() + 10
    while _stores() == before and time.monotonic() < deadline:
        await asyncio.sleep(0.002)


def _stores() -> int:
    count = db.session.scalar(text("SELECT count(*) FROM store")) or 0
    db.session.rollback()
    return count


async def _join(at: Place, seen: Round, store: Opened, chance: random.Random) -> None:
    """People join one after the other; whoever gets no answer asks again, as a phone does."""
    client = Client(at.server.port)
    for nth, token in enumerate(store.passes):
        name = f"{store.name}/late {nth}"
        await asyncio.sleep(chance.uniform(0, 0.8))
        reply = None
        while reply is None or reply.status == 503:
            try:
                reply = await client.post(
                    f"/p/{token}", {"name-0": name, "queue-0": str(store.queue_id)}
                )
            except _GONE:
                client.close()
                await asyncio.sleep(0.05)
        if reply.status == 303 and reply.location.startswith("/t/"):
            seen.joined[store.name].add(name)
        else:
            assert reply.status == 410, reply
            seen.refused += 1
    client.close()


async def _close(at: Place, store: Opened, chance: random.Random) -> None:
    """The owner signs in and closes, again if there is no answer, until there is no store."""
    client = Client(at.server.port)
    await asyncio.sleep(chance.uniform(0, 1.5))
    while True:
        try:
            about = {"email": store.email, "password": PASSWORD}
            token = _token(await _page(client, "/signin"))
            if (await client.post("/signin", {"csrf_token": token, **about})).status == 422:
                break
            token = _token(await _page(client, "/store/close"))
            await client.post("/store/close", {"csrf_token": token})
        except (*_GONE, LookupError):
            client.close()
            await asyncio.sleep(0.05)
    client.close()


async def _page(client: Client, path: str) -> str:
    return (await client.get(path)).body.decode()


def _token(page: str) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)', page)
    if found is None:
        raise LookupError("no form: not signed in any more, or an error")
    return html.unescape(found[1])


def _time_passes() -> bool:
    """While nothing runs: what a dead process was sending is anybody's again (see LEASE).

    Whether there was something that waits to be sent.
    """
    waiting = db.session.execute(text("UPDATE outgoing_mail SET next_attempt_at = now()"))
    db.session.commit()
    return bool(waiting.rowcount)  # type: ignore[attr-defined]


def _check(at: Place, seen: Round) -> None:
    reports = [mail for mail in at.mailbox.messages if ": report of " in mail["Subject"]]
    at.mailbox.empty()
    ids: dict[str, set[str]] = defaultdict(set)
    contents: dict[str, list[str]] = {}
    for mail in reports:
        name = mail["Subject"].partition(": report of ")[0]
        ids[name].add(mail["Message-ID"])
        rows = csv.DictReader(io.StringIO(csv_of(mail).decode("utf-8-sig")))
        contents[mail["Message-ID"]] = [row["customer_name"] for row in rows]
    seen.reports, seen.duplicates = len(ids), len(reports) - len(contents)
    assert set(ids) == {store.name for store in seen.stores}, "a store without a report"
    assert all(len(one) == 1 for one in ids.values()), "a store with two reports"
    times = Counter(name for names in contents.values() for name in names)
    assert set(times.values()) == {1}, "a customer in two reports, or twice in one"
    for name, joined in seen.joined.items():
        (message_id,) = ids[name]
        missing = joined - set(contents[message_id])
        assert not missing, f"told that they are in line, and in no report: {missing}"
    assert seen.duplicates <= seen.kills * workers.MOST, "more duplicates than talks cut off"
