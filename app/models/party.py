"""A party: the one to five customers who joined with one form."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import DateTime, ForeignKey, SmallInteger, Text
from sqlalchemy.orm import Mapped, mapped_column

from app import database
from app.database import signals
from app.extensions import db

MOST_PEOPLE = 5

_LEAVE = """
WITH target AS (
    UPDATE store SET version = version + 1
    WHERE id = (SELECT store_id FROM party WHERE token = %(token)s)
    RETURNING id
)
UPDATE customer SET state = 'left', ended_at = %(now)s
FROM target, party
WHERE party.token = %(token)s AND party.store_id = target.id AND customer.party_id = party.id
  AND (%(only)s::uuid IS NULL OR customer.id = %(only)s)
  AND customer.state IN ('waiting', 'called')
RETURNING customer.store_id
"""


class Party(db.Model):  # type: ignore[name-defined]
    """People who came together. The token in their status page's URL is their only credential."""

    __tablename__ = "party"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    store_id: Mapped[UUID] = mapped_column(ForeignKey("store.id", ondelete="CASCADE"), index=True)
    token: Mapped[str] = mapped_column(Text, unique=True)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    # How many they are, also once some are out of the line.
    people: Mapped[int | None] = mapped_column(SmallInteger)
    # From whose network they joined, unreadable without the key; "" for walk-ins.
    network: Mapped[str] = mapped_column(Text, default="", server_default="")

    @staticmethod
    def store_of(token: str) -> UUID | None:
        """The store of the party whose status page this is.

        Past the ORM, whose depth of calls would stay in the memory of every open stream.
        """
        found = database.rows("SELECT store_id FROM party WHERE token = %s", (token,))
        return found[0][0] if found else None

    @staticmethod
    def token_of(customer_id: UUID) -> str | None:
        """What leads to the status page of this customer's party."""
        found = database.rows(
            "SELECT token FROM party JOIN customer ON party.id = party_id WHERE customer.id = %s",
            (customer_id,),
        )
        return found[0][0] if found else None

    @staticmethod
    def leave(token: str, now: datetime, only: UUID | None = None) -> bool:
        """Take the party's people, or the one asked for, out of the line; False if none was in it.

        Those who are out of it already stay as they are, so a second tap changes nothing.
        """
        left = database.rows(_LEAVE, {"token": token, "only": only, "now": now})
        signals.announce({store_id for (store_id,) in left})
        return bool(left)
