"""Close a store: write its report, delete everything else, in one transaction.

A crash leaves the store open or the report pending, never something between.
"""

import logging
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select

from app.database import signals
from app.extensions import db
from app.figures.accuracy import Accuracy
from app.links import reopen
from app.mail import letters
from app.models import Store
from app.report.rows import rows_of
from app.settings import Settings
from app.web import limits
from app.webhooks import messages

log = logging.getLogger(__name__)


def close_due(settings: Settings, now: datetime, then: Callable[[], object] = lambda: None) -> bool:
    """Close every store whose time is over, one transaction each; `then` is called after each.

    True if there was one.
    """
    over = select(Store.id).where(Store.closes_at <= now).order_by(Store.closes_at)
    due = db.session.scalars(over).all()
    db.session.rollback()
    closed = False
    for store_id in due:
        try:
            if close(store_id, settings, now, only_if_due=True):
                closed = True
                then()
        except Exception:
            # The others' owners wait for their reports too; this one is tried again in a minute.
            db.session.rollback()
            log.exception("store %s could not be closed", store_id)
    return closed


def close(store_id: UUID, settings: Settings, now: datetime, *, only_if_due: bool = False) -> bool:
    """Close one store and commit. False if somebody else did, or does it at this moment."""
    lock = select(Store).where(Store.id == store_id).with_for_update(skip_locked=only_if_due)
    store = db.session.scalar(lock.execution_options(populate_existing=True))
    if store is None or (only_if_due and store.closes_at > now):
        db.session.rollback()
        return False
    home = settings.public_url or store.base_url
    again = reopen.mint(settings.secret_key, store)
    rows = rows_of(store)
    accuracy = Accuracy.of(row.surprise for row in rows)
    link = f"{home}/open?again={again}"
    confirmed = bool(store.email_confirmed_at)
    with limits.turn_of_a_report(store.email, now, confirmed=confirmed) as goes_at:
        letters.report(store, rows, accuracy, link, now, not_before=goes_at)
        messages.closed(store, rows, now)
        # For whoever looks after the estimates: how they did, and no word of anybody.
        said = "store %s closes; waits within the range told: %s, sooner: %s, later: %s"
        log.info(said, store.id, accuracy.within, accuracy.sooner, accuracy.later)
        signals.mark_gone(store.id)
        db.session.execute(delete(Store).where(Store.id == store.id))
        db.session.commit()
    return True
