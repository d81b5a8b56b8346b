"""Everything that can be asked of one store, by whoever it is, and what comes back."""

from __future__ import annotations

import asyncio
import http.client
import itertools
import json
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode
from uuid import UUID

from flask import Flask
from sqlalchemy import text

from app import clock
from app.extensions import db
from app.models.program import Program, Scope
from testing.http import Client
from testing.server import Server
from testing.shop import Shop

SECONDS = 15
EVERYBODY = 4
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
_PLACES = itertools.count()


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
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS)
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
