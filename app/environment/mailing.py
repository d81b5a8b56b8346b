"""Where mails are handed in, and who sends them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import getaddresses
from urllib.parse import unquote

from app.environment.values import HOST, SettingsError, split_url

OUTBOX = "outbox"
"""What SMTP_URL says where mails are to be files."""
_MAILBOX = re.compile(r"([^<>]*<)?[!-;=?A-~]+@(?P<host>[A-Za-z0-9_.-]+|\[[0-9A-Za-z:.]+\])(?(1)>)")


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """Where mails are handed in. With `tls` the connection is encrypted from its first byte."""

    host: str
    port: int
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    tls: bool = False


def smtp(given: Mapping[str, str]) -> SmtpServer | None:
    """The mail server; None for an outbox. Raises SettingsError."""
    value = given.get("SMTP_URL", OUTBOX)
    if value == OUTBOX:
        return None
    example = (
        "SMTP_URL must be like smtp://user:password@mail.example.com:587 (or smtps://…:465; "
        "special characters in user and password as %XX)"
    )
    url = split_url(value, example)
    host = url.hostname or ""
    tls = url.scheme == "smtps"
    user, password = unquote(url.username or ""), unquote(url.password or "")
    extra = url.path.strip("/") or url.query or url.fragment
    if (
        url.scheme not in ("smtp", "smtps")
        or extra
        or not HOST.fullmatch(host)
        or bool(user) != bool(password)
        or not (user + password + "x").isprintable()
    ):
        raise SettingsError(example)
    if not (user + password).isascii():
        raise SettingsError(
            "SMTP_URL has a user or password with other characters than ASCII, which can't be sent:"
            " choose another"
        )
    port = url.port or (465 if tls else 587)
    return SmtpServer(host, port, user or None, password or None, tls)


def mail_from(given: Mapping[str, str]) -> str:
    """The sender of all mails. Raises SettingsError."""
    value = given.get("MAIL_FROM", "Queue System <queue@localhost>")
    one = len(getaddresses([value])) == 1
    found = _MAILBOX.fullmatch(value)
    host = found["host"].lower() if found else ""
    is_host = host.startswith("[") or HOST.fullmatch(host)
    if not one or not value.isprintable() or not is_host:
        raise SettingsError("MAIL_FROM must be one address, like Queue <queue@example.com>")
    return value
