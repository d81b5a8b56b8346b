"""A mail on its way, kept until the mail server accepted it; a closed store's report is one."""

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import DateTime, ForeignKey, Integer, LargeBinary, Text, delete, select, update
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import db

LEASE = timedelta(minutes=5)
"""How long a mail that is being sent is nobody else's; longer than any talk with a mail server."""
_FIRST_RETRY = timedelta(minutes=1)
_SLOWEST_RETRY = timedelta(hours=1)


class Kind(StrEnum):
    """What the mail is about."""

    WELCOME = "welcome"
    NEW_PASSWORD = "new-password"  # noqa: S105 - a kind of mail
    REPORT = "report"


class OutgoingMail(db.Model):  # type: ignore[name-defined]
    """One mail to an owner, written in the same transaction as what it tells of."""

    __tablename__ = "outgoing_mail"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    # A report outlives its store; what else is on its way goes with the store.
    store_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("store.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[str] = mapped_column(Text)
    recipient: Mapped[str] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    attachment: Mapped[bytes | None] = mapped_column(LargeBinary)
    attachment_name: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    next_attempt_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)
    last_error: Mapped[str | None] = mapped_column(Text)

    @classmethod
    def write(
        cls,
        kind: Kind,
        *,
        recipient: str,
        subject: str,
        text: str,
        now: datetime,
        store_id: UUID | None = None,
        attachment: bytes | None = None,
        attachment_name: str | None = None,
    ) -> "OutgoingMail":
        """A mail to send as soon as the transaction is committed."""
        mail = cls(
            id=uuid4(),
            kind=kind,
            store_id=store_id,
            recipient=recipient,
            # A line break in a subject would end the header.
            subject=" ".join(subject.split()),
            text=text,
            attachment=attachment,
            attachment_name=attachment_name,
            created_at=now,
            attempts=0,
            next_attempt_at=now,
        )
        db.session.add(mail)
        return mail

    @classmethod
    def claim(cls, now: datetime) -> "OutgoingMail | None":
        """The mail that is due longest, ours for `LEASE`; detached, so that no lock is held.

        The mail server may be slow, and whoever closes the store meanwhile must not wait for it.
        If we die, the mail is due again after the lease, under the same Message-ID.
        """
        due = (
            select(cls.id)
            .where(cls.next_attempt_at <= now)
            .order_by(cls.next_attempt_at)
            .limit(1)
            .with_for_update(skip_locked=True)
            .scalar_subquery()
        )
        mail = db.session.scalar(
            update(cls)
            .where(cls.id == due)
            .values(next_attempt_at=now + LEASE, attempts=cls.attempts + 1)
            .returning(cls)
        )
        if mail is not None:
            db.session.expunge(mail)
        return mail

    def accepted(self) -> None:
        """The mail server has it; it is ours no more."""
        db.session.execute(delete(OutgoingMail).where(OutgoingMail.id == self.id))

    def retry_later(self, now: datetime, error: str) -> None:
        """Try again after 1, 2, 4 … minutes, at most after an hour."""
        wait = min(_FIRST_RETRY * 2 ** min(self.attempts - 1, 10), _SLOWEST_RETRY)
        db.session.execute(
            update(OutgoingMail)
            .where(OutgoingMail.id == self.id)
            .values(next_attempt_at=now + wait, last_error=error)
        )
