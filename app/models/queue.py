"""A queue: one named line of a store."""

from datetime import datetime
from string import ascii_uppercase
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    DateTime,
    ForeignKey,
    Integer,
    Text,
    UniqueConstraint,
    false,
    select,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import db
from app.models.customer import Customer, State
from app.models.party import Party

if TYPE_CHECKING:
    from collections.abc import Sequence


class Queue(db.Model):  # type: ignore[name-defined]
    """One line. Its letter and a running number make the tickets: A1, A2, …"""

    __tablename__ = "queue"
    __table_args__ = (
        UniqueConstraint("store_id", "name"),
        CheckConstraint("most_waiting > 0", name="most_waiting"),
        CheckConstraint("minutes_guess > 0", name="minutes_guess"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    store_id: Mapped[UUID] = mapped_column(ForeignKey("store.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(Text)
    letter: Mapped[str] = mapped_column(Text)
    position: Mapped[int] = mapped_column(Integer)
    next_number: Mapped[int] = mapped_column(Integer, default=1)
    # Nobody new can join by themselves while it is paused, or while so many wait.
    paused: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    most_waiting: Mapped[int | None] = mapped_column(Integer)
    # The owner's guess of minutes between two calls.
    minutes_guess: Mapped[int] = mapped_column(Integer, default=5, server_default="5")
    # Out of sight since then; the rows stay for the report, and the letter stays taken.
    retired_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    @classmethod
    def at(cls, position: int, name: str) -> "Queue":
        """A new queue at this position, counted from 0; its letter follows from it."""
        return cls(
            name=name,
            letter=ascii_uppercase[position],
            position=position,
            next_number=1,
        )

    def call_next(self, now: datetime, expected: UUID | None = None) -> bool:
        """Call whoever is first. With `expected`, only if that is who the owner saw as first.

        So a double tap calls one person, and of two people calling at once one is told.
        """
        first = (
            select(Customer.id)
            .where(Customer.queue_id == self.id, Customer.state == State.WAITING)
            .order_by(Customer.number)
            .limit(1)
            .scalar_subquery()
        )
        call = (
            update(Customer)
            .where(Customer.id == first, Customer.state == State.WAITING)
            .values(state=State.CALLED, called_at=now, ended_at=None)
            .returning(Customer.id)
        )
        if expected is not None:
            call = call.where(Customer.id == expected)
        called: Sequence[UUID] = db.session.scalars(call).all()
        return bool(called)

    def add_walk_in(self, name: str, phone: str, token: str, now: datetime) -> Customer:
        """Put somebody without a phone at the end of the line."""
        number = db.session.scalar(
            update(Queue)
            .where(Queue.id == self.id)
            .values(next_number=Queue.next_number + 1)
            .returning(Queue.next_number - 1)
        )
        party = Party(id=uuid4(), store_id=self.store_id, token=token, created_at=now)
        db.session.add(party)
        db.session.flush()
        customer = Customer(
            store_id=self.store_id,
            queue_id=self.id,
            party_id=party.id,
            number=number,
            name=name,
            phone=phone,
            state=State.WAITING,
            joined_via="walk-in",
            joined_at=now,
        )
        db.session.add(customer)
        return customer
