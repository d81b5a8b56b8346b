"""A TV that shows a store's board: it shows four characters, and the owner types them.

Nothing is written for a TV that only shows its characters: they follow from the token in its URL.
"""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import DateTime, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from app import database
from app.extensions import db

TYPED_FOR = timedelta(minutes=2)
"""So long a TV has to ask where its characters lead; it asks every few seconds."""

_LEAD = """
WITH old AS (DELETE FROM tv WHERE typed_at < %(old)s)
INSERT INTO tv (code, store_id, typed_at)
SELECT %(code)s, id, %(now)s FROM store WHERE id = %(store)s FOR KEY SHARE
ON CONFLICT (code) DO UPDATE SET store_id = excluded.store_id, typed_at = excluded.typed_at
RETURNING code
"""
_BOARD = """
SELECT board_token FROM store JOIN tv ON tv.store_id = store.id
WHERE tv.code = %s AND typed_at > %s
"""


class Tv(db.Model):  # type: ignore[name-defined]
    """The characters that an owner has typed, and whose board the TV that shows them is to show."""

    __tablename__ = "tv"

    code: Mapped[str] = mapped_column(Text, primary_key=True)
    store_id: Mapped[UUID] = mapped_column(ForeignKey("store.id", ondelete="CASCADE"), index=True)
    typed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))

    @staticmethod
    def lead(code: str, store_id: UUID, now: datetime) -> None:
        """The TV that shows this code is to show this store's board, unless that has closed."""
        values = {"code": code, "store": store_id, "now": now, "old": now - TYPED_FOR}
        database.rows(_LEAD, values)

    @staticmethod
    def board(code: str, now: datetime) -> str | None:
        """The token of the board where this code leads; None if nobody has typed it of late."""
        found = database.rows(_BOARD, (code, now - TYPED_FOR))
        return found[0][0] if found else None
