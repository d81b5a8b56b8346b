"""What was written while the clock was ahead, once it has been set back."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Update, and_, case, func, literal, or_, update

from app.extensions import db
from app.models import outgoing_mail, webhook_delivery
from app.models.retrying import longest_back_off

_TOLERATED = timedelta(minutes=2)
"""What the clocks of several computers may be apart."""


def bring_back(now: datetime) -> None:
    """Let go on what waits for a time that no clock that is right has set.

    What was written then is due as long after `now` as it was due after it was written, and what
    was tried then is due at once. Done twice, it changes nothing more. What somebody is sending is
    left alone.
    """
    mail, message = outgoing_mail.OutgoingMail, webhook_delivery.WebhookDelivery
    db.session.execute(_bring_back(mail, mail.created_at, outgoing_mail.LEASE, now))
    db.session.execute(_bring_back(message, message.made_at, webhook_delivery.LEASE, now))


def _bring_back(what: Any, written_at: Any, lease: timedelta, now: datetime) -> Update:
    latest = literal(now + _TOLERATED)
    wait = func.greatest(longest_back_off(what.attempts), lease)
    never_tried = and_(what.attempts == 0, written_at > latest)
    tried = and_(what.attempts > 0, what.next_attempt_at > latest + wait)
    due = case((what.attempts == 0, what.next_attempt_at - (written_at - now)), else_=now)
    moved = {"next_attempt_at": due, written_at.key: func.least(written_at, now)}
    return update(what).where(or_(never_tried, tried)).values(moved)
