"""What the owner does with the people in line. Each verb says what it changed, or None if nothing.

What the owner saw is part of every order: a button that was drawn before somebody else's tap finds
things otherwise than it says, and changes nothing.

`by` is the store, or a session of its owner; then nothing is changed either if that does not last.
"""

import logging
from datetime import datetime
from typing import NamedTuple
from uuid import UUID, uuid4

from app.models import change, numbers, told
from app.models.customer import State
from app.models.made import Made
from app.models.owner import Session

log = logging.getLogger(__name__)

_FIRST = """(
    SELECT id FROM customer
    WHERE queue_id = %(queue)s AND store_id = %(store)s AND state = 'waiting'
    ORDER BY place, number LIMIT 1
)"""

_CALL_NEXT = change.statement(
    which=_FIRST,
    still="state = 'waiting' AND (%(expected)s::uuid IS NULL OR customer.id = %(expected)s)",
    to="state = 'called', called_at = %(now)s, ended_at = NULL,"
    " first_called_at = COALESCE(old.first_called_at, %(now)s),"
    " calls = old.calls + 1, counter = %(counter)s, answer = ''",
)

_SET_STATE = change.statement(
    which="%(customer)s",
    still="state = %(was)s",
    to="state = %(wanted)s, ended_at = %(ended)s,"
    " called_at = COALESCE(%(called)s, old.called_at),"
    " first_called_at = COALESCE(old.first_called_at, %(called)s),"
    # A call has no answer yet, and what was answered to the last one is over with it.
    " calls = old.calls + (%(called)s::timestamptz IS NOT NULL)::int, answer = '',"
    " counter = CASE WHEN %(called)s::timestamptz IS NULL THEN old.counter ELSE %(counter)s END",
)

_EDIT = change.statement(
    which="%(customer)s",
    still="name = %(was_name)s AND phone = %(was_phone)s AND note = %(was_note)s",
    to="name = %(name)s, phone = %(phone)s, note = %(note)s",
)

_ADD = (
    """
WITH target AS (
    UPDATE store SET version = version + 1
    WHERE id = %(store)s AND MAY AND EXISTS (
        SELECT FROM queue
        WHERE id = %(queue)s AND store_id = %(store)s AND retired_at IS NULL AND NUMBERS_LEFT > 0
    )
    RETURNING STORE
), numbered AS (
    UPDATE queue SET next_number = next_number + 1 FROM target
    WHERE queue.id = %(queue)s AND queue.store_id = target.id AND queue.retired_at IS NULL
      AND NUMBERS_LEFT > 0
    RETURNING next_number - 1 AS number
), joined AS (
    INSERT INTO party (id, store_id, token, created_at, people)
    SELECT %(party)s, %(store)s, %(token)s, %(now)s, 1 FROM numbered
    RETURNING *
), new AS (
    INSERT INTO customer (
        id, store_id, queue_id, party_id, number, place, name, phone, note, state, joined_via,
        joined_at
    )
    SELECT %(customer)s, %(store)s, %(queue)s, %(party)s, number, number, %(name)s, %(phone)s, '',
           'waiting', 'walk-in', %(now)s
    FROM numbered
    RETURNING *
), added AS (
    -- What is told of the wait is remembered with the first look at the ticket: no change.
    SELECT to_jsonb(new) - '{told_low,told_high}'::text[] AS after FROM new
), kept AS (
    INSERT INTO change (id, store_id, customer_id, before, after, made_at)
    SELECT %(change)s, %(store)s, id, NULL, after, %(now)s FROM new, added
)
SELECT %(change)s::uuid, customer.id, customer.queue_id, true, after, NULL, TOLD
FROM target AS store, added, new AS customer, joined AS party
""".replace("NUMBERS_LEFT", numbers.LEFT)
    .replace("MAY", change.MAY)
    .replace("TOLD", told.COLUMNS)
    .replace("STORE", told.STORE)
)


class Details(NamedTuple):
    """What the owner can correct. The note is for the staff alone."""

    name: str
    phone: str
    note: str


def call_next(
    by: UUID | Session,
    queue_id: UUID,
    now: datetime,
    expected: UUID | None = None,
    counter: str = "",
) -> Made | None:
    """Call whoever is first. With `expected`, only if the owner saw them as first.

    So a double tap calls one person, and of two people calling at once one is told. `counter` is
    where this device calls to, if not to the queue's own counter.
    """
    made = change.record(by, _CALL_NEXT, now, queue=queue_id, expected=expected, counter=counter)
    return _logged(made)


def set_state(
    by: UUID | Session,
    customer_id: UUID,
    *,
    to: State,
    was: State,
    now: datetime,
    counter: str = "",
) -> Made | None:
    """Set the state. `called_at` is the last call; `ended_at` is kept while out of the line.

    `counter` as for `call_next`.
    """
    made = change.record(
        by,
        _SET_STATE,
        now,
        customer=customer_id,
        was=was,
        wanted=to,
        ended=None if to.in_line else now,
        called=now if to is State.CALLED else None,
        counter=counter,
    )
    return _logged(made)


def _logged(made: Made | None) -> Made | None:
    """For whoever looks after the estimates: how this one did, and no word of whom."""
    if made and made.first_call:
        waited, low, high = made.first_call
        told = f"at least {low}" if high is None else f"{low} to {high}"
        said = "queue %s: called after %s min; told at first: %s min"
        log.info(said, made.queue_id, waited, told)
    return made


def edit(
    by: UUID | Session, customer_id: UUID, *, to: Details, was: Details, now: datetime
) -> Made | None:
    """Correct what is known of a customer."""
    return change.record(
        by,
        _EDIT,
        now,
        customer=customer_id,
        **to._asdict(),
        **{f"was_{field}": value for field, value in was._asdict().items()},
    )


def add(
    by: UUID | Session,
    queue_id: UUID,
    name: str,
    phone: str,
    *,
    token: str,
    now: datetime,
    customer_id: UUID | None = None,
) -> Made | None:
    """Put somebody without a phone at the end of the line, if there is a number left.

    `token` becomes the party's.
    Of two orders with one `customer_id`, the second raises psycopg's UniqueViolation.
    """
    return change.record(
        by,
        _ADD,
        now,
        queue=queue_id,
        party=uuid4(),
        customer=customer_id or uuid4(),
        token=token,
        name=name,
        phone=phone,
    )
