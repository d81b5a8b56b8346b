"""A mail on its way, kept until the mail server accepted it; a closed store's report is one."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import (
    ColumnElement,
    DateTime,
    ForeignKey,
    Integer,
    LargeBinary,
    Text,
    delete,
    func,
    select,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import db
from app.models.retrying import back_off, claim

LEASE = timedelta(minutes=5)
"""How long a mail that is being sent is nobody else's; longer than any talk with a mail server."""
_HELD = "held, since the database was restored from a backup"


class Kind(StrEnum):
    """What the mail is about."""

    WELCOME = "welcome"
    NEW_PASSWORD = "new-password"  # noqa: S105 - a kind of mail
    PASSWORD_CHANGED = "password-changed"  # noqa: S105 - another
    REMINDER = "reminder"
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
    html: Mapped[str | None] = mapped_column(Text)
    attachment: Mapped[bytes | None] = mapped_column(LargeBinary)
    attachment_name: Mapped[str | None] = mapped_column(Text)
    # The same for a spreadsheet program, beside the CSV.
    workbook: Mapped[bytes | None] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    # None: it was refused for good, and is stuck until somebody does something about it.
    next_attempt_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True), index=True)
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
        not_before: datetime | None = None,
        html: str | None = None,
        store_id: UUID | None = None,
        attachment: bytes | None = None,
        attachment_name: str | None = None,
        workbook: bytes | None = None,
    ) -> "OutgoingMail":
        """A mail to send as soon as the transaction is committed, and not before then."""
        mail = cls(
            id=uuid4(),
            kind=kind,
            store_id=store_id,
            recipient=recipient,
            # A line break in a subject would end the header.
            subject=" ".join(subject.split()),
            text=text,
            html=html,
            attachment=attachment,
            attachment_name=attachment_name,
            workbook=workbook,
            created_at=now,
            attempts=0,
            next_attempt_at=not_before or now,
        )
        db.session.add(mail)
        return mail

    @classmethod
    def due(cls, now: datetime) -> int:
        """How many are to be sent now."""
        due = select(func.count()).where(cls.next_attempt_at <= now)
        return db.session.scalar(due) or 0

    @classmethod
    def waiting(cls) -> tuple[int, int]:
        """How many are on their way, and how many are stuck."""
        on_their_way = func.count(cls.next_attempt_at)
        coming, every = db.session.execute(select(on_their_way, func.count(cls.id))).one()
        return coming, every - coming

    @classmethod
    def hold_all(cls) -> int:
        """Send none of them unless somebody says so; how many they are."""
        held = {"next_attempt_at": None, "last_error": _HELD, "attempts": cls.attempts + 1}
        return len(db.session.scalars(update(cls).values(held).returning(cls.id)).all())

    @classmethod
    def claim(cls, now: datetime) -> "OutgoingMail | None":
        """The mail that is due longest, ours for `LEASE`; detached, so that no lock is held.

        The mail server may be slow, and whoever closes the store meanwhile must not wait for it.
        If we die, the mail is due again after the lease, under the same Message-ID.
        """
        return claim(cls, now, LEASE)

    def accepted(self) -> None:
        """The mail server has it; it is ours no more."""
        db.session.execute(delete(OutgoingMail).where(*self._as_sent))

    def retry_later(self, now: datetime, error: str) -> None:
        """Try again after 1, 2, 4 … minutes, at most after an hour."""
        self._note(error, now + back_off(self.attempts))

    def give_up(self, error: str) -> None:
        """It was refused for good: try no more."""
        self._note(error, None)

    @classmethod
    def reports(cls) -> Sequence["OutgoingMail"]:
        """The reports that the mail server has not accepted yet, oldest first."""
        waiting = select(cls).where(cls.kind == Kind.REPORT).order_by(cls.created_at)
        return db.session.scalars(waiting).all()

    @classmethod
    def report(cls, id_: UUID) -> "OutgoingMail | None":
        """The report of this id; None if there is none, or if it was accepted."""
        return db.session.scalar(select(cls).where(cls.kind == Kind.REPORT, cls.id == id_))

    def retry_now(self, now: datetime, recipient: str | None = None) -> None:
        """Try again as if nothing had failed, at another address if one is given."""
        self.next_attempt_at = now
        self.attempts = 0
        self.recipient = recipient or self.recipient

    @classmethod
    def drop_welcome(cls, store_id: UUID) -> None:
        """A mail that asks to confirm the address is not sent any more: another one is."""
        unsent = (cls.store_id == store_id, cls.kind == Kind.WELCOME)
        db.session.execute(delete(cls).where(*unsent))

    @classmethod
    def redirect(cls, store_id: UUID, recipient: str, now: datetime) -> None:
        """What is on its way for this store goes to another address, as if nothing had failed.

        A link that sets a new password ended with the address that it was meant for.
        """
        ended = (cls.store_id == store_id, cls.kind == Kind.NEW_PASSWORD)
        db.session.execute(delete(cls).where(*ended))
        db.session.execute(
            update(cls)
            .where(cls.store_id == store_id)
            .values(recipient=recipient, attempts=0, next_attempt_at=now, last_error=None)
        )

    @classmethod
    def forget(cls, written_before: datetime) -> list[UUID]:
        """Delete what could not be handed over for too long; the ids of what was deleted.

        Not what was never tried, since whoever should have done so was away.
        """
        old = (cls.created_at <= written_before, cls.attempts > 0)
        return list(db.session.scalars(delete(cls).where(*old).returning(cls.id)))

    @property
    def _as_sent(self) -> tuple[ColumnElement[bool], ...]:
        # An owner who corrected the address meanwhile waits for it there.
        return (OutgoingMail.id == self.id, OutgoingMail.recipient == self.recipient)

    def _note(self, error: str, next_attempt_at: datetime | None) -> None:
        db.session.execute(
            update(OutgoingMail)
            .where(*self._as_sent)
            .values(next_attempt_at=next_attempt_at, last_error=error)
        )
