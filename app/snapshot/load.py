"""How a store is read in one SQL statement, and what is read becomes a snapshot."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from app import clock, database
from app.figures.pace import Pace
from app.snapshot import rows, statement
from app.snapshot.customer import CustomerSnapshot, Quoted
from app.snapshot.quarters import Quarter, Quarters
from app.snapshot.queue import HISTORY, Past, QueueSnapshot, Total
from app.snapshot.rows import Known, Row, Version, customers
from app.snapshot.store import Snapshot

_WAITS_LAST = timedelta(seconds=15)
"""For so long what is told of the waits in a queue is good if nothing happens in it."""


def snapshot(
    store_id: UUID,
    older: Snapshot | None = None,
    *,
    parties: Collection[str] = (),
    history: bool = True,
) -> Snapshot | None:
    """The store as it is now, or None if it has closed. Holds no connection afterwards.

    Of an `older` snapshot it takes over what has not changed. It has the people of these parties
    even if none of them is in line, and if asked the history and the figures.
    """
    try:
        return _snapshot(store_id, older, parties, history=history)
    except rows.Lost:
        return _snapshot(store_id, None, parties, history=history)


def _snapshot(
    store_id: UUID, older: Snapshot | None, parties: Collection[str], *, history: bool
) -> Snapshot | None:
    queues = older.every_queue if older else ()
    known = rows.NOTHING
    if older and (older.quarters is not None or not history):
        known = older.known
    asked = {
        "store": store_id,
        # A store whose time is over is shown no more, even if what closes it has not come yet.
        "now": clock.now(),
        "queues": [queue.id for queue in queues],
        "changes": [queue.changes for queue in queues],
        "horizon": known.horizon,
        "parties": _together(older) if older else [],
    }
    if history:
        asked["history"] = HISTORY
        asked["version"] = older.version if older and older.quarters is not None else 0
    wanted = statement.LINE_AND_HISTORY if history else statement.LINE
    found = database.rows(wanted, asked, big=True)
    if not found:
        return None
    values = iter(found[0])
    about = dict(zip(statement.STORE, values, strict=False))
    lines, quarters = next(values), next(values)
    past = _by_queue([next(values) or () for _ in ("queue_id", *Past._fields)])
    horizon = next(values)
    if known.horizon and int(horizon) < int(known.horizon):
        raise rows.Lost  # another server, or this one of before
    line, others = _versions(values, known.versions if _names_alike(about, older) else {})
    about["called_before"] = tuple(about["called_before"] or ())
    now = clock.now()
    kept = {str(queue.id): queue for queue in queues}
    line_of, last_of = _of_queue(line), _of_queue(others if history else (), HISTORY)
    every_queue = tuple(
        _queue(_Read(queue, line_of[id_], last_of[id_], past.get(id_)), kept.get(id_), now)
        for queue in lines or ()
        for id_ in [queue["id"]]
    )
    in_line = set().union(*[queue.parties for queue in every_queue])
    more = [one for one in others if one.row.token in in_line]
    if missing := [token for token in parties if token not in in_line]:
        more += rows.versions_of(database.rows(statement.PARTIES, (missing, store_id)))
    return Snapshot(
        store_id=store_id,
        taken_at=now,
        every_queue=every_queue,
        others=tuple(out_of_line(more, every_queue)),
        quarters=_quarters(quarters, older) if history else None,
        known=Known(horizon, {one.id: one for one in (*line, *others)}),
        **about,
    )


def _together(older: Snapshot) -> list[str]:
    """The parties of several that had somebody in line. Whose people were asked for are asked for
    again: they are not among what is known."""
    return list(set().union(*[queue.parties_of_several for queue in older.every_queue]))


def _names_alike(about: dict[str, Any], older: Snapshot | None) -> bool:
    """Whether the board may name the same people as before."""
    rule = about["board_shows"], about["board_names_since"]
    return older is not None and rule == (older.board_shows, older.board_names_since)


def _versions(
    values: Iterator[Any], known: Mapping[str, Version]
) -> tuple[list[Version], list[Version]]:
    """The rows of those in line, and of the others."""
    these = [zip(*(next(values) or () for _ in range(2)), strict=True) for _ in range(2)]
    ids = next(values) or ()
    read = rows.of_arrays(next(values) for _ in Row._fields)
    news = dict(zip(ids, read, strict=True))
    line, others = (rows.versions(some, news, known) for some in these)
    return line, others


def out_of_line(
    read: Iterable[Version], queues: Sequence[QueueSnapshot]
) -> Iterator[CustomerSnapshot]:
    """Those who are out of the line, in the order in which they were read."""
    by_id = {str(queue.id): queue for queue in queues}
    for version in read:
        queue = by_id[version.row.queue_id]
        yield from customers([version], queue, queue.quoted)


class _Read(NamedTuple):
    """What was read of one queue; the past only if it is news."""

    queue: dict[str, Any]
    line: list[Version]
    history: list[Version]
    past: list[Past] | None


def _queue(read: _Read, was: QueueSnapshot | None, now: datetime) -> QueueSnapshot:
    made_of = read.queue, read.line, read.history
    if was and was.made_of == made_of and abs(now - was.quoted.at) < _WAITS_LAST:
        return was
    names = (read.queue[name] for name in ("name", "letter", "counter"))
    queue, quoted = _Names(UUID(read.queue["id"]), *names), Quoted(now)
    line = customers(read.line, queue, quoted)
    same = was is not None and was.changes == read.queue["changes"]
    past = was.past if was and same else tuple(read.past or ())
    made = QueueSnapshot(
        **queue._asdict(),
        paused=read.queue["paused"],
        most_waiting=read.queue["most_waiting"],
        retired=read.queue["retired"],
        line=line,
        history=tuple(one for gone in read.history for one in customers([gone], queue, quoted)),
        totals=tuple(Total(*total) for total in read.queue["totals"] or ()),
        quoted=quoted,
        surprises=tuple([one.row.surprise for one in read.line]),
        changes=read.queue["changes"],
        past=past,
        made_of=made_of,
    )
    quoted.pace = Pace.observed(
        (*[one.row for one in read.line], *past), now, read.queue["minutes_guess"], made.accuracy
    )
    return made


class _Names(NamedTuple):
    id: UUID
    name: str
    letter: str
    counter: str


def _of_queue(read: Iterable[Version], most: int | None = None) -> defaultdict[str, list[Version]]:
    """The first ones of each queue."""
    by_queue: defaultdict[str, list[Version]] = defaultdict(list)
    for version in read:
        of_queue = by_queue[version.row.queue_id]
        if most is None or len(of_queue) < most:
            of_queue.append(version)
    return by_queue


def _by_queue(arrays: Sequence[Sequence[Any]]) -> dict[str, list[Past]]:
    by_queue: defaultdict[str, list[Past]] = defaultdict(list)
    for queue_id, *past in zip(*arrays, strict=True):
        by_queue[queue_id].append(Past(*past))
    return by_queue


def _quarters(news: Iterable[tuple[int, int, list[float]]], older: Snapshot | None) -> Quarters:
    """Those of the older snapshot, and what is new."""
    quarters = (older.quarters if older else None) or Quarters()
    return quarters.with_news(
        {nth: Quarter(joined, tuple(sorted(waits))) for nth, joined, waits in news}
    )
