"""Many stores at once, opened past the forms: the product's own verbs, without a request."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from flask import Flask
from sqlalchemy import text
from werkzeug.security import generate_password_hash

from app import clock, create_app
from app.database import schema
from app.extensions import db
from app.models import Pass, Store, admission
from app.models.admission import Person
from app.security import tokens
from app.settings import Settings

PASSWORD = "a short sentence"
# With little work: what is measured is not signing in.
_HASH = generate_password_hash(PASSWORD, method="scrypt:1024:8:1")


@dataclass(frozen=True)
class Opened:
    """A store, whom it has in line, and passes that nobody has used."""

    name: str
    email: str
    queue_id: UUID
    customers: frozenset[str]
    passes: tuple[str, ...]


@contextmanager
def office(environment: dict[str, str]) -> Iterator[Flask]:
    """The application on the migrated database of a product, without a server."""
    app = create_app(Settings.from_environ(environment))
    schema.upgrade(app)
    with app.app_context():
        yield app
        for engine in db.engines.values():
            engine.dispose()


def opened(app: Flask, name: str, customers: Sequence[str], passes: int = 0) -> Opened:
    """Open a store that closes tomorrow, with these people in line."""
    key, now = app.config["SECRET_KEY"], clock.now()
    store = Store.open(
        email=f"{name.lower().replace(' ', '-')}@example.com",
        password_hash=_HASH,
        name=name,
        description="Please have your card ready.",
        timezone="Asia/Taipei",
        queue_names=["Doctor A"],
        base_url="http://localhost",
        board_token=tokens.mint(key),
        now=now,
        hours=24,
    )
    db.session.flush()
    parties = [customers[nth : nth + 5] for nth in range(0, len(customers), 5)]
    route = tokens.route_to(store.id)
    minted = [tokens.mint(key, route) for _nth in range(passes + len(parties))]
    db.session.add_all(Pass(token=one, store_id=store.id, created_at=now) for one in minted)
    db.session.commit()
    queue_id = store.queues[0].id
    for party, token in zip(parties, minted[passes:], strict=True):
        people = [Person(name, "0931 555 777", queue_id) for name in party]
        assert admission.join(token, people, token=tokens.mint(key, route), now=now)
    return Opened(name, store.email, queue_id, frozenset(customers), tuple(minted[:passes]))


def fall_due(names: Sequence[str], in_seconds: float = 0) -> None:
    """The day of these stores is over, now or in a moment."""
    db.session.execute(
        text("UPDATE store SET closes_at = :at WHERE name = ANY(:names)"),
        {"names": list(names), "at": clock.now() + timedelta(seconds=in_seconds)},
    )
    db.session.commit()


_LETTERS = str.maketrans("0123456789", "ghijklmnop")


def unique(prefix: str) -> str:
    """A name that no other store has."""
    # Of letters: many digits read as a number to call, which no mail to a stranger says.
    return f"{prefix} {uuid4().hex[:12].translate(_LETTERS)}"


def left(app: Flask) -> dict[str, int]:
    """How many rows each table has, of those that have any."""
    del app
    counts = {
        name: db.session.scalar(text(f'SELECT count(*) FROM "{name}"')) or 0
        for name in db.metadata.tables
    }
    db.session.rollback()
    return {name: count for name, count in counts.items() if count}
