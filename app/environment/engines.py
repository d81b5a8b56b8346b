"""The programs that keep the data: PostgreSQL, and Redis or Valkey where there is one."""

from collections.abc import Mapping

from app.environment.values import SettingsError, split_url


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
    if not known or not (url.netloc or url.path.strip("/") or url.query) or url.fragment:
        raise SettingsError(example)
    return f"postgresql+psycopg://{value.partition('://')[2]}"


def redis_url(given: Mapping[str, str]) -> str | None:
    """As redis-py takes it; None if there is none. Raises SettingsError."""
    value = given.get("REDIS_URL")
    if value is None:
        return None
    example = "REDIS_URL must be like redis://:password@host:6379/0 (or rediss://… with TLS)"
    if value.startswith("unix://") and value.isascii():
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
