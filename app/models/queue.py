"""A queue: one named line of a store; and the queues of a store, in their order."""

import unicodedata
from collections.abc import Sequence
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
    exists,
    false,
    select,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from app import database
from app.extensions import db
from app.models.customer import Customer, State

MOST_LETTERS = len(ascii_uppercase)
"""How many queues a store can have had: a letter is never used again."""


def alike(name: str) -> str:
    """What two names have in common that differ in case or width alone."""
    return unicodedata.normalize("NFKC", name).casefold()


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
    # Where customers who are called go: "Room 2"; "" for where the queue's name says it.
    counter: Mapped[str] = mapped_column(Text, default="", server_default="")
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

    @staticmethod
    def ids_of(store_id: UUID) -> list[UUID]:
        """All queues of the store by their ids, the retired ones too; past the ORM."""
        found = database.rows("SELECT id FROM queue WHERE store_id = %s", (store_id,))
        return [id_ for (id_,) in found]

    # Below, the queues of a store in their order. Callers have locked it with `signals.mark`,
    # as every join does: so what is read here stays true until the commit.

    @classmethod
    def of_store(cls, store_id: UUID) -> Sequence["Queue"]:
        """All queues of the store as they are now, the retired ones too, in their order."""
        return db.session.scalars(
            select(cls)
            .where(cls.store_id == store_id)
            .order_by(cls.position, cls.letter)
            .execution_options(populate_existing=True)
        ).all()

    @classmethod
    def in_use(cls, store_id: UUID) -> list["Queue"]:
        """The queues that people can see, in their order."""
        return [queue for queue in cls.of_store(store_id) if queue.retired_at is None]

    @staticmethod
    def named(name: str, queues: Sequence["Queue"]) -> "Queue | None":
        """The queue that has this name already, whatever the case."""
        return next((queue for queue in queues if alike(queue.name) == alike(name)), None)

    @classmethod
    def add(cls, store_id: UUID, name: str) -> "Queue":
        """A new queue at the end, with the first letter that no queue has had."""
        there = cls.of_store(store_id)
        queue = cls.at(len(there), name)
        queue.store_id = store_id
        queue.position = max((other.position for other in there), default=-1) + 1
        db.session.add(queue)
        return queue

    @classmethod
    def move(cls, store_id: UUID, queue_id: UUID, *, was: int, to: int) -> bool:
        """Move a queue to another place among those in use, counted from 0.

        False if it is not at `was` any more, or there is no such place.
        """
        order = cls.in_use(store_id)
        if not 0 <= was < len(order) or order[was].id != queue_id or not 0 <= to < len(order):
            return False
        places = sorted(queue.position for queue in order)
        order.insert(to, order.pop(was))
        for queue, place in zip(order, places, strict=True):
            queue.position = place
        return True

    @classmethod
    def retire(cls, store_id: UUID, queue_id: UUID, now: datetime) -> bool:
        """Take a queue out of sight; its customers stay for the report.

        False if somebody is in its line, or no other queue would be left.
        """
        if len(cls.in_use(store_id)) < 2:
            return False
        in_line = exists().where(
            Customer.queue_id == queue_id,
            Customer.state.in_([state for state in State if state.in_line]),
        )
        retired = (
            update(cls)
            .where(cls.id == queue_id, cls.store_id == store_id, ~in_line)
            .values(retired_at=now)
            .returning(cls.id)
        )
        return db.session.scalar(retired) is not None

    @classmethod
    def bring_back(cls, store_id: UUID, queue_id: UUID) -> None:
        """Put a retired queue back, at the place where it was."""
        db.session.execute(
            update(cls).where(cls.id == queue_id, cls.store_id == store_id).values(retired_at=None)
        )
