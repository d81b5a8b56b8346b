"""Bring the database to the newest migration."""

from flask import Flask
from flask_migrate import upgrade as alembic_upgrade
from sqlalchemy import text

from app.extensions import db

_LOCK = 7_203_410_556  # any number that no other program takes for an advisory lock


def upgrade(app: Flask) -> None:
    """Apply what is missing. Any number of processes may do so at once: one works, all wait."""
    with app.app_context(), db.engine.connect() as connection:
        connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": _LOCK})
        try:
            alembic_upgrade()
        finally:
            connection.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": _LOCK})
