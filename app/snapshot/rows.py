"""The rows of customers that a snapshot is made of, by their names."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from app.models import State
from app.models.customer_row import Row
from app.snapshot.customer import CustomerSnapshot, Quoted
from app.snapshot.person import Card, Facts, Person

_WAITING = State.WAITING.value
_STATES = {state.value: state for state in State}


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
        row.counter if row.counter != queue.counter else "",
    )
    return Person(row.id, queue.id, card, facts, party_token=row.token, named=row.named)


class Known(NamedTuple):
    """The rows of a snapshot by their ids, and the first transaction that may have been under way
    when it was last read: what is newer was written by that one or by a later one."""

    horizon: str | None
    versions: Mapping[str, Version]
    read_at: datetime


NOTHING = Known(None, {}, datetime.min.replace(tzinfo=UTC))


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
    waiting = [one.row.state for one in read].count(_WAITING)
    places, farthest = iter(range(waiting)), waiting - 1
    return tuple(
        [
            CustomerSnapshot(
                one.person(queue),
                place := next(places) if one.row.state == _WAITING else None,
                place == farthest,
                quoted,
            )
            for one in read
        ]
    )
