"""How a store is read in one SQL statement, and what is read becomes a snapshot."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from app import clock, database
from app.figures.waits import Pace
from app.models import State
from app.models.customer import SURPRISE
from app.snapshot.customer import CustomerSnapshot, Quoted
from app.snapshot.queue import QueueSnapshot
from app.snapshot.store import Snapshot

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

# Each column of the customers as one array: they arrive as Python's own values, with neither JSON
# nor a row of the store for each of them.
_LOAD = f"""
SELECT store.version, store.session_key, store.board_token, store.name, store.description,
       store.timezone, store.country, store.opened_at, store.closes_at, store.email,
       store.email_confirmed_at IS NOT NULL, store.email_refused_at IS NOT NULL,
       store.paused, store.notice, store.language, store.board_shows,
       (SELECT code FROM join_code WHERE store_id = store.id AND replaced_by IS NULL) AS join_code,
       EXISTS (SELECT FROM pass WHERE store_id = store.id) AS scanned,
       (SELECT json_agg(
            json_build_array(
                id, name, letter, paused, most_waiting, minutes_guess, retired_at IS NOT NULL,
                counter
            ) ORDER BY position)
        FROM queue WHERE store_id = store.id) AS queues,
       line.*
FROM store, LATERAL (
    SELECT array_agg(id), array_agg(queue_id::text), array_agg(token), array_agg(number),
           array_agg(name), array_agg(phone), array_agg(note), array_agg(state),
           array_agg(joined_via), array_agg(joined_at), array_agg(called_at), array_agg(ended_at),
           array_agg(named), array_agg(told_high), array_agg(calls), array_agg(counter),
           array_agg(answer), array_agg(surprise)
    FROM (
        SELECT customer.*, party.token, {_NAMED} AS named, {SURPRISE} AS surprise
        FROM customer JOIN party ON party.id = customer.party_id
        WHERE customer.store_id = store.id
        ORDER BY place, number
    ) AS customer
) AS line
WHERE store.id = %s
"""  # noqa: S608 - made of our own words
_COLUMNS = 18
_WAITS_LAST = timedelta(seconds=15)
"""For so long what is told of the waits in a queue is good if nothing happens in it."""


def snapshot(store_id: UUID, older: Snapshot | None = None) -> Snapshot | None:
    """The store as it is now, or None if it has closed. Holds no connection afterwards.

    Of an `older` snapshot it takes over the queues in which nothing has changed.
    """
    found = database.rows(_LOAD, (store_id,), binary=True)
    if not found:
        return None
    (*about, join_code, scanned, queues), line = found[0][:-_COLUMNS], found[0][-_COLUMNS:]
    *about, paused, announcement, language, board_shows = about
    *about, email, email_is_confirmed, email_is_refused = about
    *about, timezone, country, opened_at, closes_at = about
    version, session_key, board_token, name, description = about
    now = clock.now()
    return Snapshot(
        store_id=store_id,
        version=version,
        taken_at=now,
        session_key=session_key,
        board_token=board_token,
        name=name,
        description=description,
        timezone=timezone,
        country=country,
        opened_at=opened_at,
        closes_at=closes_at,
        email=email,
        email_is_confirmed=email_is_confirmed,
        email_is_refused=email_is_refused,
        paused=paused,
        announcement=announcement,
        language=language,
        board_shows=board_shows,
        join_code=join_code,
        scanned=scanned,
        every_queue=tuple(
            _queues(
                queues or [],
                list(zip(*line, strict=True)) if line[0] else [],
                {queue.id: queue for queue in older.every_queue} if older else {},
                now,
            )
        ),
    )


def _queues(
    queues: list[list[Any]],
    rows: list[tuple[Any, ...]],
    older: dict[UUID, QueueSnapshot],
    now: datetime,
) -> Iterator[QueueSnapshot]:
    sizes = Counter(row[2] for row in rows)
    of_queue: defaultdict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for row in rows:
        of_queue[row[1]].append(row)
    for queue in queues:
        text, name, letter, paused, most_waiting, guess, retired, counter = queue
        id_ = UUID(text)
        mine, was = of_queue[text], older.get(id_)
        parties = [sizes[row[2]] for row in mine]
        made_of = queue, mine, parties
        if was and was.made_of == made_of and now - was.quoted.at < _WAITS_LAST:
            yield was
            continue
        quoted = Quoted(now)
        customers = tuple(_customers(mine, parties, queue, id_, quoted))
        quoted.pace = Pace.observed(customers, now, guess)
        yield QueueSnapshot(
            id=id_,
            name=name,
            letter=letter,
            counter=counter,
            paused=paused,
            most_waiting=most_waiting,
            retired=retired,
            customers=customers,
            quoted=quoted,
            surprises=tuple(row[-1] for row in mine),
            made_of=made_of,
        )


def _customers(
    rows: list[tuple[Any, ...]], sizes: list[int], queue: list[Any], queue_id: UUID, quoted: Quoted
) -> Iterator[CustomerSnapshot]:
    _, queue_name, letter, *_, counter_of_queue = queue
    ahead, farthest = 0, sum(row[7] == State.WAITING for row in rows) - 1
    for row, size in zip(rows, sizes, strict=True):
        id_, _, token, number, name, phone, note, *rest = row
        state, via, joined, called, ended, named, quoted_high, calls, counter, answer, _ = rest
        waits = state == State.WAITING
        yield CustomerSnapshot(
            id_,
            queue_id,
            quoted,
            ahead if waits else None,
            f"{letter}{number}",
            queue_name,
            name,
            _STATES[state],
            called,
            calls,
            counter or counter_of_queue,
            answer,
            waits and ahead == farthest,
            token,
            phone,
            note,
            via,
            joined,
            ended,
            size,
            named,
            quoted_high,
        )
        ahead += waits
