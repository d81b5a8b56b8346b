"""Close a store: write its report, delete everything else, in one transaction.

A crash leaves the store open or the report pending, never something between.
"""

import logging
from datetime import datetime
from uuid import UUID

from flask import current_app, render_template
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import delete, func, select

from app import changes, reports
from app.extensions import db
from app.models import Customer, Kind, OutgoingMail, Party, Queue, Store
from app.quality import Quality
from app.settings import Settings

log = logging.getLogger(__name__)


def close_due(settings: Settings, now: datetime) -> bool:
    """Close every store whose time is over, one transaction each. True if there was one."""
    due = db.session.scalars(select(Store.id).where(Store.closes_at <= now)).all()
    db.session.rollback()
    closed = False
    for store_id in due:
        try:
            closed |= close(store_id, settings, now, only_if_due=True)
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
    _write_report(store, settings, now)
    changes.mark_gone(store.id)
    db.session.execute(delete(Store).where(Store.id == store.id))
    db.session.commit()
    return True


def rows_of(store: Store) -> list[reports.Row]:
    """The store's customers as the report lists them: queue by queue, ticket by ticket."""
    nth_party = func.dense_rank().over(order_by=(Party.created_at, Party.id)).label("nth_party")
    found = db.session.execute(
        select(Customer, Queue.name, Queue.letter, nth_party)
        .join(Queue, Queue.id == Customer.queue_id)
        .join(Party, Party.id == Customer.party_id)
        .where(Customer.store_id == store.id)
        .order_by(Queue.position, Customer.number)
    )
    return [
        reports.Row(
            queue_name=queue_name,
            name=customer.name,
            phone=customer.phone,
            state=customer.state,
            joined_at=customer.joined_at,
            ticket=f"{letter}{customer.number}",
            party=party,
            joined_via=customer.joined_via,
            called_at=customer.called_at,
            ended_at=customer.ended_at,
            surprise=customer.surprise,
        )
        for customer, queue_name, letter, party in found
    ]


def _write_report(store: Store, settings: Settings, now: datetime) -> None:
    rows = rows_of(store)
    quality = Quality.of(row.surprise for row in rows)
    # For whoever looks after the estimates: how they did, and no word of whom.
    said = "store %s closes; waits within the range told: %s, sooner: %s, later: %s"
    current_app.logger.info(said, store.id, quality.within, quality.sooner, quality.later)
    attachment = reports.file_name(store.name, now, store.timezone)
    with force_locale("en"):
        OutgoingMail.write(
            Kind.REPORT,
            recipient=store.email,
            subject=_(
                "%(store)s: report of %(date)s",
                store=store.name,
                date=reports.day(store.opened_at, store.timezone),
            ),
            text=render_template(
                "mail/report.txt",
                store=store,
                summary=reports.Summary.of(rows),
                quality=quality,
                attachment=attachment,
                now=now,
                home=settings.public_url or store.base_url,
            ),
            attachment=reports.to_csv(rows, store.timezone),
            attachment_name=attachment,
            now=now,
        )
