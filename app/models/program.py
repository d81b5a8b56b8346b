"""A program: another piece of software that an owner lets at the store, by a token."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, LargeBinary, Text, func, select
from sqlalchemy.orm import Mapped, mapped_column

from app import database
from app.extensions import db
from app.models.ended_session import EndedSession
from app.models.options import check
from app.security import tokens

MOST_PROGRAMS = 20
"""How many a store can have at a time."""


class Scope(StrEnum):
    """What a program may do: look, or work as the owner does."""

    READ = "read"
    WORK = "work"


@dataclass(frozen=True, slots=True)
class Caller:
    """The program that a request comes from, and the store that it may see."""

    id: UUID
    store_id: UUID
    scope: Scope
    language: str

    @property
    def session(self) -> str:
        """By what name its streams are ended."""
        return session_of(self.id)


def session_of(program_id: UUID) -> str:
    """The same of a program by its id."""
    return f"program-{program_id.hex}"


class Program(db.Model):  # type: ignore[name-defined]
    """One program. Its token is shown once and kept as a hash; it goes with the store."""

    __tablename__ = "program"
    __table_args__ = (CheckConstraint(check("scope", Scope), name="scope"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    store_id: Mapped[UUID] = mapped_column(ForeignKey("store.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(Text)
    scope: Mapped[str] = mapped_column(Text)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    made_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))

    @classmethod
    def let_in(
        cls, store_id: UUID, *, name: str, scope: Scope, token: str, now: datetime
    ) -> "Program":
        """A program that has this token, added to the session."""
        program = cls(
            id=uuid4(),
            store_id=store_id,
            name=name,
            scope=scope,
            token_hash=tokens.digest(token),
            made_at=now,
        )
        db.session.add(program)
        return program

    @classmethod
    def of_store(cls, store_id: UUID) -> Sequence["Program"]:
        """The store's programs, oldest first."""
        order = (cls.made_at, cls.id)
        return db.session.scalars(
            select(cls).where(cls.store_id == store_id).order_by(*order)
        ).all()

    @classmethod
    def is_room(cls, store_id: UUID) -> bool:
        """Whether the store may let in one more."""
        count = select(func.count()).where(cls.store_id == store_id)
        return (db.session.scalar(count) or 0) < MOST_PROGRAMS

    @classmethod
    def revoke(cls, store_id: UUID, program_id: UUID) -> bool:
        """Its token is worth nothing from the commit on, and its streams end; False if not ours."""
        program = db.session.scalar(
            select(cls).where(cls.id == program_id, cls.store_id == store_id)
        )
        if program is None:
            return False
        db.session.delete(program)
        # Processes that miss the word of it look here.
        db.session.merge(EndedSession(id=session_of(program_id), store_id=store_id))
        return True

    @staticmethod
    def of_token(token: str, now: datetime) -> Caller | None:
        """Whose token this is, if the store is open and the token not revoked.

        Every request of a program begins with it, so it is one statement past the ORM.
        """
        found = database.rows(
            "SELECT program.id, store_id, scope, language"
            " FROM program JOIN store ON store.id = store_id"
            " WHERE token_hash = %s AND closes_at > %s",
            (tokens.digest(token), now),
        )
        if not found:
            return None
        id_, store_id, scope, language = found[0]
        return Caller(id_, store_id, Scope(scope), language)
