"""A day that has been busy already."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import text

from app import clock
from app.demo import earlier
from app.extensions import db
from tests.support.people import Owner


def done_today(owner: Owner, many: int) -> UUID:
    """So many have come and gone in the queues of the only store, half of them in each of two."""
    with owner.client.application.app_context():
        (store,) = db.session.scalars(text("SELECT id FROM store")).all()
        db.session.commit()
        earlier.fill(store, many, clock.now())
    return UUID(str(store))
