"""A message to a webhook on its way, kept until it was accepted, and its end for the owner to see.

As with mails: written in the transaction of what it tells of, claimed by a lease, sent without an
open transaction, tried again later and later.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import DateTime, ForeignKey, Integer, Text, delete, select, update
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import db
from app.models.retrying import back_off, claim

LEASE = timedelta(minutes=1)
"""How long a message that is being sent is nobody else's; longer than any talk with a receiver."""
LAST_WORD_LASTS = timedelta(hours=1)
"""For so long it is tried to say that a store has closed."""
SHOWN = 10
"""How many of its last deliveries a store keeps for its owner."""
MOST_WAITING = 10_000
"""How many messages of a webhook may wait for a receiver that takes none: the newest."""
_SILENCE = timedelta(minutes=1)


class Event(StrEnum):
    """What happened. Those of customers are written by the trigger `tell_webhooks`."""

    JOINED = "customer.joined"
    CALLED = "customer.called"
    CALLED_AGAIN = "customer.called_again"
    LEFT = "customer.left"
    NO_SHOW = "customer.no_show"
    SERVED = "customer.served"
    CLOSING = "store.closing"
    CLOSED = "store.closed"
    TEST = "webhook.test"


class WebhookDelivery(db.Model):  # type: ignore[name-defined]
    """One message. It goes with the store, but for the word that the store has closed."""

    __tablename__ = "webhook_delivery"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    store_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("store.id", ondelete="CASCADE"), index=True
    )
    # No foreign key: the last word outlives the webhook, too.
    webhook_id: Mapped[UUID] = mapped_column(index=True)
    url: Mapped[str] = mapped_column(Text)
    event: Mapped[str] = mapped_column(Text)
    # JSON, as it is signed; "" once it was accepted, since it tells of persons.
    body: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    attempts: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    # None: it has come to its end.
    next_attempt_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True), index=True)
    # What the receiver answered last, or why it didn't.
    outcome: Mapped[str] = mapped_column(Text, default="", server_default="")
    tried_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    @classmethod
    def write(
        cls,
        webhook_id: UUID,
        url: str,
        *,
        event: Event,
        body: str,
        store_id: UUID | None,
        now: datetime,
    ) -> None:
        """A message to send as soon as the transaction is committed."""
        db.session.add(
            cls(
                id=uuid4(),
                webhook_id=webhook_id,
                url=url,
                event=event,
                body=body,
                made_at=now,
                attempts=0,
                next_attempt_at=now,
                store_id=store_id,
            )
        )

    @classmethod
    def claim(cls, now: datetime, busy: Collection[UUID] = ()) -> "WebhookDelivery | None":
        """The message that is due longest, ours for `LEASE`; detached, so that no lock is held.

        None of a webhook that is `busy`, so that one that hangs takes one worker and no more.
        """
        free = cls.webhook_id.not_in(busy)
        return claim(cls, now, LEASE, free, then_by=(cls.made_at,), tried_at=now)

    @classmethod
    def drop_all(cls) -> int:
        """Tell nobody what is still to be told; how many messages that were."""
        coming = delete(cls).where(cls.next_attempt_at.is_not(None)).returning(cls.id)
        return len(db.session.scalars(coming).all())

    def finished(self, outcome: str) -> None:
        """The receiver has it, or wants nothing more of it; what it said is kept for the owner."""
        if self.store_id is None:
            db.session.execute(delete(WebhookDelivery).where(WebhookDelivery.id == self.id))
            return
        self._note(body="", next_attempt_at=None, outcome=outcome)
        self._forget_older()

    def retry_later(self, now: datetime, outcome: str, *, silent: bool) -> None:
        """Try again later. Whoever did not answer at all is left alone for a minute altogether."""
        again = now + back_off(self.attempts)
        if self.store_id is None and again > self.made_at + LAST_WORD_LASTS:
            self.finished(outcome)
            return
        self._note(next_attempt_at=again, outcome=outcome)
        self._drop_the_oldest()
        if silent:
            others = (
                WebhookDelivery.webhook_id == self.webhook_id,
                WebhookDelivery.next_attempt_at < now + _SILENCE,
            )
            db.session.execute(
                update(WebhookDelivery).where(*others).values(next_attempt_at=now + _SILENCE)
            )

    @classmethod
    def last_of(cls, store_id: UUID) -> Sequence["WebhookDelivery"]:
        """The store's last deliveries that were tried, the newest first."""
        tried = (cls.store_id == store_id, cls.tried_at.is_not(None))
        newest = select(cls).where(*tried).order_by(cls.tried_at.desc(), cls.made_at.desc())
        return db.session.scalars(newest.limit(SHOWN)).all()

    def _note(self, **values: object) -> None:
        mine = update(WebhookDelivery).where(WebhookDelivery.id == self.id)
        db.session.execute(mine.values(**values))

    def _drop_the_oldest(self) -> None:
        waiting = (
            WebhookDelivery.webhook_id == self.webhook_id,
            WebhookDelivery.next_attempt_at.is_not(None),
        )
        newest = select(WebhookDelivery.made_at).where(*waiting)
        newest = newest.order_by(WebhookDelivery.made_at.desc()).offset(MOST_WAITING).limit(1)
        old = WebhookDelivery.made_at < newest.scalar_subquery()
        db.session.execute(delete(WebhookDelivery).where(*waiting, old))

    def _forget_older(self) -> None:
        done = (
            WebhookDelivery.store_id == self.store_id,
            WebhookDelivery.next_attempt_at.is_(None),
        )
        kept = select(WebhookDelivery.id).where(*done)
        kept = kept.order_by(WebhookDelivery.tried_at.desc()).limit(SHOWN)
        db.session.execute(delete(WebhookDelivery).where(*done, WebhookDelivery.id.not_in(kept)))
