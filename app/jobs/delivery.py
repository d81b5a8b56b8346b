"""Hand what is on its way to the mail server; what it did not accept waits and goes again."""

import logging
from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr

from app.extensions import db
from app.mail import MailRefused, Send
from app.models import OutgoingMail

log = logging.getLogger(__name__)


def deliver_due(send: Send, mail_from: str, clock: Callable[[], datetime]) -> bool:
    """Send every mail that is due, one transaction each. True if there was one."""
    worked = False
    while deliver_one(send, mail_from, clock()):
        worked = True
    return worked


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
        send(compose(mail, mail_from), mail.recipient)
    except MailRefused as error:
        _postpone(mail, now, error.sort, str(error))
    except Exception as error:  # noqa: BLE001 - see above
        _postpone(mail, now, type(error).__name__, repr(error))
    else:
        mail.accepted()
    db.session.commit()
    return True


def _postpone(mail: OutgoingMail, now: datetime, sort: str, what: str) -> None:
    # What the server said may name the address, and the log is no place for personal data.
    log.warning("mail %s (%s) was not accepted: %s", mail.id, mail.kind, sort)
    mail.retry_later(now, what)


def compose(mail: OutgoingMail, mail_from: str) -> EmailMessage:
    """The message. Its Message-ID stays the same however often it is sent."""
    domain = parseaddr(mail_from)[1].rpartition("@")[2] or "localhost"
    message = EmailMessage()
    message["Subject"] = mail.subject
    message["From"] = mail_from
    message["To"] = mail.recipient
    message["Date"] = format_datetime(mail.created_at)
    message["Message-ID"] = f"<{mail.kind}-{mail.id}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text)
    if mail.attachment is not None:
        message.add_attachment(
            mail.attachment,
            maintype="text",
            subtype="csv",
            filename=mail.attachment_name,
        )
    return message
