"""A message as bytes, made in a thread of its own: a long report takes a tenth of a second."""

from email.message import EmailMessage
from email.policy import EmailPolicy

from app.mail.headers import POLICY
from app.system.apart import apart


def to_bytes(message: EmailMessage, policy: EmailPolicy = POLICY) -> bytes:
    """The message as this policy writes it."""
    return apart(_to_bytes, message, policy, trial=(_little(), policy))


def _to_bytes(message: EmailMessage, policy: EmailPolicy) -> bytes:
    return message.as_bytes(policy=policy)


def _little() -> EmailMessage:
    """A message of all kinds of parts."""
    message = EmailMessage(POLICY)
    message["Subject"] = message["From"] = message["To"] = "Ann <ann@localhost>"
    message.set_content("", cte="quoted-printable")
    message.add_alternative("", subtype="html", cte="quoted-printable")
    message.add_attachment(b"", maintype="text", subtype="csv", filename="little.csv")
    return message
