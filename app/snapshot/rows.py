"""The rows of customers that a snapshot is made of, by their names."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from app.models import State
from app.models.customer import SURPRISE
from app.snapshot.customer import CustomerSnapshot, Quoted
from app.snapshot.person import Card, Facts, Person

_STATES = {state.value: state for state in State}

# Whether the board may name somebody who is called: what it shows was promised before they joined.
# The form may have said so before, and it is not older than the scan that led to it.
_NAMED = """
customer.state = 'called' AND store.board_shows <> 'numbers' AND (
    store.board_names_since IS NULL OR store.board_names_since < COALESCE(
        (SELECT created_at FROM pass
         WHERE pass.store_id = store.id AND pass.party_token = party.token),
        customer.joined_at
    )
)
"""
_PARTY_SIZE = """
COALESCE(party.people, (SELECT count(*) FROM customer WHERE party_id = party.id))
"""
_SQL = {
    # Its queue is looked up for each row, and a text is compared in no time.
    "queue_id": "customer.queue_id::text",
    "token": "party.token",
    "party_size": _PARTY_SIZE,
    "named": _NAMED,
    "quoted_high": "customer.told_high",
    "gave_up": "COALESCE(customer.gave_up_at = customer.ended_at, false)",
    "surprise": SURPRISE,
}
"""What is not a column of the customer by the same name."""


class Row(NamedTuple):
    """One customer as read."""

    id: UUID
    queue_id: str
    token: str
    number: int
    name: str
    phone: str
    note: str
    state: str
    joined_via: str
    joined_at: datetime
    called_at: datetime | None
    ended_at: datetime | None
    calls: int
    counter: str
    answer: str
    party_size: int
    named: bool
    quoted_high: int | None
    gave_up: bool
    surprise: int | None


COLUMNS = ", ".join(f"{_SQL.get(name, f'customer.{name}')} AS {name}" for name in Row._fields)
"""SQL for the columns of a `Row`, of `customer`, `party` and `store`."""
PARTY = """
JOIN LATERAL (SELECT * FROM party WHERE id = customer.party_id OFFSET 0) AS party ON true
"""
"""SQL that joins the party, one by one: there may be thousands, and only a few are asked for."""
ARRAYS = ", ".join(f"array_agg({name})" for name in Row._fields)
"""SQL for each of them as one array: they arrive as Python's own values, with neither JSON nor a
row of the store for each of them."""


def of_arrays(arrays: Iterable[Sequence[Any] | None]) -> Iterator[Row]:
    """The rows that were read as `ARRAYS`."""
    return map(Row._make, zip(*[array or () for array in arrays], strict=True))


class Line(Protocol):
    """What there is to know of a queue to say who somebody of it is."""

    @property
    def id(self) -> UUID:
        """Its id."""

    @property
    def name(self) -> str:
        """What it is called."""

    @property
    def letter(self) -> str:
        """What its tickets begin with."""

    @property
    def counter(self) -> str:
        """Where those who are called go, or ""."""


class Version:
    """A row as the transaction of this number has `written` it, and the person that it tells of.

    No two versions of one row have the same number.
    """

    __slots__ = ("_in", "_person", "id", "row", "written")

    def __init__(self, id_: str, written: str, row: Row) -> None:
        self.id = id_
        self.written = written
        self.row = row
        self._in: object = None

    def person(self, queue: Line) -> Person:
        """The person, the same one for as long as the queue is called the same."""
        called = queue.name, queue.letter, queue.counter
        if self._in != called:
            self._in, self._person = called, _person(self.row, queue)
        return self._person


def _person(row: Row, queue: Line) -> Person:
    card = Card(
        f"{queue.letter}{row.number}",
        queue.name,
        row.name,
        _STATES[row.state],
        row.called_at,
        row.calls,
        row.counter or queue.counter,
        row.answer,
    )
    facts = Facts(
        row.phone,
        row.note,
        row.joined_via,
        row.joined_at,
        row.ended_at,
        row.party_size,
        row.quoted_high,
        row.gave_up,
    )
    return Person(row.id, queue.id, card, facts, party_token=row.token, named=row.named)


class Known(NamedTuple):
    """The rows of a snapshot by their ids, and the first transaction that may have been under way
    when it was taken: what is newer was written by that one or by a later one."""

    horizon: str | None
    versions: Mapping[str, Version]


NOTHING = Known(None, {})


class Lost(Exception):
    """A row is neither known nor among the news."""


def versions(
    these: Iterable[tuple[str, str]], news: Mapping[str, Row], known: Mapping[str, Version]
) -> list[Version]:
    """The rows of these ids, as they were written last. Raise Lost if one of them is not there."""
    found = []
    for id_, written in these:
        version = known.get(id_)
        if version is None or version.written != written:
            if id_ not in news:
                raise Lost
            version = Version(id_, written, news[id_])
        found.append(version)
    return found


def versions_of(read: Iterable[Sequence[Any]]) -> Iterator[Version]:
    """Rows that were read as `COLUMNS` and are not compared with others."""
    return (Version(str(row[0]), "", Row._make(row)) for row in read)


def customers(read: Sequence[Version], queue: Line, quoted: Quoted) -> tuple[CustomerSnapshot, ...]:
    """The customers of one queue, who stand as they are given: all of the line, or none of it."""
    found, ahead = [], 0
    farthest = [one.row.state for one in read].count(State.WAITING) - 1
    for one in read:
        waits = one.row.state == State.WAITING
        place = ahead if waits else None
        found.append(CustomerSnapshot(one.person(queue), place, place == farthest, quoted))
        ahead += waits
    return tuple(found)
