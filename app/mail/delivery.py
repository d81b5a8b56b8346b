"""Hand what is on its way to the mail server; what it did not accept waits and goes again."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy.exc import OperationalError

from app.database import signals
from app.extensions import db
from app.mail import outbox
from app.mail.message import compose
from app.mail.smtp import MailRefused, Send
from app.models import OutgoingMail, Store
from app.settings import Settings

log = logging.getLogger(__name__)


def deliver_one(send: Send, mail_from: str, now: datetime) -> bool:
    """Send one mail and delete it once it is accepted, or note when to try again.

    No transaction is open while the mail server is talked to. Whatever goes wrong with one mail
    holds up none of the others.
    """
    mail = OutgoingMail.claim(now)
    db.session.commit()
    if mail is None:
        return False
    try:
        send(compose(mail, mail_from, now), mail.recipient)
    except MailRefused as error:
        what = str(error)
        _log(mail, error.kind, permanent=error.permanent)
        if error.permanent:
            _keep(lambda: _refused(mail, now, what))
        else:
            _keep(lambda: mail.retry_later(now, what))
    except Exception as error:  # noqa: BLE001 - see above
        what = repr(error)
        _log(mail, type(error).__name__)
        _keep(lambda: mail.retry_later(now, what))
    else:
        _keep(mail.accepted)
    return True


def forget_old(settings: Settings, now: datetime) -> None:
    """Delete what could not be handed over in all this time.

    So an address that does not exist can't keep what customers were promised to be deleted; no
    more can a file in the outbox.
    """
    keep_hours = settings.report_keep_hours
    written_before = now - timedelta(hours=keep_hours)
    forgotten = OutgoingMail.forget(written_before)
    db.session.commit()
    for mail_id in forgotten:
        log.error("mail %s was not accepted in %s h and is deleted now", mail_id, keep_hours)
    try:
        outbox.forget(outbox.folder(settings), written_before)
    except OSError as error:
        log.warning("a mail in the outbox can't be deleted (%s): please do so", error.strerror)


def _refused(mail: OutgoingMail, now: datetime, what: str) -> None:
    # The owner of an open store is told on the dashboard, and may give another address.
    if mail.store_id is not None and signals.mark(mail.store_id):
        Store.refuse_email(mail.store_id, mail.recipient, now)
    mail.give_up(what)


def _keep(note: Callable[[], None]) -> None:
    """Write down what became of a mail; once more if the database goes away meanwhile.

    What the server said is not to be had again, and a mail that is thought unsent is sent twice.
    """
    try:
        note()
        db.session.commit()
    except OperationalError:
        db.session.rollback()
        note()
        db.session.commit()


def _log(mail: OutgoingMail, kind: str, *, permanent: bool = False) -> None:
    # What the server said may name the address, and the log is no place for personal data.
    how = "was refused for good" if permanent else "was not accepted"
    log.warning("mail %s (%s) %s: %s", mail.id, mail.kind, how, kind)
