"""A change: what a tap of the owner did to one customer, kept so that exactly it can be undone.

Each is one SQL statement on an autocommit connection, like those of `app.models.admission`, and
for the same reasons: one round trip, the store's row locked first. It is not sent twice: a tap that
the database lost is an error on the page, and the owner taps again.

In these statements each condition stands twice, before the store's row is locked and after. At READ
COMMITTED a statement that waited for a lock reads only the locked rows again; all else is as it was
when the statement began. So the first keeps a tap that comes too late from raising the version, and
the second, on rows that are locked by then, decides.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import DateTime, ForeignKey
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app import database
from app.database import Run, signals
from app.extensions import db
from app.models import customer_row, told
from app.models.customer import WAITED
from app.models.made import FirstCall, Made
from app.models.owner import LASTS, Session
from app.models.told import Told


class Change(db.Model):  # type: ignore[name-defined]
    """The columns of a customer that a tap changed, as they were and as they became.

    `before` is None for those whom it put into the line.
    """

    __tablename__ = "change"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    store_id: Mapped[UUID] = mapped_column(ForeignKey("store.id", ondelete="CASCADE"), index=True)
    customer_id: Mapped[UUID]
    before: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    after: Mapped[dict[str, Any]] = mapped_column(JSONB)
    made_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


_CHANGE = """
WITH target AS (
    UPDATE store SET version = version + 1
    WHERE id = %(store)s AND {may} AND EXISTS (
        SELECT FROM customer
        WHERE customer.id = {which} AND customer.store_id = %(store)s AND {still}
    )
    RETURNING {store}
), old AS (
    SELECT customer.* FROM customer JOIN target ON target.id = customer.store_id
    WHERE customer.id = {which} AND {still}
    FOR UPDATE OF customer
){more}, new AS (
    UPDATE customer SET {to} FROM old{beside} WHERE customer.id = old.id RETURNING customer.*
), differing AS (
    SELECT jsonb_object_agg(key, was.value) AS before, jsonb_object_agg(key, became.value) AS after
    FROM old, new,
         LATERAL (SELECT * FROM jsonb_each(to_jsonb(old))) AS was
         JOIN LATERAL (SELECT * FROM jsonb_each(to_jsonb(new))) AS became USING (key)
    WHERE was.value <> became.value
), kept AS (
    INSERT INTO change (id, store_id, customer_id, before, after, made_at)
    SELECT %(change)s, %(store)s, new.id, COALESCE(before, '{{}}'), COALESCE(after, '{{}}'), %(now)s
    FROM new, differing
)
SELECT %(change)s::uuid, customer.id, customer.queue_id, false, COALESCE(after, '{{}}'),
       CASE WHEN jsonb_exists(after, 'first_called_at') AND customer.told_low IS NOT NULL
            THEN json_build_array({waited}, customer.told_low, customer.told_high) END,
       {told}
FROM target AS store, differing, new AS customer {party}
"""

MAY = f"(%(session_key)s::text IS NULL OR {LASTS})"
"""SQL: whether the change may be made: it is not an owner's, or the owner was looked up before, or
the session lasts."""
MOST_KEPT = 2_000
"""So many changes of a store can be undone, the newest. Now and then what is older is forgotten."""
_FORGET_SOMETIMES = 128
_FORGET = """
DELETE FROM change WHERE store_id = %(store)s AND made_at < (
    SELECT made_at FROM change WHERE store_id = %(store)s
    ORDER BY made_at DESC OFFSET %(most)s LIMIT 1
)
RETURNING 1
"""

# What is told of the wait is remembered with a look at the ticket: no change, as in _ADD. Nor is it
# one if whoever is called answers.
_IS_STILL_SO = """
jsonb_populate_record(customer, made.after - '{told_low,told_high,answer}'::text[])
IS NOT DISTINCT FROM customer
"""
_UNDO = f"""
WITH target AS (
    UPDATE store SET version = version + 1
    WHERE id = %(store)s AND EXISTS (
        SELECT FROM change AS made JOIN customer ON customer.id = made.customer_id
        WHERE made.id = %(change)s AND made.store_id = %(store)s AND {_IS_STILL_SO}
    )
    RETURNING id
), made AS (
    SELECT change.* FROM change JOIN target ON target.id = change.store_id
    WHERE change.id = %(change)s
), old AS (
    SELECT customer.id, customer.party_id, customer.queue_id, made.before
    FROM customer JOIN made ON customer.id = made.customer_id
    WHERE {_IS_STILL_SO}
    FOR UPDATE OF customer
), gone AS (
    DELETE FROM party USING old WHERE party.id = old.party_id AND old.before IS NULL
    RETURNING old.queue_id
), restored AS (
    UPDATE customer
    SET (
        queue_id, number, place, name, phone, note, state, called_at, first_called_at, ended_at,
        told_low, told_high, calls, counter, answer
    ) = (
        SELECT queue_id, number, place, name, phone, note, state, called_at, first_called_at,
               ended_at, told_low, told_high, calls, counter, answer
        FROM jsonb_populate_record(customer, old.before)
    )
    FROM old WHERE customer.id = old.id AND old.before IS NOT NULL
    RETURNING customer.queue_id
)
SELECT queue_id FROM gone UNION ALL SELECT queue_id FROM restored
"""  # noqa: S608 - made of our own words


def statement(*, which: str, to: str, still: str = "true", more: str = "", beside: str = "") -> str:
    """The SQL that changes one customer of the store, if it is `still` so, and keeps the change.

    `which` finds the customer's id and `to` says what is set; `more` is another part of the WITH
    and `beside` its name. All of it is our own words: what people typed comes as values.
    """
    return _CHANGE.format(
        which=which,
        still=still,
        to=to,
        more=more,
        beside=beside,
        waited=WAITED.format("customer"),
        told=told.COLUMNS,
        store=told.STORE,
        may=MAY,
        party=customer_row.PARTY,
    )


def record(
    by: UUID | Session,
    statement: str,
    now: datetime,
    *,
    run: Run | None = None,
    **values: object,
) -> Made | None:
    """Run a statement that keeps a change; None, and nothing happens, if it found things otherwise.

    It is a change of the store, or `by` a session of its owner: then nothing happens either unless
    that lasts. `run` is that of `locked`, where the store is locked already.
    """
    change_id, ask = uuid4(), run or database.once
    store_id, key, session_id = by if isinstance(by, Session) else (by, None, None)
    values |= {"store": store_id, "change": change_id, "now": now}
    values |= {"session_key": key, "session": session_id}
    written = ask(statement, values)
    if not written:
        return None
    (found,) = written
    made = Made(*found[: len(Made._fields)])
    if run is None:
        said = Told.of([found[len(Made._fields) :]], added=made.added)
        signals.announce([store_id], said if made.stays else None)
    if change_id.int % _FORGET_SOMETIMES == 0:
        ask(_FORGET, {"store": store_id, "most": MOST_KEPT})
    if made.first_call:
        return made._replace(first_call=FirstCall(*made.first_call))
    return made


def undo(store_id: UUID, change_id: UUID) -> UUID | None:
    """Take a change back, if what it changed is still so; the queue in which it was."""
    queues = database.once(_UNDO, {"store": store_id, "change": change_id})
    if not queues:
        return None
    signals.announce([store_id])
    queue_id: UUID = queues[0][0]
    return queue_id


@contextmanager
def locked(store_id: UUID) -> Iterator[Run]:
    """A transaction that has locked the store, for what must be read before it is changed."""
    with database.transaction() as run:
        run("SELECT FROM store WHERE id = %(store)s FOR NO KEY UPDATE", {"store": store_id})
        yield run
    signals.announce([store_id])
