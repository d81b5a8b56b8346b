"""A session that is over: a browser that an owner signed out."""

from uuid import UUID

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import db


class EndedSession(db.Model):  # type: ignore[name-defined]
    """Kept until the store closes, so that a copy of the browser's cookie is worth nothing."""

    __tablename__ = "ended_session"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    store_id: Mapped[UUID] = mapped_column(ForeignKey("store.id", ondelete="CASCADE"), index=True)
