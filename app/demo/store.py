"""Open the demo store: with a morning behind it, so that there is something to see at once."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from tzlocal import get_localzone_name

from app.demo.day import Day
from app.extensions import db
from app.forms.account import listed
from app.models import Store
from app.security import passwords, tokens
from app.settings import Settings

_MORNING = timedelta(hours=3)
_STEP = timedelta(seconds=20)


@dataclass(frozen=True, slots=True)
class DemoStore:
    """An open demo store, and how to sign in to it."""

    id: UUID
    email: str
    password: str
    board_token: str
    closes_at: datetime


def open_store(settings: Settings, base_url: str, chance: Random, now: datetime) -> DemoStore:
    """Open a store some time ago and let its customers come, until now. Commits."""
    hours = timedelta(hours=settings.store_hours)
    began = now - min(_MORNING, hours / 4)
    # Never used before, so that a demo can be begun any number of times a day.
    email, password = f"demo-{secrets.token_hex(3)}@example.com", secrets.token_urlsafe(9)
    store = Store.open(
        email=email,
        password_hash=passwords.hash_password(password),
        name="Riverside Clinic",
        description="This is a demo: everybody here is made up.",
        timezone=listed(get_localzone_name() or ""),
        queue_names=["Dr. Lin", "Dr. Okafor", "Vaccines"],
        base_url=base_url,
        board_token=tokens.mint(settings.secret_key),
        now=began,
        hours=settings.store_hours,
    )
    opened = DemoStore(store.id, email, password, store.board_token, began + hours)
    db.session.commit()
    day = Day(opened.id, settings.secret_key, chance)
    moment = began
    while moment < now:
        day.go_on(moment)
        moment += _STEP
    return opened
