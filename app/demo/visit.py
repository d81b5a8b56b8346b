"""A demo store for a visitor of the front page, where the deployer allows it with DEMO=1.

The visitor works the first line; colleagues who are made up call in the others.
"""

import secrets
from datetime import datetime, timedelta
from uuid import UUID

import gevent
from flask import Flask, current_app
from flask_babel import gettext as _
from sqlalchemy import func, select

from app import clock
from app.demo import earlier
from app.demo.day import Day, look_at_tickets
from app.extensions import db
from app.models import Store, line
from app.security import passwords, tokens
from app.settings import Settings

MOST = 20
"""Demo stores that are open at a time, in all processes together."""
LASTS = timedelta(hours=1)
SPEED = 10.0
"""How much faster than in life things happen: a visitor looks for minutes."""

_MORNING = timedelta(hours=2.5)
_CAME_AND_WENT = 66
_ARRIVALS = (34, 31, 27, 24, 21, 18, 15, 13, 10, 8, 6, 4, 3, 2)
"""Minutes ago that those came who wait when the visitor comes."""
_LOOK_SECONDS = 3.0


def is_room() -> bool:
    """Whether one more demo store may be opened."""
    opened = db.session.scalar(select(func.count()).where(Store.demo))
    return (opened or 0) < MOST


def open_store(settings: Settings, base_url: str, timezone: str, now: datetime) -> Store:
    """A store with a morning behind it that ends in an hour. Commits."""
    began = now - _MORNING
    store = Store.open(
        # Nobody has it, and nothing is ever mailed for a demo store: see `letters`.
        email=f"demo-{secrets.token_hex(5)}@example.com",
        password_hash=passwords.hash_password(secrets.token_urlsafe(9)),
        name=_("Riverside Clinic (demo)"),
        description=_("This is a demo: everybody here is made up."),
        timezone=timezone,
        queue_names=[_("Dr. Lin"), _("Dr. Okafor"), _("Vaccines")],
        base_url=base_url,
        board_token=tokens.mint(settings.secret_key),
        now=began,
        hours=(_MORNING + LASTS) / timedelta(hours=1),
    )
    store.demo = True
    store.confirm_email(now)
    for queue, room in zip(store.queues, ("1", "2", "3"), strict=True):
        queue.counter = _("Room %(nth)s", nth=room)
    db.session.commit()
    _fill(store, settings, now)
    return store


def _fill(store: Store, settings: Settings, now: datetime) -> None:
    """Those who came and went, those who wait, and whom the colleagues have called."""
    id_, queues = store.id, [queue.id for queue in store.queues]
    past = now - timedelta(minutes=_ARRIVALS[0] + 2)
    earlier.fill(id_, _CAME_AND_WENT, past, hours=1.5)
    day = Day(id_, settings.secret_key, secrets.SystemRandom())
    for minutes in _ARRIVALS:
        day.arrive(queues, now - timedelta(minutes=minutes))
    look_at_tickets(id_)
    for queue_id in queues[1:]:
        line.call_next(id_, queue_id, now - timedelta(seconds=50))


def keep_moving(store: Store) -> None:
    """Let its customers come and go until it is closed, if this is a server that goes on.

    After a restart they stand still; the visitor can still work the line.
    """
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    if "scheduler" in app.extensions:
        gevent.spawn(_move, app, store.id, store.queues[0].id)


def _move(app: Flask, store_id: UUID, yours: UUID) -> None:
    key, chance = app.config["SECRET_KEY"], secrets.SystemRandom()
    day = Day(store_id, key, chance, SPEED, left_alone=frozenset({yours}))
    while "scheduler" in app.extensions:
        gevent.sleep(_LOOK_SECONDS)
        with app.app_context():
            if not Store.language_of(store_id):
                return
            if day.go_on(clock.now()):
                look_at_tickets(store_id)
