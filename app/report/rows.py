"""The customers of a store, one by one, as its report lists them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Text, case, cast, func, select

from app.extensions import db
from app.models import Customer, Party, Queue, Store
from app.system.turns import let_others_go_first

FEW = 3
"""Rows that are made into something at once, however little time there is."""
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One customer of the report. Times are aware; `party` counts the store's parties from 1, and
    `calls` how often they were called.

    `surprise` is how the wait compares with what was told: see `Customer.surprise`.
    """

    queue_name: str
    name: str
    phone: str
    state: str
    joined_at: datetime
    ticket: str
    party: int
    joined_via: str
    called_at: datetime | None
    ended_at: datetime | None
    counter: str = ""
    calls: int = 0
    answer: str = ""
    surprise: int | None = None

    @property
    def wait_minutes(self) -> float | None:
        """From joining to the last call."""
        return None if self.called_at is None else _minutes(self.joined_at, self.called_at)

    @property
    def service_minutes(self) -> float | None:
        """From the last call to served."""
        if self.state != "served" or self.called_at is None or self.ended_at is None:
            return None
        return _minutes(self.called_at, self.ended_at)


def rows_of(store: Store) -> list[ReportRow]:
    """The store's customers as the report lists them: queue by queue, ticket by ticket."""
    nth_party = func.dense_rank().over(order_by=(Party.created_at, Party.id)).label("nth_party")
    went_to = func.coalesce(func.nullif(Customer.counter, ""), Queue.counter)
    # Columns and no objects, and a few at once: there may be ten thousand, and everybody waits
    # meanwhile.
    found = db.session.connection().execute(
        select(
            Queue.name,
            Customer.name,
            Customer.phone,
            Customer.state,
            Customer.joined_at,
            Queue.letter + cast(Customer.number, Text),
            nth_party,
            Customer.joined_via,
            Customer.called_at,
            Customer.ended_at,
            case((Customer.calls > 0, went_to), else_=""),
            Customer.calls,
            Customer.answer,
            Customer.surprise,
        )
        .join(Queue, Queue.id == Customer.queue_id)
        .join(Party, Party.id == Customer.party_id)
        .where(Customer.store_id == store.id)
        .order_by(Queue.position, Customer.number)
    )
    rows: list[ReportRow] = []
    for some in found.partitions(_AT_ONCE):
        rows += [ReportRow(*row) for row in some]
        let_others_go_first()
    return rows


def _minutes(start: datetime, end: datetime) -> float:
    # Never negative, whatever the clocks of several machines did.
    return max((end - start).total_seconds(), 0) / 60
