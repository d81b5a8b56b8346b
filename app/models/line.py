"""What the owner does with the people in line. Each verb says what it changed, or None if nothing.

What the owner saw is part of every order: a button that was drawn before somebody else's tap finds
things otherwise than it says, and changes nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID, uuid4

from app.models import change
from app.models.change import Made
from app.models.customer import State

_FIRST = """(
    SELECT id FROM customer
    WHERE queue_id = %(queue)s AND store_id = %(store)s AND state = 'waiting'
    ORDER BY place, number LIMIT 1
)"""

# Places are exact numbers, so there is always one between two others.
_BEFORE = """(
    SELECT COALESCE((max(other.place) + there.place) * 0.5, there.place - 1)
    FROM customer AS there
    LEFT JOIN customer AS other ON other.queue_id = there.queue_id
        AND other.place < there.place AND other.id <> %(customer)s
    WHERE there.id = %(before)s GROUP BY there.place
)"""
# Behind everybody and before the next number.
_AT_THE_END = """(
    SELECT COALESCE((max(other.place) + queue.next_number) * 0.5, old.place)
    FROM queue LEFT JOIN customer AS other ON other.queue_id = queue.id AND other.id <> old.id
    WHERE queue.id = old.queue_id GROUP BY queue.next_number
)"""

_ADD = """
WITH target AS (
    UPDATE store SET version = version + 1
    WHERE id = %(store)s AND EXISTS (
        SELECT FROM queue WHERE id = %(queue)s AND store_id = %(store)s
    )
    RETURNING id
), numbered AS (
    UPDATE queue SET next_number = next_number + 1 FROM target
    WHERE queue.id = %(queue)s AND queue.store_id = target.id
    RETURNING next_number - 1 AS number
), party AS (
    INSERT INTO party (id, store_id, token, created_at)
    SELECT %(party)s, %(store)s, %(token)s, %(now)s FROM numbered
), new AS (
    INSERT INTO customer (
        id, store_id, queue_id, party_id, number, place, name, phone, note, state, joined_via,
        joined_at
    )
    SELECT %(customer)s, %(store)s, %(queue)s, %(party)s, number, number, %(name)s, %(phone)s, '',
           'waiting', 'walk-in', %(now)s
    FROM numbered
    RETURNING *
), kept AS (
    INSERT INTO change (id, store_id, customer_id, before, after, made_at)
    SELECT %(change)s, %(store)s, id, NULL, to_jsonb(new), %(now)s FROM new
)
SELECT %(change)s::uuid, id, queue_id, true, to_jsonb(new) FROM new
"""

_NUMBERED = """, numbered AS (
    UPDATE queue SET next_number = next_number + 1 FROM old
    WHERE queue.id = %(queue)s AND queue.store_id = %(store)s AND queue.retired_at IS NULL
    RETURNING next_number - 1 AS number
)"""


# What was told at joining holds no more for who is moved.
_UNTOLD = "told_low = NULL, told_high = NULL"


class Details(NamedTuple):
    """What the owner can correct. The note is for the staff alone."""

    name: str
    phone: str
    note: str


@dataclass(frozen=True, slots=True)
class Where:
    """Where in the line to go: so many places back (or forth, below 0), or before somebody.

    Neither means the end.
    """

    by: int | None = None
    before: UUID | None = None

    def follower(self, line: Sequence[UUID], mover: UUID) -> UUID | None:
        """Who of the line comes right behind the mover then; None at the end."""
        others = [waiting for waiting in line if waiting != mover]
        if self.by is None:
            return self.before if self.before in others else None
        place = max(0, line.index(mover) + self.by)
        return others[place] if place < len(others) else None


def call_next(
    store_id: UUID, queue_id: UUID, now: datetime, expected: UUID | None = None
) -> Made | None:
    """Call whoever is first. With `expected`, only if that is who the owner saw as first.

    So a double tap calls one person, and of two people calling at once one is told.
    """
    return change.make(
        store_id,
        now,
        which=_FIRST,
        still="state = 'waiting' AND (%(expected)s::uuid IS NULL OR customer.id = %(expected)s)",
        to="state = 'called', called_at = %(now)s, ended_at = NULL,"
        " first_called_at = COALESCE(old.first_called_at, %(now)s)",
        queue=queue_id,
        expected=expected,
    )


def set_state(
    store_id: UUID, customer_id: UUID, *, to: State, was: State, now: datetime
) -> Made | None:
    """Set the state. `called_at` is the last call; `ended_at` is kept while out of the line."""
    return change.make(
        store_id,
        now,
        which="%(customer)s",
        still="state = %(was)s",
        to="state = %(wanted)s, ended_at = %(ended)s,"
        " called_at = COALESCE(%(called)s, old.called_at),"
        " first_called_at = COALESCE(old.first_called_at, %(called)s)",
        customer=customer_id,
        was=was,
        wanted=to,
        ended=None if to.in_line else now,
        called=now if to is State.CALLED else None,
    )


def edit(
    store_id: UUID, customer_id: UUID, *, to: Details, was: Details, now: datetime
) -> Made | None:
    """Correct what is known of a customer."""
    return change.make(
        store_id,
        now,
        which="%(customer)s",
        still="name = %(was_name)s AND phone = %(was_phone)s AND note = %(was_note)s",
        to="name = %(name)s, phone = %(phone)s, note = %(note)s",
        customer=customer_id,
        **to._asdict(),
        **{f"was_{field}": value for field, value in was._asdict().items()},
    )


def add(
    store_id: UUID, queue_id: UUID, name: str, phone: str, *, token: str, now: datetime
) -> Made | None:
    """Put somebody without a phone at the end of the line. `token` becomes the party's."""
    return change.record(
        store_id,
        _ADD,
        now,
        queue=queue_id,
        party=uuid4(),
        customer=uuid4(),
        token=token,
        name=name,
        phone=phone,
    )


def move(
    store_id: UUID, customer_id: UUID, where: Where, now: datetime, *, ahead: int | None = None
) -> Made | None:
    """Move somebody who waits within the line. With `ahead`, only if so many still are.

    So a double tap moves once.
    """
    with change.locked(store_id) as run:
        line = [
            id_
            for (id_,) in run(
                """
                SELECT id FROM customer WHERE state = 'waiting' AND queue_id = (
                    SELECT queue_id FROM customer WHERE id = %(customer)s AND store_id = %(store)s
                ) ORDER BY place, number
                """,
                {"customer": customer_id, "store": store_id},
            )
        ]
        if customer_id not in line or ahead not in (None, line.index(customer_id)):
            return None
        before = where.follower(line, customer_id)
        return change.make(
            store_id,
            now,
            which="%(customer)s",
            to=f"place = {_BEFORE if before else _AT_THE_END}, {_UNTOLD}",
            run=run,
            customer=customer_id,
            before=before,
        )


def transfer(store_id: UUID, customer_id: UUID, queue_id: UUID, now: datetime) -> Made | None:
    """Move somebody to another queue, among those who wait there in the order of joining.

    The ticket gets that queue's letter and next number.
    """
    with change.locked(store_id) as run:
        behind = run(
            """
            SELECT id FROM customer
            WHERE queue_id = %(queue)s AND state = 'waiting' AND joined_at > (
                SELECT joined_at FROM customer WHERE id = %(customer)s
            ) ORDER BY place, number LIMIT 1
            """,
            {"queue": queue_id, "customer": customer_id},
        )
        return change.make(
            store_id,
            now,
            which="%(customer)s",
            still="queue_id <> %(queue)s",
            more=_NUMBERED,
            beside=", numbered",
            to="queue_id = %(queue)s, number = numbered.number,"
            f" place = {_BEFORE if behind else 'numbered.number'}, {_UNTOLD}",
            run=run,
            customer=customer_id,
            queue=queue_id,
            before=behind[0][0] if behind else None,
        )
