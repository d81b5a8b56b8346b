"""Hand a mail to the mail server, or put it into a folder; the only importer of smtplib."""

import smtplib
import ssl
from collections.abc import Callable
from email.message import EmailMessage
from email.utils import parseaddr
from pathlib import Path

from app.settings import Settings, SmtpServer

SMTP_TIMEOUT = 30.0
"""Seconds that each step of the talk with the mail server may take."""

Send = Callable[[EmailMessage, str], None]
"""Sends a message to one address."""


class MailRefused(Exception):
    """The mail server did not accept the mail, or could not be reached; says why in one line.

    `sort` is the sort of trouble alone, without what the server said.
    """

    def __init__(self, cause: Exception) -> None:
        self.sort = type(cause).__name__
        super().__init__(f"{self.sort}: {cause}")


def sender(settings: Settings) -> Send:
    """How this deployment sends: through SMTP_URL, else as files in the outbox."""
    server = settings.smtp
    if server is None:
        return lambda message, _recipient: _put_into(settings.data_dir / "outbox", message)
    sender_address = parseaddr(settings.mail_from)[1]
    return lambda message, recipient: _hand_to(server, message, sender_address, recipient)


def _hand_to(server: SmtpServer, message: EmailMessage, sender: str, recipient: str) -> None:
    try:
        with _connect(server) as smtp:
            if server.user is not None:
                smtp.login(server.user, server.password or "")
            # Named here, so that the envelope is never read out of a header.
            smtp.send_message(message, from_addr=sender, to_addrs=[recipient])
    # ValueError: what can't be said in the words of SMTP, such as a password that is not ASCII.
    except (OSError, ValueError, smtplib.SMTPException) as error:
        raise MailRefused(error) from error


def _connect(server: SmtpServer) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if server.tls:
        return smtplib.SMTP_SSL(server.host, server.port, timeout=SMTP_TIMEOUT, context=context)
    smtp = smtplib.SMTP(server.host, server.port, timeout=SMTP_TIMEOUT)
    try:
        smtp.ehlo()
        if smtp.has_extn("starttls"):
            smtp.starttls(context=context)
            smtp.ehlo()
    except BaseException:
        smtp.close()
        raise
    return smtp


def _put_into(outbox: Path, message: EmailMessage) -> None:
    try:
        outbox.mkdir(mode=0o700, parents=True, exist_ok=True)
        name = message["Message-ID"].strip("<>").partition("@")[0]
        unfinished = outbox / f".{name}"
        unfinished.write_bytes(message.as_bytes())
        unfinished.rename(outbox / f"{name}.eml")
    except OSError as error:
        raise MailRefused(error) from error
