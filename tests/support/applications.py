"""Applications that a test makes for itself."""

from __future__ import annotations

from flask import Flask

from app.extensions import db


def let_go_of(app: Flask) -> None:
    """Close the application's connections to the database."""
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()
