"""What the scheduler does every minute, done when a test says so."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Flask

from app import clock, mail
from app.jobs import closing, delivery

OPENING_DAY = datetime(2026, 3, 5, 1, 0, tzinfo=UTC)
"""09:00 in Taipei, where the first shop is."""


def run_the_jobs(app: Flask) -> bool:
    """Close what is due and send what is on its way; says whether a store closed."""
    settings = app.config["SETTINGS"]
    with app.app_context():
        closed = closing.close_due(settings, clock.now())
        delivery.deliver_due(mail.sender(settings), settings.mail_from, clock.now)
    return closed
