"""What the QR code on a store's screens says, and when it is replaced."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import DateTime, ForeignKey, Index, Integer, Text, func, update
from sqlalchemy.orm import Mapped, mapped_column

from app import database
from app.database import signals
from app.extensions import db
from app.security import tokens

CODE_SHOWN_FOR = timedelta(seconds=60)
"""How long a screen shows an unscanned code before it is replaced."""
CODE_GRACE = timedelta(seconds=20)
"""How long a replaced code stays good: phones are slow, and two people scan at once."""
CODE_LIFETIME = CODE_SHOWN_FOR + CODE_GRACE + timedelta(seconds=10)
"""After this a code that no screen replaced is dead, since no screen shows it any more."""


class JoinCode(db.Model):  # type: ignore[name-defined]
    """What the QR code says. The one that nothing has replaced is on the store's screens."""

    __tablename__ = "join_code"
    __table_args__ = (
        Index(
            "uq_join_code_shown",
            "store_id",
            unique=True,
            postgresql_where="replaced_by IS NULL",
        ),
    )

    code: Mapped[str] = mapped_column(Text, primary_key=True)
    store_id: Mapped[UUID] = mapped_column(ForeignKey("store.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    replaced_by: Mapped[str | None] = mapped_column(Text)
    replaced_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    # How many were given out, of each kind of visitors: see `scanning.PASSES_PER_CODE`.
    passes: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    fresh_passes: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    home_passes: Mapped[int] = mapped_column(Integer, default=0, server_default="0")

    @staticmethod
    def store_of(code: str) -> UUID | None:
        """The store whose screens show this code, or showed it before."""
        found = database.rows("SELECT store_id FROM join_code WHERE code = %s", (code,))
        return found[0][0] if found else None

    @staticmethod
    def freshen(store_id: UUID, now: datetime) -> bool:
        """Replace the code on the store's screens if they have shown it for long enough.

        Of several callers at once one replaces it. It may run twice.
        """
        stale = now - CODE_SHOWN_FOR
        return bool(
            signals.run(_REPLACE, store=store_id, fresh=tokens.join_code(), now=now, stale=stale)
        )

    @classmethod
    def renew(cls, store_id: UUID, now: datetime) -> None:
        """Put a fresh code on the store's screens, and let no older one open anything any more.

        Under the lock of the store; see `signals.mark`.
        """
        fresh = tokens.join_code()
        replaced_by = func.coalesce(cls.replaced_by, fresh)
        dead = update(cls).where(cls.store_id == store_id)
        db.session.execute(dead.values(replaced_at=now - CODE_GRACE, replaced_by=replaced_by))
        db.session.add(cls(code=fresh, store_id=store_id, created_at=now))


_REPLACE = """
WITH target AS (
    UPDATE store SET version = version + 1
    WHERE id = %(store)s
      AND EXISTS (
          SELECT FROM join_code
          WHERE store_id = %(store)s AND replaced_by IS NULL AND created_at <= %(stale)s
      )
    RETURNING id
), replaced AS (
    UPDATE join_code SET replaced_at = %(now)s, replaced_by = %(fresh)s
    FROM target
    WHERE store_id = target.id AND replaced_by IS NULL AND created_at <= %(stale)s
    RETURNING store_id
)
INSERT INTO join_code (code, store_id, created_at)
SELECT %(fresh)s, store_id, %(now)s FROM replaced
RETURNING store_id
"""
