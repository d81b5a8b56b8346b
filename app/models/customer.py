"""A customer: one person in one queue."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import (
    CheckConstraint,
    DateTime,
    ForeignKey,
    Integer,
    Numeric,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import db


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


_STATES = ", ".join(f"'{state}'" for state in State)


class Customer(db.Model):  # type: ignore[name-defined]
    """One person. The place in the line is kept through any state, so whoever returns has it."""

    __tablename__ = "customer"
    __table_args__ = (
        UniqueConstraint("queue_id", "number"),
        CheckConstraint(f"state IN ({_STATES})", name="state"),
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
    joined_via: Mapped[str] = mapped_column(Text)
    joined_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    called_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    ended_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
