"""The environment, read once and strictly. Standard library only: gunicorn's master imports this
before its workers are patched by gevent."""

import math
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from app import data_dir
from app.environment import engines, listening, mailing
from app.environment.mailing import SmtpServer
from app.environment.values import SettingsError, one_of, whole_number

__all__ = ["CHECKOUT", "NAMES", "Settings", "SettingsError", "SmtpServer"]

CHECKOUT = Path(__file__).resolve().parent.parent
"""The folder that holds this product's code."""

_NEW_KEY = "python3 -c 'import secrets; print(secrets.token_urlsafe(32))'"
NAMES = (
    *("DATABASE_URL", "DATABASE_CONNECTIONS", "SECRET_KEY", "DATA_DIR", "PUBLIC_URL", "REDIS_URL"),
    *("SMTP_URL", "MAIL_FROM", "HOST", "PORT", "BIND", "WEB_CONCURRENCY", "PROXY_HOPS"),
    *("STORE_HOURS", "REPORT_KEEP_HOURS", "MAX_STREAMS", "MAX_STREAMS_PER_STORE"),
    *("MAX_SCANS_PER_NETWORK", "METRICS_TOKEN", "WEBHOOK_HOSTS", "DEMO", "LOG_LEVEL", "LOG_FORMAT"),
)
"""Every setting there is."""
_LOG_LEVELS = ("debug", "info", "warning", "error", "critical")


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
    binds: tuple[str, ...]
    port: int
    database_connections: int
    redis_url: str | None = field(repr=False)
    metrics_token: str | None = field(repr=False)
    web_concurrency: int
    store_hours: float
    report_keep_hours: int
    proxy_hops: int
    max_streams: int
    max_streams_per_store: int
    max_scans_per_network: int
    log_level: str
    log_format: str
    webhook_hosts: frozenset[str]
    demo: bool

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> "Settings":
        """Read every setting; an empty one counts as unset.

        Without DATABASE_URL and SECRET_KEY a key is made once and kept in the data folder. With
        DATABASE_URL nothing that a deployment needs may be missing. Raises SettingsError.
        """
        given = {name: value.strip() for name, value in environ.items() if value.strip()}
        _refuse_missing(given)
        database_url = engines.database_url(given)
        folder = _data_dir(given)
        processes = whole_number(given, "WEB_CONCURRENCY", default=1, low=1, high=64)
        return cls(
            database_url=database_url,
            data_dir=folder,
            data_dir_is_explicit="DATA_DIR" in given,
            public_url=listening.public_url(given),
            smtp=mailing.smtp(given),
            mail_from=mailing.mail_from(given),
            binds=listening.binds(given),
            port=whole_number(given, "PORT", default=8000, low=1, high=65535),
            # Two of them are the bus's; each of the two pools needs one.
            database_connections=whole_number(
                given,
                "DATABASE_CONNECTIONS",
                default=engines.usual_connections(processes),
                low=engines.FEWEST_CONNECTIONS,
                high=1000,
            ),
            redis_url=engines.redis_url(given),
            metrics_token=_metrics_token(given),
            web_concurrency=processes,
            store_hours=_store_hours(given),
            report_keep_hours=whole_number(
                given, "REPORT_KEEP_HOURS", default=168, low=1, high=8760
            ),
            proxy_hops=whole_number(given, "PROXY_HOPS", default=0, low=0, high=10),
            max_streams=whole_number(given, "MAX_STREAMS", default=8000, low=1, high=100000),
            max_streams_per_store=whole_number(
                given, "MAX_STREAMS_PER_STORE", default=2000, low=1, high=100000
            ),
            max_scans_per_network=whole_number(
                given, "MAX_SCANS_PER_NETWORK", default=600, low=0, high=1000000
            ),
            log_level=one_of(given, "LOG_LEVEL", _LOG_LEVELS, "info"),
            log_format=one_of(given, "LOG_FORMAT", ("text", "json"), "text"),
            webhook_hosts=listening.webhook_hosts(given),
            demo=one_of(given, "DEMO", ("0", "1"), "0") == "1",
            # Last: it may write a file, which a run that is refused should not.
            secret_key=_secret_key(given, None if database_url else folder),
        )


_NEEDED = {
    "SECRET_KEY": f"a long random text that stays the same, such as the output of {_NEW_KEY}",
    "PUBLIC_URL": "what phones open, like https://queue.example.com",
    "SMTP_URL": "smtp://user:password@mail.example.com:587, or 'outbox' to keep mails as files",
    "MAIL_FROM": "the sender of all mails, like Queue <queue@example.com>",
}


def _refuse_missing(given: Mapping[str, str]) -> None:
    """On a laptop everything has a default; a deployment would find out much later what it has."""
    missing = [name for name in _NEEDED if name not in given]
    if "DATABASE_URL" in given and missing:
        lines = (f"{name} is missing: set it to {_NEEDED[name]}" for name in missing)
        raise SettingsError("\n".join(lines))


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
    if key is None or len(key) < data_dir.SHORTEST_KEY:
        raise SettingsError(
            f"SECRET_KEY must have at least {data_dir.SHORTEST_KEY} characters, "
            f"such as the output of {_NEW_KEY}"
        )
    return key


def _store_hours(given: Mapping[str, str]) -> float:
    example = "STORE_HOURS must be a number of hours above 0 and at most 168, like 24 or 0.5"
    try:
        hours = float(given.get("STORE_HOURS", "24"))
    except ValueError:
        raise SettingsError(example) from None
    if not math.isfinite(hours) or not 0 < hours <= 24 * 7:
        raise SettingsError(example)
    return hours


def _metrics_token(given: Mapping[str, str]) -> str | None:
    token = given.get("METRICS_TOKEN")
    if token is not None and not re.fullmatch(r"[!-~]{16,200}", token):
        raise SettingsError(
            "METRICS_TOKEN must have at least 16 characters and no space, "
            f"such as the output of {_NEW_KEY}"
        )
    return token
