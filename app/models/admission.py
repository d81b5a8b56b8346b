"""Admission: a scan turns a join code into a pass (see `scanning`), a form spends the pass.

A scan and a join are one SQL statement each, on a connection in autocommit mode: one round trip
and one commit. Each locks the store's row first, as every change does (see
`app.database.signals`), so that neither can deadlock with a closing, and whoever joins while the
store closes either is in the report or is told that it has closed. Both may run twice: a second
scan mints a second pass, a second join finds the pass spent and leads to its party. Why their
conditions stand twice, `app.models.change` says.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import DateTime, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from app import database
from app.database import signals
from app.extensions import db
from app.models import numbers, told
from app.models.told import Told

PASS_LIFETIME = timedelta(minutes=20)


class Pass(db.Model):  # type: ignore[name-defined]
    """The private right to fill in the join form once. Spent, it leads to its party."""

    __tablename__ = "pass"
    __table_args__ = (Index("ix_pass_store_id_network", "store_id", "network", "created_at"),)

    token: Mapped[str] = mapped_column(Text, primary_key=True)
    store_id: Mapped[UUID] = mapped_column(ForeignKey("store.id", ondelete="CASCADE"))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    party_token: Mapped[str | None] = mapped_column(Text)
    # Whose network took it, unreadable without the key.
    network: Mapped[str] = mapped_column(Text, default="", server_default="")
    code: Mapped[str] = mapped_column(Text, default="", server_default="")

    @staticmethod
    def store_of(token: str) -> UUID | None:
        """The store at whose door it was given out, be it spent or expired."""
        found = database.rows("SELECT store_id FROM pass WHERE token = %s", (token,))
        return found[0][0] if found else None


@dataclass(frozen=True, slots=True)
class Person:
    """One row of the join form, already checked."""

    name: str
    phone: str
    queue_id: UUID


# A statement that waits for the store's row goes on with what there was when it began; only the
# rows that they lock are as they are by then. So `room` locks the queues, and adds to those whom it
# sees waiting the numbers that were given out meanwhile.
_JOIN = (
    """
WITH target AS (
    UPDATE store SET version = version + 1
    WHERE id = (
        SELECT store_id FROM pass
        WHERE token = %(pass)s AND party_token IS NULL AND created_at > %(oldest)s
    ) AND closes_at > %(now)s AND NOT paused
      AND (phone_asked <> 'required' OR (%(phones)s::text[])[1] <> '')
    RETURNING phone_asked, STORE
), wanted AS (
    SELECT *, row_number() OVER (PARTITION BY queue_id ORDER BY nth) - 1 AS behind
    FROM unnest(
        %(names)s::text[], %(phones)s::text[], %(queues)s::uuid[]
    ) WITH ORDINALITY AS person (name, phone, queue_id, nth)
), people AS (
    SELECT queue_id, count(*) AS count FROM wanted GROUP BY queue_id
), room AS (
    SELECT queue.id
    FROM target JOIN queue ON queue.store_id = target.id JOIN people ON people.queue_id = queue.id
    WHERE NOT queue.paused AND queue.retired_at IS NULL
      AND people.count <= NUMBERS_LEFT
      AND (queue.most_waiting IS NULL OR people.count <= queue.most_waiting - (
          SELECT count(*) FROM customer
          WHERE customer.queue_id = queue.id AND customer.state = 'waiting'
      ) - queue.next_number + (SELECT next_number FROM queue AS seen WHERE seen.id = queue.id))
    FOR NO KEY UPDATE OF queue
), spent AS (
    UPDATE pass SET party_token = %(token)s
    FROM target
    WHERE token = %(pass)s AND party_token IS NULL
      AND (SELECT count(*) FROM room) = (SELECT count(*) FROM people)
    RETURNING store_id, network
), joined AS (
    INSERT INTO party (id, store_id, token, created_at, people, network)
    SELECT %(party)s, store_id, %(token)s, %(now)s, (SELECT count(*) FROM wanted), network
    FROM spent
    RETURNING *
), numbered AS (
    UPDATE queue SET next_number = next_number + people.count
    FROM people, joined
    WHERE queue.id = people.queue_id AND queue.store_id = joined.store_id
    RETURNING queue.id, next_number - people.count AS first
), new AS (
    INSERT INTO customer (
        id, store_id, queue_id, party_id, number, place, name, phone, state, joined_via, joined_at
    )
    SELECT gen_random_uuid(), joined.store_id, wanted.queue_id, joined.id,
           numbered.first + wanted.behind, numbered.first + wanted.behind,
           wanted.name, CASE target.phone_asked WHEN 'off' THEN '' ELSE wanted.phone END,
           'waiting', 'scan', %(now)s
    FROM target, joined, wanted JOIN numbered ON numbered.id = wanted.queue_id
    RETURNING *
)
SELECT store.id, TOLD
FROM target AS store, new AS customer, joined AS party
ORDER BY customer.number
""".replace("NUMBERS_LEFT", numbers.LEFT)
    .replace("TOLD", told.COLUMNS)
    .replace("STORE", told.STORE)
)


def join(pass_token: str, people: Sequence[Person], *, token: str, now: datetime) -> bool:
    """Spend the pass and put the people, in this order, at the end of their queues.

    `token` becomes the party's. False, and nothing happens, if the pass is spent, expired or
    unknown, a queue is not of the pass's store or lets nobody in (paused, retired, or too many
    waiting), a phone number is asked for and missing, or the store is paused or has closed.
    """
    values = {
        "names": [person.name for person in people],
        "phones": [person.phone for person in people],
        "queues": [person.queue_id for person in people],
        "party": uuid4(),
        "token": token,
        "now": now,
        "oldest": now - PASS_LIFETIME,
        "pass": pass_token,
    }
    joined = database.rows(_JOIN, values, big=True)
    if joined:
        store_id = joined[0][0]
        signals.announce([store_id], Told.of([rest for _store, *rest in joined], added=True))
    return bool(joined)
