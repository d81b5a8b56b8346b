"""What the database counts of those who are out of the line, so that no change reads them all.

Triggers on the customers keep it true, whatever sets a state: migration 0009. They leave joining
and calling alone, since those who are in line are read anyway. Nobody who is out of the line is
ever deleted but with the whole store, so no trigger follows that.
"""

from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, Double, ForeignKey, Integer, SmallInteger, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import db


class Total(db.Model):  # type: ignore[name-defined]
    """How many of a queue are out of the line, by how they came and went.

    `surprise` is `Customer.surprise`, or 2 where that is None. `changes` only grows, with every
    change of anybody who counts here.
    """

    __tablename__ = "total"

    store_id: Mapped[UUID] = mapped_column(ForeignKey("store.id", ondelete="CASCADE"), index=True)
    queue_id: Mapped[UUID] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(Text, primary_key=True)
    joined_via: Mapped[str] = mapped_column(Text, primary_key=True)
    surprise: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    people: Mapped[int] = mapped_column(Integer)
    changes: Mapped[int] = mapped_column(BigInteger)


class Quarter(db.Model):  # type: ignore[name-defined]
    """A quarter of an hour of a store, the `nth` since 1970, of those who are out of the line.

    How many joined in it; and the minutes that those waited whose call was in it, as
    `app.figures.waits.waited` has them. `version` is the store's of the last change.
    """

    __tablename__ = "quarter"

    store_id: Mapped[UUID] = mapped_column(
        ForeignKey("store.id", ondelete="CASCADE"), primary_key=True
    )
    nth: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    joined: Mapped[int] = mapped_column(Integer)
    waits: Mapped[list[float]] = mapped_column(ARRAY(Double))
    version: Mapped[int] = mapped_column(BigInteger)
