"""A store: the owner's account, open for a limited time."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    DateTime,
    Index,
    Text,
    false,
    func,
    select,
    text,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app import database
from app.extensions import db
from app.models.join_code import JoinCode
from app.models.options import BoardShows, PhoneAsked, check
from app.models.queue import Queue
from app.security import tokens

REMINDED_BEFORE = timedelta(hours=1)
"""How long before a store closes by itself its owner is told."""
REMINDED_IN_THE_LAST = 4
"""But in the last quarter of its time at the earliest, however short that is."""


def closes_soon(opened_at: datetime, closes_at: datetime, now: datetime) -> bool:
    """Whether it is time to tell the owner that the store closes by itself."""
    soon = closes_at - min(REMINDED_BEFORE, (closes_at - opened_at) / REMINDED_IN_THE_LAST)
    return soon <= now < closes_at


class Store(db.Model):  # type: ignore[name-defined]
    """One open store. Closing deletes the row and, by cascade, all that hangs on it."""

    __tablename__ = "store"
    __table_args__ = (
        Index("uq_store_email", text("lower(email)"), unique=True),
        CheckConstraint(check("phone_asked", PhoneAsked), name="phone_asked"),
        CheckConstraint(check("board_shows", BoardShows), name="board_shows"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    email: Mapped[str] = mapped_column(Text)
    password_hash: Mapped[str] = mapped_column(Text)
    # What a session cookie remembers. Replacing it signs out every browser.
    session_key: Mapped[str] = mapped_column(Text, unique=True)
    # The secret in the link of the screen at the door; it shows nothing private.
    board_token: Mapped[str] = mapped_column(Text, unique=True)
    name: Mapped[str] = mapped_column(Text)
    description: Mapped[str] = mapped_column(Text)
    timezone: Mapped[str] = mapped_column(Text)
    # Where this owner's browser reaches the product; mails link there. Remembered from a request
    # that proved to be the owner's, since anybody can send any Host header.
    base_url: Mapped[str] = mapped_column(Text)
    opened_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    closes_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)
    version: Mapped[int] = mapped_column(BigInteger, default=0)
    # Somebody pressed the button behind the link that was mailed to the address.
    email_confirmed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    # A mail server refused the address for good.
    email_refused_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    reminded_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    # While paused nobody can scan or join; who is in line is served.
    paused: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    # What everybody who waits should know just now, such as a delay; "" if there is nothing.
    announcement: Mapped[str] = mapped_column("notice", Text, default="", server_default="")
    language: Mapped[str] = mapped_column(Text, default="en", server_default="en")
    # Where phone numbers without a country's code are from, ISO 3166; "" is where its time zone is.
    country: Mapped[str] = mapped_column(Text, default="", server_default="")
    phone_asked: Mapped[str] = mapped_column(
        Text, default=PhoneAsked.OPTIONAL, server_default=PhoneAsked.OPTIONAL
    )
    board_shows: Mapped[str] = mapped_column(
        Text, default=BoardShows.NUMBERS, server_default=BoardShows.NUMBERS
    )
    # The owner says that other pages may show the board inside of them, as players of signs do.
    board_framed: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    # In which network the owner signed in last, which is the shop's; unreadable without the key.
    home_network: Mapped[str] = mapped_column(Text, default="", server_default="")
    # A visitor of the front page tries it for an hour, with customers who are made up.
    demo: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    # When somebody last took unusually many passes.
    crowded_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    # Who came to the door before was promised that the screen shows less; None if nobody was.
    board_names_since: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    queues: Mapped[list[Queue]] = relationship(
        order_by=Queue.position, cascade="all", passive_deletes=True
    )
    # Read nowhere: it has a new store written before its first code.
    join_codes: Mapped[list[JoinCode]] = relationship(cascade="all", passive_deletes=True)

    @classmethod
    def open(
        cls,
        *,
        email: str,
        password_hash: str,
        name: str,
        description: str,
        timezone: str,
        queue_names: Sequence[str],
        base_url: str,
        board_token: str,
        now: datetime,
        hours: float,
    ) -> "Store":
        """A new store with its queues and its first join code, added to the session."""
        id_ = uuid4()
        store = cls(
            id=id_,
            email=email,
            password_hash=password_hash,
            session_key=secrets.token_urlsafe(24),
            board_token=tokens.route_to(id_) + board_token,
            name=name,
            description=description,
            timezone=timezone,
            base_url=base_url,
            opened_at=now,
            closes_at=now + timedelta(hours=hours),
            queues=[Queue.at(position, name) for position, name in enumerate(queue_names)],
        )
        db.session.add(store)
        db.session.add(JoinCode(code=tokens.join_code(), store_id=store.id, created_at=now))
        return store

    @classmethod
    def by_email(cls, email: str) -> "Store | None":
        """The open store of this address; upper and lower case are the same."""
        return db.session.scalar(select(cls).where(func.lower(cls.email) == func.lower(email)))

    @staticmethod
    def password_of(email: str) -> tuple[UUID, str] | None:
        """The open store of this address, and the hash of its password. Holds no connection."""
        found = database.rows(
            "SELECT id, password_hash FROM store WHERE lower(email) = lower(%s)", (email,)
        )
        return (found[0][0], found[0][1]) if found else None

    @staticmethod
    def id_by_board_token(token: str) -> UUID | None:
        """The store whose board this is. Past the ORM: see `Party.store_of`."""
        found = database.rows("SELECT id FROM store WHERE board_token = %s", (token,))
        return found[0][0] if found else None

    @staticmethod
    def language_of(store_id: UUID) -> str | None:
        """What this store speaks; None if it has closed."""
        found = database.rows("SELECT language FROM store WHERE id = %s", (store_id,))
        return found[0][0] if found else None

    @classmethod
    def to_remind(cls, now: datetime) -> Sequence[UUID]:
        """The stores that close by themselves soon, and whose owners have not been told."""
        coming = select(cls.id, cls.opened_at, cls.closes_at).where(
            cls.reminded_at.is_(None), cls.closes_at > now, cls.closes_at <= now + REMINDED_BEFORE
        )
        return [
            store_id
            for store_id, opened_at, closes_at in db.session.execute(coming)
            if closes_soon(opened_at, closes_at, now)
        ]

    @classmethod
    def remind(cls, store_id: UUID, now: datetime) -> "Store | None":
        """Note that the owner is told; the store, for the first to note it."""
        return db.session.scalar(
            update(cls)
            .where(cls.id == store_id, cls.reminded_at.is_(None), cls.closes_at > now)
            .values(reminded_at=now)
            .returning(cls)
        )

    def keep_promise(self, shown: str, now: datetime) -> None:
        """The board `shown` less of people until now: whoever has come was told so."""
        if BoardShows(self.board_shows).tells_more_than(shown):
            self.board_names_since = now

    def confirm_email(self, now: datetime) -> None:
        """The address is the owner's: somebody who reads its mail says so."""
        self.email_confirmed_at = now
        self.email_refused_at = None

    @classmethod
    def refuse_email(cls, store_id: UUID, email: str, now: datetime) -> None:
        """A mail server refused this address; no matter if it has been corrected meanwhile."""
        refused = update(cls).where(cls.id == store_id, cls.email == email)
        db.session.execute(refused.values(email_refused_at=now))

    def change_email(self, email: str) -> None:
        """Another address, which is still to be confirmed."""
        self.email = email
        self.email_confirmed_at = self.email_refused_at = None

    def change_password(self, password_hash: str) -> None:
        """Set a new password and sign out every browser."""
        self.password_hash = password_hash
        self.end_sessions()

    def end_sessions(self) -> None:
        """Sign out every browser."""
        self.session_key = secrets.token_urlsafe(24)

    def queue(self, queue_id: UUID) -> Queue | None:
        """This store's queue; another store's is not found."""
        return db.session.scalar(
            select(Queue).where(Queue.id == queue_id, Queue.store_id == self.id)
        )
