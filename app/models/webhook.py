"""A webhook: an address of another program that is told what happens in a store."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import DateTime, ForeignKey, Text, delete, func, select
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import db
from app.models.webhook_delivery import WebhookDelivery

MOST_WEBHOOKS = 5
"""How many a store can have at a time."""


class Webhook(db.Model):  # type: ignore[name-defined]
    """One address. What is sent there is signed with a secret that follows from the id.

    What customers do is told by a trigger on their table, which writes the deliveries in the
    transaction of the change, whatever verb made it. See the migration that makes it.
    """

    __tablename__ = "webhook"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    store_id: Mapped[UUID] = mapped_column(ForeignKey("store.id", ondelete="CASCADE"), index=True)
    url: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))

    @classmethod
    def add(cls, store_id: UUID, url: str, now: datetime) -> "Webhook":
        """One more, added to the session."""
        webhook = cls(id=uuid4(), store_id=store_id, url=url, made_at=now)
        db.session.add(webhook)
        return webhook

    @classmethod
    def of_store(cls, store_id: UUID) -> Sequence["Webhook"]:
        """The store's webhooks, oldest first."""
        order = (cls.made_at, cls.id)
        return db.session.scalars(
            select(cls).where(cls.store_id == store_id).order_by(*order)
        ).all()

    @classmethod
    def one_of(cls, store_id: UUID, webhook_id: UUID) -> "Webhook | None":
        """One of them; another store's is not found."""
        return db.session.scalar(select(cls).where(cls.id == webhook_id, cls.store_id == store_id))

    @classmethod
    def is_room(cls, store_id: UUID) -> bool:
        """Whether the store may have one more."""
        count = select(func.count()).where(cls.store_id == store_id)
        return (db.session.scalar(count) or 0) < MOST_WEBHOOKS

    def remove(self) -> None:
        """Tell it nothing more, not even what is on its way."""
        theirs = WebhookDelivery.webhook_id == self.id
        db.session.execute(delete(WebhookDelivery).where(theirs))
        db.session.delete(self)
