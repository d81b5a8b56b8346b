"""Applications that a test makes for itself."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from app import create_app
from app.database import schema
from app.extensions import db
from app.settings import Settings
from testing.databases import settings_for


def let_go_of(app: Flask) -> None:
    """Close the application's connections to the database."""
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()


def make_tables(url: str) -> None:
    """What a server makes of an empty database."""
    app = create_app(Settings.from_environ(settings_for(Path("/nonexistent"), url)))
    schema.upgrade(app)
    let_go_of(app)
