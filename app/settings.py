"""The environment, read once and strictly. Standard library only: gunicorn's master imports this
before its workers are patched by gevent."""

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from app import data_dir
from app.environment import engines, listening, mailing
from app.environment.mailing import SmtpServer
from app.environment.values import SettingsError, misspelt, one_of, whole_number

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
_SHORTEST_HOURS = 0.0001
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
        DATABASE_URL nothing that a deployment needs may be missing. Raises SettingsError with all
        that is wrong, so that nobody has to start again for each of several lines.
        """
        given = {name: value.strip() for name, value in environ.items() if value.strip()}
        read: dict[str, Any] = {}
        wrong = _missing(given)
        for setting, reader in _READERS.items():
            try:
                read[setting] = reader(given)
            except SettingsError as error:
                wrong.append(str(error))
        if wrong:
            # What is missing may be there under a name with a slip of the finger.
            lines = dict.fromkeys([*wrong, *misspelt(environ, NAMES)])
            raise SettingsError("\n".join(lines))
        # Last: it may write a file, which a run that is refused should not.
        read["secret_key"] = read["secret_key"] or _kept_key(given, read["data_dir"])
        return cls(**read, data_dir_is_explicit="DATA_DIR" in given)


_NEEDED = {
    "SECRET_KEY": f"a long random text that stays the same, such as the output of {_NEW_KEY}",
    "PUBLIC_URL": "what phones open, like https://queue.example.com",
    "SMTP_URL": "smtp://user:password@mail.example.com:587, or 'outbox' to keep mails as files",
    "MAIL_FROM": "the sender of all mails, like Queue <queue@example.com>",
}


def _missing(given: Mapping[str, str]) -> list[str]:
    """On a laptop everything has a default; a deployment would find out much later what it has."""
    if "DATABASE_URL" not in given:
        return []
    missing = [name for name in _NEEDED if name not in given]
    return [f"{name} is missing: set it to {_NEEDED[name]}" for name in missing]


def _data_dir(given: Mapping[str, str]) -> Path:
    if "DATA_DIR" not in given:
        return CHECKOUT / "instance"
    try:
        # Not resolve(): the folder may be a link on purpose, and keeps the name it was given.
        return Path(os.path.abspath(Path(given["DATA_DIR"]).expanduser()))  # noqa: PTH100
    except (RuntimeError, ValueError) as error:
        raise SettingsError(f"DATA_DIR must be a folder, like /srv/queue: {error}") from error


def _secret_key(given: Mapping[str, str]) -> str | None:
    key = given.get("SECRET_KEY")
    if key is not None and (len(key) < data_dir.SHORTEST_KEY or not _is_text(key)):
        raise SettingsError(
            f"SECRET_KEY must have at least {data_dir.SHORTEST_KEY} characters that can be read, "
            f"such as the output of {_NEW_KEY}"
        )
    return key


def _is_text(value: str) -> bool:
    """Whether the environment has it in UTF-8, so that it can be written anywhere."""
    return not re.search(r"[\ud800-\udfff]", value)


def _kept_key(given: Mapping[str, str], folder: Path) -> str:
    try:
        # As root, the database runs as a user of its own, who must be able to pass through.
        data_dir.make(folder, passable="DATA_DIR" in given and os.geteuid() == 0)
        return data_dir.kept_key(folder / "secret-key")
    except data_dir.DataDirError as error:
        raise SettingsError(str(error)) from error


def _store_hours(given: Mapping[str, str]) -> float:
    typed = given.get("STORE_HOURS", "24")
    # float() alone would also take "1_0" and other scripts' digits.
    readable = re.fullmatch(r"[0-9]+\.?[0-9]*|\.[0-9]+", typed)
    hours = float(typed) if readable else 0.0
    if not _SHORTEST_HOURS <= hours <= 24 * 7:
        raise SettingsError(
            f"STORE_HOURS must be a number of hours from {_SHORTEST_HOURS} to 168, like 24 or 0.5"
        )
    return hours


def _metrics_token(given: Mapping[str, str]) -> str | None:
    token = given.get("METRICS_TOKEN")
    if token is not None and not re.fullmatch(r"[!-~]{16,200}", token):
        raise SettingsError(
            "METRICS_TOKEN must have at least 16 characters and no space, "
            f"such as the output of {_NEW_KEY}"
        )
    return token


def _processes(given: Mapping[str, str]) -> int:
    return whole_number(given, "WEB_CONCURRENCY", default=1, low=1, high=64)


def _database_connections(given: Mapping[str, str]) -> int:
    return whole_number(
        given,
        "DATABASE_CONNECTIONS",
        default=engines.usual_connections(_processes(given)),
        low=engines.FEWEST_CONNECTIONS,
        high=1000,
    )


_READERS: Mapping[str, Callable[[Mapping[str, str]], Any]] = {
    "database_url": engines.database_url,
    "database_connections": _database_connections,
    "secret_key": _secret_key,
    "data_dir": _data_dir,
    "public_url": listening.public_url,
    "smtp": mailing.smtp,
    "mail_from": mailing.mail_from,
    "binds": listening.binds,
    "port": partial(whole_number, name="PORT", default=8000, low=1, high=65535),
    "redis_url": engines.redis_url,
    "metrics_token": _metrics_token,
    "web_concurrency": _processes,
    "store_hours": _store_hours,
    "report_keep_hours": partial(
        whole_number, name="REPORT_KEEP_HOURS", default=168, low=1, high=8760
    ),
    "proxy_hops": partial(whole_number, name="PROXY_HOPS", default=0, low=0, high=10),
    "max_streams": partial(whole_number, name="MAX_STREAMS", default=8000, low=1, high=100000),
    "max_streams_per_store": partial(
        whole_number, name="MAX_STREAMS_PER_STORE", default=2000, low=1, high=100000
    ),
    "max_scans_per_network": partial(
        whole_number, name="MAX_SCANS_PER_NETWORK", default=600, low=0, high=1000000
    ),
    "log_level": partial(one_of, name="LOG_LEVEL", choices=_LOG_LEVELS, default="info"),
    "log_format": partial(one_of, name="LOG_FORMAT", choices=("text", "json"), default="text"),
    "webhook_hosts": listening.webhook_hosts,
    "demo": lambda given: one_of(given, "DEMO", ("0", "1"), "0") == "1",
}
"""What each setting is made of, but for what follows from others. Raise SettingsError."""
