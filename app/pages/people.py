"""The rows of customers in the owner's tables, drawn one by one and only when they differ."""

from collections.abc import Iterable
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple
from uuid import UUID

from flask import current_app

from app import clock
from app.display import times
from app.live.drawn import Drawn
from app.live.fragments import Fragment, condensed
from app.live.rows import Rows
from app.snapshot.customer import CustomerSnapshot
from app.snapshot.store import Snapshot


class Waits(NamedTuple):
    """Somebody who waits, as it is said beside the line. `waited` is how long, in words."""

    id: UUID
    queue_id: UUID
    ticket: str
    name: str
    party_size: int
    joined_at: datetime
    waited: str


def waits_for(one: CustomerSnapshot, now: datetime) -> Waits:
    """What is said of somebody who waits in the line."""
    return Waits(
        one.id,
        one.queue_id,
        one.ticket,
        one.name,
        one.party_size,
        one.joined_at,
        times.age(one.joined_at, now),
    )


class _Person(Fragment):
    """One row. A macro of a template that is loaded once: there may be hundreds in a page."""

    @cached_property
    def html(self) -> str:
        """The row, drawn when it is first asked for."""
        template: Any = current_app.jinja_env.get_template(self._template)
        html = condensed(template.module.person(id=self.id, **self._context))
        del self._context
        return html


def table(
    id_: str,
    people: Iterable[CustomerSnapshot],
    snapshot: Snapshot,
    drawn: Drawn,
    *,
    kind: str = "customer",
    on: UUID | None = None,
) -> Rows:
    """The body of a table. `kind` begins the ids of its rows, and `on` is the queue on the screen
    where the customers' may be others."""
    now = clock.now()
    view = kind, on, snapshot.language, snapshot.timezone, snapshot.country
    also = snapshot.also
    shows = [((view, one.in_row(now), also.get(one.id) if also else None), one) for one in people]
    return Rows(id_, drawn.all_lasting(shows, lambda one: _row(one, kind, on, snapshot, now)))


def _row(
    customer: CustomerSnapshot, kind: str, on: UUID | None, store: Snapshot, now: datetime
) -> Fragment:
    return _Person(
        f"{kind}-{customer.id}",
        "dashboard/_person.html",
        customer=customer,
        on=on,
        also=store.also.get(customer.id, ()),
        store=store,
        now=now,
    )


def sheet(id_: str, people: Iterable[CustomerSnapshot], snapshot: Snapshot, drawn: Drawn) -> Rows:
    """The body of a table on paper, as short as it can be: it is a part of each dashboard."""
    view = "paper", snapshot.language, snapshot.timezone
    shows = [((view, one.person), one) for one in people]
    return Rows(id_, drawn.all_lasting(shows, lambda one: _line(one, snapshot)))


def _line(customer: CustomerSnapshot, store: Snapshot) -> Fragment:
    # Of the ticket, since its letters and figures are few.
    id_ = f"on-{customer.ticket}"
    return _Person(id_, "dashboard/_sheet.html", customer=customer, store=store)
