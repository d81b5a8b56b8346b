"""A customer: one person in one queue."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import (
    CheckConstraint,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    Numeric,
    SmallInteger,
    Text,
    UniqueConstraint,
    literal_column,
    text,
)
from sqlalchemy.orm import Mapped, column_property, mapped_column

from app import database
from app.extensions import db
from app.figures.quotes import Minutes


class State(StrEnum):
    """Where a customer stands. The owner may set any of them at any time."""

    WAITING = "waiting"
    CALLED = "called"
    SERVED = "served"
    NO_SHOW = "no_show"
    LEFT = "left"
    REMOVED = "removed"

    @property
    def in_line(self) -> bool:
        """Whether the customer still waits or stands at the counter."""
        return self in (State.WAITING, State.CALLED)


class Answer(StrEnum):
    """What somebody who is called says to it from the own phone."""

    NONE = ""
    COMING = "coming"
    NOT_NOW = "not_now"


IN_LINE = "state IN ('waiting', 'called')"
"""SQL that says so of a row."""
DONE = "state NOT IN ('waiting', 'called')"
"""SQL for those who are out of the line, as their index has it."""
_STATES = ", ".join(f"'{state}'" for state in State)
_ANSWERS = ", ".join(f"'{answer}'" for answer in Answer)

WAITED = "floor(extract(epoch FROM {0}.first_called_at - {0}.joined_at) / 60 + 0.5)::int"
"""SQL for the minutes until the first call of this row."""
SURPRISE = f"""
CASE WHEN customer.told_low IS NULL OR customer.first_called_at IS NULL THEN NULL
     WHEN {WAITED.format("customer")} < customer.told_low THEN -1
     WHEN {WAITED.format("customer")} > customer.told_high THEN 1
     ELSE 0
END
"""
"""SQL that compares a wait, to the minute, with what was told of it: see `Customer.surprise`."""

# Who waits for nobody keeps nobody waiting: a row that is being changed is left alone.
_KEEP_QUOTED = """
WITH untold AS (
    SELECT id, low, high
    FROM customer JOIN unnest(%s::uuid[], %s::int[], %s::int[]) AS told (id, low, high) USING (id)
    WHERE told_low IS NULL AND first_called_at IS NULL
    FOR UPDATE OF customer SKIP LOCKED
)
UPDATE customer SET told_low = untold.low, told_high = untold.high
FROM untold WHERE customer.id = untold.id
RETURNING customer.id
"""


class Customer(db.Model):  # type: ignore[name-defined]
    """One person. The place in the line is kept through any state, so whoever returns has it."""

    __tablename__ = "customer"
    __table_args__ = (
        UniqueConstraint("queue_id", "number"),
        CheckConstraint(f"state IN ({_STATES})", name="state"),
        CheckConstraint(f"answer IN ({_ANSWERS})", name="answer"),
        # The few who are looked at with each change, and the many of whom the latest are.
        Index("ix_customer_in_line", "store_id", postgresql_where=text(IN_LINE)),
        Index("ix_customer_done", "queue_id", "ended_at", postgresql_where=text(DONE)),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    # The queue's store, once more, so that a store's customers are found at once. No foreign key:
    # the queue has one, and each costs a look-up for everybody who joins.
    store_id: Mapped[UUID] = mapped_column(index=True)
    queue_id: Mapped[UUID] = mapped_column(ForeignKey("queue.id", ondelete="CASCADE"))
    party_id: Mapped[UUID] = mapped_column(ForeignKey("party.id", ondelete="CASCADE"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    # The line goes by this. It is the number, until somebody moves within the line.
    place: Mapped[Decimal] = mapped_column(Numeric)
    name: Mapped[str] = mapped_column(Text)
    phone: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text, default="", server_default="")
    state: Mapped[str] = mapped_column(Text, default=State.WAITING)
    # How often they let others go first.
    postponed: Mapped[int] = mapped_column(SmallInteger, default=0, server_default="0")
    joined_via: Mapped[str] = mapped_column(Text)
    joined_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    called_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    ended_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    # When they left by themselves, last. Whatever else became of them since has another `ended_at`.
    gave_up_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    # How often they were called, where to by the device that called last ("" for the queue's own
    # counter), and what they answered to that call.
    calls: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    counter: Mapped[str] = mapped_column(Text, default="", server_default="")
    answer: Mapped[str] = mapped_column(Text, default=Answer.NONE, server_default="")
    # The range of minutes that was told first, which may have no high end, and the first call: how
    # good was the estimate?
    quoted_low: Mapped[int | None] = mapped_column("told_low", Integer)
    quoted_high: Mapped[int | None] = mapped_column("told_high", Integer)
    first_called_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    # -1 for a call that came sooner than told, 0 within the range, 1 later; None if not told.
    surprise: Mapped[int | None] = column_property(literal_column(SURPRISE, SmallInteger))

    @staticmethod
    def keep_quoted(waits: Mapping[UUID, Minutes]) -> None:
        """Remember the range of minutes that each was told, unless one was told before."""
        lows, highs = zip(*waits.values(), strict=True)
        database.rows(_KEEP_QUOTED, (list(waits), list(lows), list(highs)))
