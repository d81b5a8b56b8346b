"""A party: the one to five customers who joined with one form."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import DateTime, ForeignKey, SmallInteger, Text
from sqlalchemy.orm import Mapped, mapped_column

from app import database
from app.extensions import db

MOST_PEOPLE = 5


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
