"""Tell owners that their stores close by themselves soon: once each, whoever does it."""

import logging
from datetime import datetime

from app.database import signals
from app.extensions import db
from app.mail import letters
from app.models import Store
from app.settings import Settings
from app.web import limits
from app.webhooks import messages

log = logging.getLogger(__name__)


def remind_due(settings: Settings, now: datetime) -> bool:
    """Remind every owner for whom it is time, one transaction each. True if there was one."""
    due = Store.to_remind(now)
    db.session.rollback()
    reminded = False
    for store_id in due:
        try:
            # The page changes, too: see `closes_soon`.
            store = Store.remind(store_id, now) if signals.mark(store_id) else None
            if store is not None:
                confirmed = bool(store.email_confirmed_at)
                if limits.may_mail("reminder", store.email, confirmed=confirmed):
                    letters.reminder(store, settings.public_url or store.base_url, now)
                messages.closing(store, now)
                reminded = True
            db.session.commit()
        except Exception:
            db.session.rollback()
            log.exception("the owner of store %s could not be reminded", store_id)
    return reminded
