"""A customer: one person in one queue."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import (
    CheckConstraint,
    DateTime,
    ForeignKey,
    Integer,
    Text,
    UniqueConstraint,
    update,
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
    """One person. The place in the line follows from the number, so it survives any change."""

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
    name: Mapped[str] = mapped_column(Text)
    phone: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text, default=State.WAITING)
    joined_via: Mapped[str] = mapped_column(Text)
    joined_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    called_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    ended_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    @classmethod
    def change_state(
        cls,
        customer_id: UUID,
        store_id: UUID,
        *,
        to: State,
        was: Sequence[State],
        now: datetime,
    ) -> bool:
        """Set the state if it still is one of `was`; False when somebody was faster.

        `called_at` is the last call and stays; `ended_at` is kept while the customer is out of
        the line.
        """
        times: dict[str, datetime | None] = {"ended_at": None if to.in_line else now}
        if to is State.CALLED:
            times["called_at"] = now
        changed = (
            update(cls)
            .where(cls.id == customer_id, cls.store_id == store_id, cls.state.in_(was))
            .values(state=to, **times)
            .returning(cls.id)
        )
        return db.session.scalar(changed) is not None
