"""A queue: one named line of a store."""

from string import ascii_uppercase
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Integer, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import db


class Queue(db.Model):  # type: ignore[name-defined]
    """One line. Its letter and a running number make the tickets: A1, A2, …"""

    __tablename__ = "queue"
    __table_args__ = (UniqueConstraint("store_id", "name"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    store_id: Mapped[UUID] = mapped_column(ForeignKey("store.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(Text)
    letter: Mapped[str] = mapped_column(Text)
    position: Mapped[int] = mapped_column(Integer)
    next_number: Mapped[int] = mapped_column(Integer, default=1)

    @classmethod
    def at(cls, position: int, name: str) -> "Queue":
        """A new queue at this position, counted from 0; its letter follows from it."""
        return cls(
            name=name,
            letter=ascii_uppercase[position],
            position=position,
            next_number=1,
        )
