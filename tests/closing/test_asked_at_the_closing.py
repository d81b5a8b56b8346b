"""Whoever asks for something in the very second of the closing reads a whole page that says so."""

from __future__ import annotations

import asyncio
import http.client
import itertools
import json
import re
import secrets
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from threading import Event
from urllib.parse import urlencode
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import text

from app import clock
from app.extensions import db
from app.jobs import closing
from app.models.program import Program, Scope
from testing.databases import database
from testing.http import Client
from testing.many_stores import office
from testing.server import Server
from testing.shop import Shop
from tests.support.crowd import STORES_ROW, WAITING

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

_SECONDS = 15
_PLACES = itertools.count()
EVERYBODY = 4
MOST_TRIES = 10
"""Of each page, so that no program asks too often."""
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
# Those that a page may read between two of its statements.
TABLES = (
    *("store", "queue", "customer", "party", "join_code", "pass", "total", "quarter", "change"),
    *("program", "webhook", "webhook_delivery", "ended_session", "tv"),
)


@dataclass(frozen=True)
class Asked:
    """A request; `seen` are the answers that people understand."""

    method: str
    path: str
    seen: tuple[int, ...]
    headers: dict[str, str] = field(default_factory=dict)
    body: str = ""

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


@dataclass(frozen=True)
class Answer:
    """What came back, or that nothing whole did."""

    asked: Asked
    status: int
    body: str
    location: str = ""

    @property
    def wrong(self) -> str:
        """What nobody should get; "" if it is all right."""
        if self.status not in self.asked.seen:
            return f"{self.asked}: {self.status} {self.body[-100:]!r}"
        whole = {
            "<!doctype html": r"</html>\s*$",
            "{": r"}\s*$",
            ": live": r"event: end\ndata: .+\n\n$",
        }
        for begins, ends in whole.items():
            if self.body.startswith(begins) and not re.search(ends, self.body[-100:]):
                return f"{self.asked}: it ends with {self.body[-100:]!r}"
        if self.status == 200 and self.asked.path.endswith("report.csv"):
            return "" if self.body.count("Customer ") == EVERYBODY else f"half of it: {self.body}"
        return ""


@dataclass(frozen=True)
class Store:
    """An open store and all that leads into it."""

    id: UUID
    looks: tuple[Asked, ...]
    deeds: tuple[Asked, ...]


@pytest.fixture(scope="module")
def running() -> Iterator[tuple[Server, Flask]]:
    with (
        database() as environment,
        office({**environment, "DATABASE_CONNECTIONS": "6"}) as app,
        Server(environment, DATABASE_CONNECTIONS="80", PROXY_HOPS="1") as server,
    ):
        yield server, app


def opened(server: Server, app: Flask) -> Store:
    """A store with somebody in line, somebody called and two at the form."""

    async def made() -> tuple[Shop, list[str], list[str]]:
        shop = await Shop(server.port).open(2)
        tickets = await shop.fill(EVERYBODY)
        await shop.call_next()
        forms = []
        for _ in range(2):
            client = Client(server.port)
            code = shop.code_on((await shop.owner.get("/store")).body)
            forms.append((await client.get(f"/J/{code}")).location)
            client.close()
        shop.code = shop.code_on((await shop.owner.get("/store")).body)
        shop.owner.close()
        return shop, tickets, forms

    shop, tickets, forms = asyncio.run(made())
    token = secrets.token_urlsafe(24)
    with app.app_context():
        ids = db.session.execute(
            text("SELECT store_id, id FROM customer WHERE queue_id = :queue ORDER BY number"),
            {"queue": shop.queues[0]},
        ).all()
        (store_id, called), (_, waiting) = ids
        Program.let_in(store_id, name="Till", scope=Scope.WORK, token=token, now=clock.now())
        db.session.commit()
    owner = {"Cookie": shop.owner.cookie.decode()}
    program = {"Authorization": f"Bearer {token}"}
    return Store(
        store_id,
        (*_looks(shop, tickets, forms), *_as(owner, shop, called), *_api(program, shop)),
        _deeds(shop, tickets, forms, (called, waiting), (owner, program)),
    )


def _looks(shop: Shop, tickets: list[str], forms: list[str]) -> Iterator[Asked]:
    gone = (200, 410)
    for path in (shop.board, *tickets[:2], f"{tickets[1]}/leave", f"{tickets[1]}/later", forms[0]):
        yield Asked("GET", path, (*gone, 303))
    for path in (f"{shop.board}/events", f"{tickets[0]}/events"):
        yield Asked("GET", path, (200,))
    for path in (f"{shop.board}/find", f"{forms[0]}/find"):
        yield Asked("GET", path, gone)


def _as(owner: dict[str, str], shop: Shop, customer: UUID) -> Iterator[Asked]:
    queue = f"/store/queues/{shop.queues[0]}"
    for path in (
        *("/store", queue, f"{queue}/settings", f"{queue}/history", "/store/settings"),
        *("/store/find?find=Customer", "/store/joins", "/store/programs", "/store/report.csv"),
        *("/store/close", "/store/address", f"/store/customers/{customer}"),
        f"/store/customers/{customer}/slip",
    ):
        yield Asked("GET", path, (200, 303), owner)
    yield Asked("GET", "/store/events", (200,), owner)


def _api(program: dict[str, str], shop: Shop) -> Iterator[Asked]:
    for path in ("store", "queues", f"queues/{shop.queues[0]}", "customers", "figures"):
        yield Asked("GET", f"/api/v1/{path}", (200, 401, 410), program)
    for path in ("report.csv", "events"):
        yield Asked("GET", f"/api/v1/{path}", (200, 401, 410), program)


def _deeds(
    shop: Shop,
    tickets: list[str],
    forms: list[str],
    people: tuple[UUID, UUID],
    who: tuple[dict[str, str], dict[str, str]],
) -> tuple[Asked, ...]:
    (called, waiting), (owner, program) = people, who
    queue = f"/store/queues/{shop.queues[0]}"
    here, theirs = str(shop.queues[0]), f"/store/customers/{called}"

    def posts(path: str, **fields: str) -> Asked:
        sent = {"csrf_token": shop.csrf, **fields}
        return Asked("POST", path, (303, 410), {**owner, **FORM}, urlencode(sent))

    def sends(path: str, method: str = "POST", **fields: object) -> Asked:
        as_json = {**program, "Content-Type": "application/json"}
        return Asked(method, f"/api/v1/{path}", (200, 201, 401, 410), as_json, json.dumps(fields))

    def fills(path: str, **fields: str) -> Asked:
        return Asked("POST", path, (303, 410), FORM, urlencode(fields))

    return (
        fills(forms[0], **{"name-0": "Ann", "queue-0": here}),
        fills(forms[1], **{"name-0": "Ann", "queue-0": here, "name-1": "Bob", "queue-1": here}),
        Asked("GET", f"/J/{shop.code}", (303, 410)),
        fills(f"{tickets[2]}/leave", asked="1", customer=str(waiting)),
        fills(f"{tickets[2]}/later", customer=str(waiting), places="1", ahead="0"),
        fills(f"{tickets[1]}/return", back="1"),
        fills(f"{tickets[0]}/answer", customer=str(called), answer="coming"),
        posts(f"{queue}/call"),
        posts(f"{queue}/customers", name="Bob"),
        posts(f"{theirs}/state", state="served", was="called"),
        posts(f"{theirs}/back", was="called"),
        posts(f"/store/customers/{waiting}/move", by="1"),
        posts(f"/store/customers/{waiting}/queue", to=str(shop.queues[1])),
        posts(theirs, name="Ann", phone="", note="-", was_name="Customer 0"),
        posts(f"{queue}/pause", paused="yes"),
        posts(f"{queue}/retire"),
        posts(f"{queue}/move", by="1"),
        posts(f"{queue}/settings", name="Doctor X"),
        posts("/store/pause", paused="yes"),
        posts("/store/notice", notice="Late"),
        posts("/store/queues", queue="Doctor Y"),
        posts("/store/settings", name="Another"),
        posts("/store/joins/board"),
        posts("/store/programs", name="Sign", scope="read"),
        posts("/store/signout"),
        replace(posts("/store/close"), seen=(200, 303)),
        sends(f"queues/{here}/call"),
        sends(f"queues/{here}/customers", name="Cleo"),
        sends(f"customers/{called}/state", state="served", was="called"),
        sends("store", "PATCH", announcement="Late"),
        sends("store/close"),
    )


def ask(port: int, asked: Asked) -> Answer:
    """Ask on a connection of its own, and read all there is."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_SECONDS)
    # Each from a place of its own: nobody tries the token of a closed store too often.
    hundreds, rest = divmod(next(_PLACES), 250)
    headers = {**asked.headers, "X-Forwarded-For": f"10.1.{hundreds}.{rest}"}
    try:
        connection.request(asked.method, asked.path, asked.body or None, headers)
        reply = connection.getresponse()
        body = reply.read().decode()
        return Answer(asked, reply.status, body, reply.headers.get("Location", ""))
    except (OSError, http.client.HTTPException) as error:
        return Answer(asked, 0, repr(error))
    finally:
        connection.close()


def closed_while_all_ask(running: tuple[Server, Flask], what: Sequence[Asked], lock: str) -> None:
    """The store of these requests closes when each has come as far as to this lock, or further."""
    server, app = running
    with app.app_context(), ThreadPoolExecutor(len(what)) as people:
        db.session.execute(text(lock))
        coming = {people.submit(ask, server.port, asked): asked for asked in what}
        try:
            until_all_wait(coming)
            store_id = db.session.scalar(text("SELECT id FROM store"))
            assert closing.close(store_id, app.config["SETTINGS"], clock.now())
        finally:
            db.session.rollback()
        answers = [answer.result() for answer in coming]
    wrong = [answer.wrong for answer in answers if answer.wrong]
    assert not wrong, "\n".join(wrong)


def until_all_wait(coming: Mapping[Future[Answer], Asked]) -> None:
    """Streams wait together for one snapshot, and so do not count."""
    pages = [answer for answer, asked in coming.items() if not asked.path.endswith("/events")]
    deadline = time.monotonic() + _SECONDS
    with db.engine.connect() as observer:
        observer.execution_options(isolation_level="AUTOCOMMIT")
        while True:
            left = sum(not page.done() for page in pages)
            if (observer.scalar(WAITING) or 0) >= left:
                return
            assert time.monotonic() < deadline, [
                asked for page, asked in coming.items() if page in pages and not page.done()
            ]
            time.sleep(0.01)


@pytest.mark.parametrize("table", TABLES)
def test_whoever_looks_while_the_store_closes_reads_it_or_that_it_has_closed(
    running: tuple[Server, Flask], table: str
) -> None:
    store = opened(*running)
    closed_while_all_ask(running, store.looks, f'LOCK TABLE "{table}" IN ACCESS EXCLUSIVE MODE')


def test_whoever_does_something_while_the_store_closes_is_told(
    running: tuple[Server, Flask],
) -> None:
    store = opened(*running)
    closed_while_all_ask(running, store.deeds, STORES_ROW)


def test_pages_that_are_asked_for_again_and_again_are_whole_until_they_are_closed(
    running: tuple[Server, Flask],
) -> None:
    """Nothing is held up: the closing comes when it comes."""
    server, app = running
    for _nth in range(5):
        store = opened(server, app)
        pages = [asked for asked in store.looks if not asked.path.endswith("/events")]
        over = Event()

        def go_on(asked: Asked, over: Event = over) -> list[Answer]:
            answers = [ask(server.port, asked)]
            while not over.is_set() and len(answers) < MOST_TRIES:
                answers.append(ask(server.port, asked))
            return [*answers, ask(server.port, asked)]

        with app.app_context(), ThreadPoolExecutor(len(pages)) as people:
            coming = [people.submit(go_on, asked) for asked in pages]
            try:
                assert closing.close(store.id, app.config["SETTINGS"], clock.now())
            finally:
                over.set()
            answers = [answer.result() for answer in coming]
        wrong = [answer.wrong for some in answers for answer in some if answer.wrong]
        assert not wrong, "\n".join(wrong)
        assert {some[-1].status for some in answers} == {303, 401, 410}
