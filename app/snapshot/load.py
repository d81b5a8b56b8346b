"""How a store is read in one SQL statement, and what is read becomes a snapshot."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from app import clock, database
from app.figures.pace import Pace
from app.figures.signs import LATEST
from app.models.customer import DONE, IN_LINE
from app.snapshot import rows
from app.snapshot.customer import CustomerSnapshot, Quoted
from app.snapshot.queue import HISTORY, Past, QueueSnapshot, Total
from app.snapshot.rows import Row
from app.snapshot.store import Quarter, Snapshot

PAST = 2 * LATEST
"""So many of those who were last in a queue make its pace, with those in line: by when they were
called it needs fewer, but they are found by when they were done."""

# By the names that a `Snapshot` has for them.
_AS_THEY_ARE = [
    "version",
    "session_key",
    "board_token",
    "name",
    "description",
    "timezone",
    "country",
    "opened_at",
    "closes_at",
    "email",
    "paused",
    "language",
    "board_shows",
    "crowded_at",
    "board_framed",
]
# Those who were called before the ones that are called now, the last one first.
_CALLED_BEFORE = f"""
SELECT array_agg(ticket) FROM (
    SELECT letter || number AS ticket FROM lines, LATERAL (
        SELECT number, ended_at FROM customer
        WHERE queue_id = lines.id AND {DONE} AND called_at IS NOT NULL
        ORDER BY ended_at DESC LIMIT 5
    ) AS latest ORDER BY ended_at DESC LIMIT 5
) AS called
"""  # noqa: S608
_STORE = {
    **{name: f"store.{name}" for name in _AS_THEY_ARE},
    "announcement": "store.notice",
    "email_is_confirmed": "store.email_confirmed_at IS NOT NULL",
    "email_is_refused": "store.email_refused_at IS NOT NULL",
    "join_code": "(SELECT code FROM join_code WHERE store_id = store.id AND replaced_by IS NULL)",
    "called_before": f"({_CALLED_BEFORE})",
    "scanned": "EXISTS (SELECT FROM pass WHERE store_id = store.id)",
}
_QUEUES = """
SELECT json_agg(json_build_object(
    'id', id, 'name', name, 'letter', letter, 'counter', counter, 'paused', paused,
    'most_waiting', most_waiting, 'minutes_guess', minutes_guess, 'retired', retired_at IS NOT NULL,
    'changes', changes, 'totals', totals
) ORDER BY position) FROM lines
"""
# The last ones of each queue, and those whose party has somebody in line.
_OTHERS = f"""
SELECT {rows.ARRAYS} FROM (
    SELECT {rows.COLUMNS} FROM (
        SELECT latest.* FROM lines, LATERAL (
            SELECT * FROM customer WHERE queue_id = lines.id AND {DONE}
            ORDER BY ended_at DESC, place, number LIMIT %(history)s
        ) AS latest
        UNION
        SELECT done.*
        FROM (SELECT DISTINCT party_id FROM line WHERE party_size > 1) AS party, LATERAL (
            SELECT * FROM customer WHERE party_id = party.party_id AND {DONE} OFFSET 0
        ) AS done
    ) AS customer {rows.PARTY}
    ORDER BY ended_at DESC, place, number
) AS customer
"""  # noqa: S608 - made of our own words, like those below
_PAST = f"""
SELECT array_agg(queue_id), array_agg(state), array_agg(joined_at), array_agg(called_at),
       array_agg(ended_at)
FROM lines LEFT JOIN known USING (id), LATERAL (
    SELECT * FROM customer WHERE queue_id = lines.id AND {DONE}
    ORDER BY ended_at DESC LIMIT {PAST}
) AS customer
WHERE known.changes IS DISTINCT FROM lines.changes
"""  # noqa: S608
# Only those that are newer than what is known; see `app.models.total`.
_QUARTERS = """
CASE WHEN %(history)s > 0 THEN ARRAY(
    SELECT ROW(nth, joined, waits) FROM quarter
    WHERE store_id = %(store)s AND version >= %(version)s
) END
"""
_LOAD = f"""
WITH known AS (
    SELECT * FROM unnest(%(queues)s::uuid[], %(changes)s::bigint[]) AS known (id, changes)
), lines AS MATERIALIZED (
    SELECT queue.*, COALESCE(total.changes, 0) AS changes, total.totals
    FROM queue, LATERAL (
        SELECT sum(changes)::bigint AS changes,
               json_agg(json_build_array(state, joined_via, surprise, people))
                   FILTER (WHERE people > 0) AS totals
        FROM total WHERE queue_id = queue.id
    ) AS total
    WHERE queue.store_id = %(store)s
), line AS MATERIALIZED (
    SELECT {rows.COLUMNS}, customer.party_id
    FROM store JOIN customer ON customer.store_id = store.id {rows.PARTY}
    WHERE store.id = %(store)s AND customer.{IN_LINE}
    ORDER BY place, number
)
SELECT {", ".join(_STORE.values())}, ({_QUEUES}), {_QUARTERS}, past.*, line.*, others.*
FROM store, LATERAL ({_PAST}) AS past, LATERAL (SELECT {rows.ARRAYS} FROM line) AS line,
     LATERAL ({_OTHERS}) AS others
WHERE store.id = %(store)s AND closes_at > %(now)s
"""  # noqa: S608
_PARTIES = f"""
SELECT {rows.COLUMNS}
FROM party JOIN customer ON customer.party_id = party.id JOIN store ON store.id = party.store_id
WHERE party.token = ANY(%s) AND party.store_id = %s ORDER BY place, number
"""  # noqa: S608
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
    queues = older.every_queue if older else ()
    known = {
        "store": store_id,
        # A store whose time is over is shown no more, even if what closes it has not come yet.
        "now": clock.now(),
        "queues": [queue.id for queue in queues],
        "changes": [queue.changes for queue in queues],
        "history": HISTORY if history else 0,
        "version": older.version if older and older.quarters is not None else 0,
    }
    found = database.rows(_LOAD, known, binary=True)
    if not found:
        return None
    values = iter(found[0])
    about = dict(zip(_STORE, values, strict=False))
    lines, quarters = next(values), next(values)
    past = _by_queue([next(values) or () for _ in ("queue_id", *Past._fields)])
    line, others = (rows.of_arrays([next(values) for _ in Row._fields]) for _ in range(2))
    about["called_before"] = tuple(about["called_before"] or ())
    now = clock.now()
    kept = {queue.id: queue for queue in queues}
    line_of, last_of = _of_queue(line), _of_queue(others if history else ())
    every_queue = tuple(
        _queue(_Read(queue, line_of[id_], last_of[id_], past.get(id_)), id_, kept.get(id_), now)
        for queue in lines or ()
        for id_ in [UUID(queue["id"])]
    )
    in_line = {one.token for one in line}
    more = [one for one in others if one.token in in_line]
    if missing := [token for token in parties if token not in in_line]:
        more += [Row._make(row) for row in database.rows(_PARTIES, (missing, store_id))]
    return Snapshot(
        store_id=store_id,
        taken_at=now,
        every_queue=every_queue,
        others=tuple(out_of_line(more, every_queue)),
        quarters=_quarters(quarters, older) if history else None,
        **about,
    )


def out_of_line(read: Sequence[Row], queues: Sequence[QueueSnapshot]) -> Iterator[CustomerSnapshot]:
    """Those who are out of the line, in the order in which they were read."""
    by_id = {queue.id: queue for queue in queues}
    for row in read:
        queue = by_id[row.queue_id]
        yield from rows.customers([row], queue, queue.quoted)


class _Read(NamedTuple):
    """What was read of one queue; the past only if it is news."""

    queue: dict[str, Any]
    line: list[Row]
    history: list[Row]
    past: list[Past] | None


def _queue(read: _Read, id_: UUID, was: QueueSnapshot | None, now: datetime) -> QueueSnapshot:
    made_of = read.queue, read.line, read.history
    if was and was.made_of == made_of and now - was.quoted.at < _WAITS_LAST:
        return was
    names = (read.queue[name] for name in ("name", "letter", "counter"))
    queue, quoted = _Names(id_, *names), Quoted(now)
    line = tuple(rows.customers(read.line, queue, quoted))
    same = was is not None and was.changes == read.queue["changes"]
    past = was.past if was and same else tuple(read.past or ())
    made = QueueSnapshot(
        **queue._asdict(),
        paused=read.queue["paused"],
        most_waiting=read.queue["most_waiting"],
        retired=read.queue["retired"],
        line=line,
        history=tuple(one for row in read.history for one in rows.customers([row], queue, quoted)),
        totals=tuple(Total(*total) for total in read.queue["totals"] or ()),
        quoted=quoted,
        surprises=tuple(row.surprise for row in read.line),
        changes=read.queue["changes"],
        past=past,
        made_of=made_of,
    )
    quoted.pace = Pace.observed((*line, *past), now, read.queue["minutes_guess"], made.accuracy)
    return made


class _Names(NamedTuple):
    id: UUID
    name: str
    letter: str
    counter: str


def _of_queue(read: Iterable[Row]) -> defaultdict[UUID, list[Row]]:
    by_queue: defaultdict[UUID, list[Row]] = defaultdict(list)
    for row in read:
        by_queue[row.queue_id].append(row)
    return by_queue


def _by_queue(arrays: Sequence[Sequence[Any]]) -> dict[UUID, list[Past]]:
    by_queue: defaultdict[UUID, list[Past]] = defaultdict(list)
    for queue_id, *past in zip(*arrays, strict=True):
        by_queue[queue_id].append(Past(*past))
    return by_queue


def _quarters(
    news: Iterable[tuple[int, int, list[float]]], older: Snapshot | None
) -> dict[int, Quarter]:
    """Those of the older snapshot, and what is new. Sorted waits are quickly sorted again."""
    quarters = dict(older.quarters or {}) if older else {}
    quarters.update({nth: Quarter(joined, tuple(sorted(waits))) for nth, joined, waits in news})
    return quarters
