"""The programs that keep the data: PostgreSQL, and Redis or Valkey where there is one."""

from collections.abc import Iterator, Mapping
from urllib.parse import parse_qsl

from app.environment.values import SettingsError, is_port, split_url

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
    if not known or not where or url.fragment or not all(map(is_port, _ports(url.query))):
        raise SettingsError(example)
    return f"postgresql+psycopg://{value.partition('://')[2]}"


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
    example = "REDIS_URL must be like redis://:password@host:6379/0 (or rediss://… with TLS)"
    if value.startswith("unix:///") and value.isascii():
        return value
    url = split_url(value, example)
    database = url.path.strip("/")
    if (
        url.scheme not in ("redis", "rediss", "valkey", "valkeys")
        or not url.hostname
        or url.fragment
        or not (database or "0").isdigit()
    ):
        raise SettingsError(example)
    return value.replace("valkey", "redis", 1)
