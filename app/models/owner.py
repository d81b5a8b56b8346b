"""Who is signed in: the owner of a store, in one of their browsers."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from flask_login import UserMixin

from app import database
from app.extensions import db
from app.models.ended_session import EndedSession
from app.models.store import Store


class Session(NamedTuple):
    """What a browser's cookie says: that the owner of this store signed in there, with this key.

    Whether it is still so, only the database knows.
    """

    store_id: UUID
    key: str
    id: str


LASTS = """
session_key = %(session_key)s AND closes_at > %(now)s
AND NOT EXISTS (SELECT FROM ended_session WHERE ended_session.id = %(session)s)
"""
"""SQL: whether a session and its store still last."""
_OF_SESSION = f"SELECT id, session_key, name, email, language, demo FROM store WHERE {LASTS}"  # noqa: S608


@dataclass(frozen=True, eq=False)
class Owner(UserMixin):
    """What every request of an owner needs to know of the store, whose id is `id`."""

    id: UUID
    session_key: str
    name: str
    email: str
    language: str
    demo: bool

    @classmethod
    def of(cls, store: Store) -> "Owner":
        """The owner of this store."""
        return cls(store.id, store.session_key, store.name, store.email, store.language, store.demo)

    @classmethod
    def of_session(cls, key: str, session_id: str, now: datetime) -> "Owner | None":
        """Whose session this is, if it and the store still last.

        Every request of an owner begins with it, so it is one statement past the ORM, and holds no
        connection afterwards.
        """
        values = {"session_key": key, "session": session_id, "now": now}
        found = database.rows(_OF_SESSION, values)
        return cls(*found[0]) if found else None

    def end_session(self, session_id: str) -> None:
        """Sign one browser out."""
        db.session.merge(EndedSession(id=session_id, store_id=self.id))

    def get_id(self) -> str:
        """What Flask-Login keeps in the cookie."""
        return self.session_key
