"""What an owner and the clock do about webhooks, and what the database keeps of them."""

from __future__ import annotations

import re

from flask import Flask

from app import clock, database
from app.webhooks.delivery import Busy, deliver_one
from app.webhooks.sending import Sender
from tests.support.people import Owner

LOOPBACK = frozenset({"localhost"})


def adds(owner: Owner, url: str) -> str:
    """Add a webhook in the settings; its secret."""
    answer = owner.submit("/store/programs", {"url": url}, "/store/webhooks")
    assert answer.status_code == 303, answer.text
    secrets = re.findall(r'class="secret"[^>]*>([^<]+)<', owner.get("/store/programs").text)
    return str(secrets[-1])


def sends_what_is_due(app: Flask, seconds: float = 5) -> int:
    """Deliver one after the other; how many tries it was."""
    tries, key = 0, app.config["SETTINGS"].secret_key
    with app.app_context():
        while deliver_one(Sender(LOOPBACK, seconds), key, clock.now, Busy()):
            tries += 1
    return tries


def stored(app: Flask) -> list[str]:
    """What the database holds to be told, or told already."""
    with app.app_context():
        return [body for (body,) in database.rows("SELECT body FROM webhook_delivery", ())]
