"""The programs that keep the data: PostgreSQL, and Redis or Valkey where there is one."""

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import parse_qsl, unquote

from app.environment.values import HOST, SettingsError, is_port, split_url

FEWEST_CONNECTIONS = 4
"""Connections to the database that a process can't do without: two of the bus, one of each pool."""
_MOST_BY_DEFAULT = 32
_STOCK_SERVER = 96
"""How many PostgreSQL lets in as it is installed, without those it keeps for itself."""


def usual_connections(processes: int) -> int:
    """How many a process may open unless the deployer says: a PostgreSQL as it is installed has
    room for all of them and for one more process, which is there while workers are replaced."""
    share = _STOCK_SERVER // (processes + 1)
    return max(FEWEST_CONNECTIONS, min(_MOST_BY_DEFAULT, share))


def database_url(given: Mapping[str, str]) -> str | None:
    """As SQLAlchemy takes it; None for a private one. Raises SettingsError."""
    value = given.get("DATABASE_URL")
    if value is None:
        return None
    example = (
        "DATABASE_URL must be like postgresql://user:password@host:5432/name "
        "(PostgreSQL only; special characters in the password as %XX)"
    )
    url = split_url(value, example)
    known = url.scheme in ("postgres", "postgresql", "postgresql+psycopg")
    where = url.netloc or url.path.strip("/") or url.query
    hosts = [host for host in url.netloc.rpartition("@")[2].split(",") if host]
    readable = all(_is_host(host) for host in hosts) and all(map(is_port, _ports(url.query)))
    if not known or not where or url.fragment or not readable:
        raise SettingsError(example)
    return f"postgresql+psycopg://{value.partition('://')[2]}"


def _is_host(typed: str) -> bool:
    """Whether it is a host, maybe with its port, or the folder of a socket."""
    host = re.sub(r":[0-9]*$", "", typed) if not typed.endswith("]") else typed
    host = unquote(host.strip("[]")).lower()
    return not host or host.startswith(("/", "@")) or bool(HOST.fullmatch(host.partition("%")[0]))


def _ports(query: str) -> Iterator[str]:
    """Those that stand behind the address, as libpq reads several, or as SQLAlchemy does."""
    for word, said in parse_qsl(query):
        if word == "port":
            yield from filter(None, said.split(","))
        if word == "host" and not said.startswith("/"):
            yield from (port for _, colon, port in [said.rpartition(":")] if colon)


def redis_url(given: Mapping[str, str]) -> str | None:
    """As redis-py takes it; None if there is none. Raises SettingsError."""
    value = given.get("REDIS_URL")
    if value is None:
        return None
    example = (
        "REDIS_URL must be like redis://:password@host:6379/0, rediss://… with TLS or "
        "unix:///run/socket; files must be there; options are " + ", ".join(REDIS_OPTIONS)
    )
    url = split_url(value, example)
    database = url.path.strip("/")
    if url.scheme == "unix":
        where = not url.netloc and bool(database)
    else:
        known = url.scheme in ("redis", "rediss", "valkey", "valkeys")
        where = known and bool(HOST.fullmatch((url.hostname or "").partition("%")[0]))
        where = where and bool(re.fullmatch(r"[0-9]{0,5}", database))
    if not where or url.fragment or not _are_options(url.query, url.scheme):
        raise SettingsError(example)
    return url.scheme.replace("valkey", "redis") + value[len(url.scheme) :]


_SECONDS = r"[0-9]{1,4}(\.[0-9]{1,3})?"
_YES_OR_NO = r"(?i:true|false|yes|no|1|0)"
_FILE = "/.+"
REDIS_OPTIONS = {
    "db": r"[0-9]{1,5}",
    "username": ".+",
    "password": ".+",
    "client_name": r"[!-~]+",
    "protocol": "[23]",
    "socket_timeout": _SECONDS,
    "socket_connect_timeout": _SECONDS,
    "socket_keepalive": _YES_OR_NO,
    "retry_on_timeout": _YES_OR_NO,
    "health_check_interval": "[0-9]{1,4}",
    "max_connections": "[1-9][0-9]{0,5}",
    "ssl_cert_reqs": "none|optional|required",
    "ssl_check_hostname": _YES_OR_NO,
    "ssl_min_version": "[0-9]{1,5}",
    "ssl_ca_path": _FILE,
    "ssl_ca_certs": _FILE,
    "ssl_certfile": _FILE,
    "ssl_keyfile": _FILE,
}
"""What may stand behind the address, as redis-py reads it: any other would be found out when the
first connection is made. Those of TLS are for rediss:// alone."""


def _are_options(query: str, scheme: str) -> bool:
    try:
        options = parse_qsl(query, keep_blank_values=True, strict_parsing=bool(query))
    except ValueError:
        return False
    once = len({name for name, _said in options}) == len(options)
    return once and all(_is_option(name, said, scheme) for name, said in options)


def _is_option(name: str, said: str, scheme: str) -> bool:
    kind = REDIS_OPTIONS.get(name)
    if kind is None or not re.fullmatch(kind, said):
        return False
    if name.startswith("ssl_") and scheme not in ("rediss", "valkeys"):
        return False
    if name == "socket_keepalive" and scheme == "unix":
        return False
    if kind is not _FILE:
        return True
    there = Path(said)
    return os.access(there, os.R_OK) and there.is_dir() == (name == "ssl_ca_path")
