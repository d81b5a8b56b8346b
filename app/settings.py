"""The environment, read once and strictly. Standard library only: gunicorn's master imports this
before its workers are patched by gevent."""

import math
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import getaddresses
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from app import data_dir

CHECKOUT = Path(__file__).resolve().parent.parent
"""The folder that holds this product's code."""

_NEW_KEY = "python3 -c 'import secrets; print(secrets.token_urlsafe(32))'"
_LOG_LEVELS = ("debug", "info", "warning", "error", "critical")
_HOST = re.compile(r"[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?\.?|[0-9a-f:.]*:[0-9a-f:.]*")
_MAILBOX = re.compile(r"([^<>]*<)?[!-;=?A-~]+@[!-;=?A-~]+(?(1)>)")


class SettingsError(Exception):
    """A setting is nonsense; the text is one line that says what to type instead."""


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """Where mails are handed in. With `tls` the connection is encrypted from its first byte."""

    host: str
    port: int
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    tls: bool = False


@dataclass(frozen=True, slots=True)
class Settings:
    """What the deployer decided. `database_url` None means: start a private PostgreSQL."""

    database_url: str | None = field(repr=False)
    secret_key: str = field(repr=False)
    data_dir: Path
    data_dir_is_explicit: bool
    public_url: str | None
    smtp: SmtpServer | None
    mail_from: str
    port: int
    web_concurrency: int
    store_hours: float
    report_keep_hours: int
    proxy_hops: int
    max_streams: int
    max_streams_per_store: int
    log_level: str
    webhook_hosts: frozenset[str]

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> "Settings":
        """Read every setting; an empty one counts as unset.

        Without DATABASE_URL and SECRET_KEY a key is made once and kept in the data folder.
        Raises SettingsError.
        """
        given = {name: value.strip() for name, value in environ.items() if value.strip()}
        database_url = _database_url(given)
        folder = _data_dir(given)
        return cls(
            database_url=database_url,
            data_dir=folder,
            data_dir_is_explicit="DATA_DIR" in given,
            public_url=_public_url(given),
            smtp=_smtp(given),
            mail_from=_mail_from(given),
            port=_whole_number(given, "PORT", default=8000, low=1, high=65535),
            web_concurrency=_whole_number(given, "WEB_CONCURRENCY", default=1, low=1, high=64),
            store_hours=_store_hours(given),
            report_keep_hours=_whole_number(
                given, "REPORT_KEEP_HOURS", default=168, low=1, high=8760
            ),
            proxy_hops=_whole_number(given, "PROXY_HOPS", default=0, low=0, high=10),
            max_streams=_whole_number(given, "MAX_STREAMS", default=8000, low=1, high=100000),
            max_streams_per_store=_whole_number(
                given, "MAX_STREAMS_PER_STORE", default=2000, low=1, high=100000
            ),
            log_level=_log_level(given),
            webhook_hosts=_webhook_hosts(given),
            # Last: it may write a file, which a run that is refused should not.
            secret_key=_secret_key(given, None if database_url else folder),
        )


def _database_url(given: Mapping[str, str]) -> str | None:
    value = given.get("DATABASE_URL")
    if value is None:
        return None
    example = (
        "DATABASE_URL must be like postgresql://user:password@host:5432/name "
        "(PostgreSQL only; special characters in the password as %XX)"
    )
    url = _split(value, example)
    known = url.scheme in ("postgres", "postgresql", "postgresql+psycopg")
    if not known or not (url.netloc or url.path.strip("/") or url.query) or url.fragment:
        raise SettingsError(example)
    return f"postgresql+psycopg://{value.partition('://')[2]}"


def _data_dir(given: Mapping[str, str]) -> Path:
    if "DATA_DIR" not in given:
        return CHECKOUT / "instance"
    try:
        # Not resolve(): the folder may be a link on purpose, and keeps the name it was given.
        return Path(os.path.abspath(Path(given["DATA_DIR"]).expanduser()))  # noqa: PTH100
    except (RuntimeError, ValueError) as error:
        raise SettingsError(f"DATA_DIR must be a folder, like /srv/queue: {error}") from error


def _secret_key(given: Mapping[str, str], kept_in: Path | None) -> str:
    key = given.get("SECRET_KEY")
    if key is None and kept_in is not None:
        try:
            # As root, the database runs as a user of its own, who must be able to pass through.
            data_dir.make(kept_in, passable="DATA_DIR" in given and os.geteuid() == 0)
            return data_dir.kept_key(kept_in / "secret-key")
        except data_dir.DataDirError as error:
            raise SettingsError(str(error)) from error
    if key is None:
        raise SettingsError(
            "SECRET_KEY is missing: set it to a long random text that stays the same, "
            f"such as the output of {_NEW_KEY}"
        )
    if len(key) < data_dir.SHORTEST_KEY:
        raise SettingsError(
            f"SECRET_KEY must have at least {data_dir.SHORTEST_KEY} characters, "
            f"such as the output of {_NEW_KEY}"
        )
    return key


def _public_url(given: Mapping[str, str]) -> str | None:
    value = given.get("PUBLIC_URL")
    if value is None:
        return None
    example = "PUBLIC_URL must be like https://queue.example.com, with nothing after the host"
    url = _split(value, example)
    host = url.hostname or ""
    extra = url.path.strip("/") or url.query or url.fragment or "@" in url.netloc
    if url.scheme not in ("http", "https") or extra or not _HOST.fullmatch(host):
        raise SettingsError(example)
    host = f"[{host}]" if ":" in host else host
    return f"{url.scheme}://{host}" + (f":{url.port}" if url.port else "")


def _smtp(given: Mapping[str, str]) -> SmtpServer | None:
    value = given.get("SMTP_URL")
    if value is None:
        return None
    example = (
        "SMTP_URL must be like smtp://user:password@mail.example.com:587 (or smtps://…:465; "
        "special characters in user and password as %XX)"
    )
    url = _split(value, example)
    host = url.hostname or ""
    tls = url.scheme == "smtps"
    user, password = unquote(url.username or ""), unquote(url.password or "")
    extra = url.path.strip("/") or url.query or url.fragment
    if (
        url.scheme not in ("smtp", "smtps")
        or extra
        or not _HOST.fullmatch(host)
        or bool(user) != bool(password)
        or not (user + password + "x").isprintable()
    ):
        raise SettingsError(example)
    port = url.port or (465 if tls else 587)
    return SmtpServer(host, port, user or None, password or None, tls)


def _mail_from(given: Mapping[str, str]) -> str:
    value = given.get("MAIL_FROM", "Queue System <queue@localhost>")
    one = len(getaddresses([value])) == 1
    if not one or not value.isprintable() or not _MAILBOX.fullmatch(value):
        raise SettingsError("MAIL_FROM must be one address, like Queue <queue@example.com>")
    return value


def _store_hours(given: Mapping[str, str]) -> float:
    example = "STORE_HOURS must be a number of hours above 0 and at most 168, like 24 or 0.5"
    try:
        hours = float(given.get("STORE_HOURS", "24"))
    except ValueError:
        raise SettingsError(example) from None
    if not math.isfinite(hours) or not 0 < hours <= 24 * 7:
        raise SettingsError(example)
    return hours


def _log_level(given: Mapping[str, str]) -> str:
    level = given.get("LOG_LEVEL", "info").lower()
    if level not in _LOG_LEVELS:
        raise SettingsError(f"LOG_LEVEL must be one of {', '.join(_LOG_LEVELS)}")
    return level


def _webhook_hosts(given: Mapping[str, str]) -> frozenset[str]:
    hosts = given.get("WEBHOOK_HOSTS", "").lower().replace(",", " ").split()
    for host in hosts:
        if not _HOST.fullmatch(re.sub(r":[0-9]{1,5}$", "", host)):
            raise SettingsError(
                "WEBHOOK_HOSTS must be hosts with commas between, like till.local,10.0.0.5:8080"
            )
    return frozenset(hosts)


def _whole_number(given: Mapping[str, str], name: str, *, default: int, low: int, high: int) -> int:
    value = given.get(name, str(default))
    # int() alone would also take "1_0" and other scripts' digits.
    if not re.fullmatch(r"[0-9]{1,9}", value) or not low <= int(value) <= high:
        raise SettingsError(f"{name} must be a whole number from {low} to {high}, like {default}")
    return int(value)


def _split(value: str, example: str) -> SplitResult:
    try:
        url = urlsplit(value)
        port = url.port  # parsed only when asked for
    except ValueError:
        raise SettingsError(example) from None
    if port == 0 or not value.isascii() or re.search(r"\s", value) or "://" not in value:
        raise SettingsError(example)
    return url
