"""Queue System: a walk-in queue for small shops, clinics and offices."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from app.settings import Settings


def create_app(settings: Settings | None = None) -> Flask:
    """Wire the application and start nothing: no thread, no connection, no migration.

    `settings` defaults to the environment; nonsense there raises `SettingsError`.
    """
    # Imported here and not above: gunicorn's master imports app.settings before its workers are
    # patched by gevent, and psycopg decides how to wait at the moment it is first imported.
    from app.factory import build

    return build(settings)
