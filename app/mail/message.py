"""A mail as it is sent. Pure: every Python writes it, without a package."""

from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from typing import Protocol
from uuid import UUID

from app.mail.headers import POLICY

WORKBOOK = "vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Mail(Protocol):
    """What is to be sent: an `OutgoingMail`, or what has the same in it."""

    id: UUID
    kind: str
    recipient: str
    subject: str
    text: str
    html: str | None
    attachment: bytes | None
    attachment_name: str | None
    workbook: bytes | None


def compose(mail: Mail, mail_from: str, now: datetime) -> EmailMessage:
    """The message. Its Message-ID stays the same however often it is sent; its date is that of the
    try, since some servers refuse a message that is days old."""
    domain = parseaddr(mail_from)[1].rpartition("@")[2] or "localhost"
    message = EmailMessage(POLICY)
    message["Subject"] = mail.subject
    message["From"] = mail_from
    message["To"] = mail.recipient
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{mail.kind}-{mail.id}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    # The same in the words of Exchange, whose answers of those who are away go by these alone.
    message["X-Auto-Response-Suppress"] = "All"
    # Seven bits pass every server, and lines of any length.
    message.set_content(mail.text, cte="quoted-printable")
    if mail.html is not None:
        message.add_alternative(mail.html, subtype="html", cte="quoted-printable")
    if mail.attachment is not None:
        message.add_attachment(
            mail.attachment,
            maintype="text",
            subtype="csv",
            filename=mail.attachment_name,
            params={"charset": "utf-8", "header": "present"},
        )
    if mail.workbook is not None and mail.attachment_name is not None:
        message.add_attachment(
            mail.workbook,
            maintype="application",
            subtype=WORKBOOK,
            filename=workbook_name(mail.attachment_name),
        )
    return message


def workbook_name(csv_name: str) -> str:
    """What the same as a workbook is called."""
    return f"{csv_name.removesuffix('.csv')}.xlsx"
