"""Bring the database to the newest migration.

Migrations are expand-then-contract: what is added in one release is used, and what it replaces is
taken away one release later at the earliest. So the previous release runs on this one's schema,
which it does while processes are replaced one after the other.
"""

from flask import Flask
from flask_migrate import upgrade as alembic_upgrade
from sqlalchemy import Connection, text

from app.checks.database import known_revisions, newer_than
from app.database.pools import AUTOCOMMIT
from app.extensions import db

_LOCK = 7_203_410_556  # any number that no other program takes for an advisory lock


class NewerSchema(Exception):
    """The database was updated by newer code; says what to do."""


def upgrade(app: Flask) -> None:
    """Apply what is missing. Any number of processes may do so at once: one works, all wait.

    Raises NewerSchema.
    """
    # Of the other pool than the update itself: on small plans each has but one.
    with app.app_context(), db.engines[AUTOCOMMIT].connect() as connection:
        # It ends with this, its lock and its limits too.
        connection.detach()
        # An update of much data may take its time, and so may waiting for whoever is at it.
        for limit in ("statement_timeout", "lock_timeout"):
            connection.execute(text(f"SET {limit} = 0"))
        connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": _LOCK})
        _refuse_newer(connection)
        alembic_upgrade()


def _refuse_newer(connection: Connection) -> None:
    known = known_revisions()
    if connection.scalar(text("SELECT to_regclass('alembic_version')")) is None:
        return
    applied = connection.scalar(text("SELECT version_num FROM alembic_version"))
    if applied is not None and applied not in known:
        raise NewerSchema(newer_than(known, applied))
