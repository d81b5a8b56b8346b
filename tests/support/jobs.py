"""What the scheduler does every minute, done when a test says so."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from flask import Flask

from app import clock
from app.jobs import closing, reminding
from app.mail import delivery
from app.mail.smtp import STEP_SECONDS, Send, sender
from app.settings import SmtpServer

OPENING_DAY = datetime(2026, 3, 5, 1, 0, tzinfo=UTC)
"""09:00 in Taipei, where the first shop is."""


def run_the_jobs(
    app: Flask, smtp: SmtpServer | None = None, patience: float = STEP_SECONDS
) -> bool:
    """Close what is due, remind, and send what is on its way; says whether a store closed.

    `smtp` is another mail server than the one of this deployment, `patience` the seconds that it
    has for each step, and three times as many for all of them.
    """
    settings = app.config["SETTINGS"]
    settings = replace(settings, smtp=smtp or settings.smtp)
    with app.app_context():
        closed = closing.close_due(settings, clock.now())
        reminding.remind_due(settings, clock.now())
        send = sender(settings, step_seconds=patience, talk_seconds=3 * patience)
        deliver(send, settings.mail_from)
        delivery.forget_old(settings, clock.now())
    return closed


def deliver(send: Send, mail_from: str = "queue@example.org") -> None:
    """Send every mail that is due, one after the other."""
    while delivery.deliver_one(send, mail_from, clock.now()):
        pass
