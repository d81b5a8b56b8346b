"""Hand a mail to the mail server, or put it into a folder; the only importer of smtplib."""

import contextlib
import ipaddress
import smtplib
import socket
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from email.utils import parseaddr
from pathlib import Path
from threading import Timer

from app.mail import outbox
from app.mail.headers import POLICY
from app.mail.wire import to_bytes
from app.security import trust
from app.settings import Settings, SmtpServer

STEP_SECONDS = 30.0
"""How long each step of the talk with the mail server may take."""
TALK_SECONDS = 120.0
"""How long all of it may take; a server that says a letter now and then comes to an end, too."""

Send = Callable[[EmailMessage, str], None]
"""Sends a message to one address. Raises MailRefused."""

# 5xx replies that speak of us, not of whom the mail is for: RFC 4954 (6) and RFC 5321 (4.2.4).
_ABOUT_US = (500, 501, 502, 503, 504, 530, 534, 535, 538)


class MailRefused(Exception):
    """The mail server did not accept the mail, or could not be reached; says why in one line.

    `kind` is the kind of trouble alone, without what the server said. With `permanent` it is of no
    use to try again: the server said no to this recipient or to this message. All else is put
    right by time or by the operator.
    """

    def __init__(self, cause: Exception, *, permanent: bool = False) -> None:
        self.kind = type(cause).__name__
        self.permanent = permanent
        super().__init__(f"{self.kind}: {cause}")


def sender(
    settings: Settings, *, step_seconds: float = STEP_SECONDS, talk_seconds: float = TALK_SECONDS
) -> Send:
    """How this deployment sends: through SMTP_URL, else as files in the outbox."""
    server = settings.smtp
    if server is None:
        return lambda message, _recipient: _put_into(outbox.folder(settings), message)
    sender_address = parseaddr(settings.mail_from)[1]

    def send(message: EmailMessage, recipient: str) -> None:
        # ValueError: what can't be said in the words of SMTP, such as a password not in ASCII.
        try:
            with _talk(server, step_seconds, talk_seconds) as smtp:
                _hand_over(smtp, message, sender_address, recipient)
        except (OSError, ValueError, smtplib.SMTPException) as error:
            raise MailRefused(error) from error

    return send


def greet(server: SmtpServer) -> None:
    """Say hello, with the password if there is one, and go. Raises MailRefused."""
    try:
        with _talk(server, 10.0, 20.0):
            pass
    except (OSError, ValueError, smtplib.SMTPException) as error:
        raise MailRefused(error) from error


def _hand_over(smtp: smtplib.SMTP, message: EmailMessage, sender: str, recipient: str) -> None:
    try:
        # Named here, so that the envelope is never read out of a header.
        _send(smtp, message, sender, recipient)
    except smtplib.SMTPRecipientsRefused as error:
        code, words = error.recipients[recipient]
        raise MailRefused(error, permanent=_about_the_recipient(code, words)) from error
    except smtplib.SMTPDataError as error:
        # What it refuses now it has read, or is about to read: no other try says anything else.
        permanent = error.smtp_code >= 500 and error.smtp_code not in _ABOUT_US
        raise MailRefused(error, permanent=permanent) from error
    except smtplib.SMTPNotSupportedError as error:
        # An address of other letters than ASCII, and a server that can't pass it on (RFC 6531).
        raise MailRefused(error, permanent=True) from error


def _send(smtp: smtplib.SMTP, message: EmailMessage, sender: str, recipient: str) -> None:
    """As smtplib's `send_message`, which would keep everybody waiting while it writes."""
    smtp.ehlo_or_helo_if_needed()
    international = not f"{sender}{recipient}".isascii()
    if international and not smtp.has_extn("smtputf8"):
        raise smtplib.SMTPNotSupportedError("it passes no address in other letters on")
    written = to_bytes(message, POLICY.clone(utf8=international, linesep="\r\n"))
    smtp.sendmail(
        sender, [recipient], written, ["SMTPUTF8", "BODY=8BITMIME"] if international else ()
    )


def _about_the_recipient(code: int, words: bytes) -> bool:
    """Whether the refusal of a recipient is final, and not a matter of what we may do.

    X.7.X (RFC 3463, 3.8) is a matter of policy: most often a server that does not relay for us.
    """
    return code >= 500 and code not in _ABOUT_US and not words.startswith(b"5.7.")


@contextlib.contextmanager
def _talk(server: SmtpServer, step_seconds: float, talk_seconds: float) -> Iterator[smtplib.SMTP]:
    """A connection that is ready to take a mail, and ends in time whatever the server does."""
    if server.tls:
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(timeout=step_seconds, context=trust.context())
    else:
        smtp = smtplib.SMTP(timeout=step_seconds)
    # smtplib limits each wait alone.
    hang_up = Timer(talk_seconds, _hang_up, [smtp])
    hang_up.daemon = True
    hang_up.start()
    try:
        _connect(smtp, server)
        yield smtp
        # It is accepted: whatever becomes of our good-bye, and nobody waits for the answer.
        with contextlib.suppress(OSError, smtplib.SMTPException):
            smtp.putcmd("quit")
    finally:
        hang_up.cancel()
        smtp.close()


def _connect(smtp: smtplib.SMTP, server: SmtpServer) -> None:
    # smtplib reads the host's name here when it checks the certificate.
    smtp._host = server.host  # type: ignore[attr-defined]
    code, words = smtp.connect(server.host, server.port)
    if code != 220:
        raise smtplib.SMTPConnectError(code, words)
    if not server.tls:
        smtp.ehlo_or_helo_if_needed()
        if smtp.has_extn("starttls"):
            smtp.starttls(context=trust.context())
        elif server.user is not None and smtp.sock and not _is_near(smtp.sock.getpeername()[0]):
            # Whoever stands on the way can leave the offer out.
            raise smtplib.SMTPNotSupportedError(
                f"{server.host} offers no encryption (STARTTLS), and the password would be read"
                " on the way"
            )
    if server.user is not None:
        smtp.login(server.user, server.password or "")


def _is_near(address: str) -> bool:
    """Whether a mail server at this address is on this machine or in a network of our own."""
    found = ipaddress.ip_address(address.partition("%")[0])
    return not (getattr(found, "ipv4_mapped", None) or found).is_global


def _hang_up(smtp: smtplib.SMTP) -> None:
    connection = smtp.sock
    if connection is not None:
        # Whoever waits for the server's words reads the end of the connection instead.
        with contextlib.suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)


def _put_into(folder: Path, message: EmailMessage) -> None:
    try:
        outbox.put(folder, message)
    except OSError as error:
        raise MailRefused(error) from error
