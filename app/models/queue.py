"""A queue: one named line of a store."""

from datetime import datetime
from string import ascii_uppercase
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
)
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import db


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
