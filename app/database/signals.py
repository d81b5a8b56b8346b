"""'This store changed': collected in the transaction, announced after its commit.

A change raises the store's version in the same transaction, so that a process that missed the
announcement can see that it is behind. Raising the version locks the store's row: all changes of
one store are made one after the other, and every statement takes that lock first, so there is
nothing to deadlock on.
"""

from collections.abc import Iterable
from uuid import UUID

import gevent
from blinker import Signal
from sqlalchemy import event, text
from sqlalchemy.orm import Session

from app.database.pools import rows
from app.extensions import db

store_changed = Signal(
    "a store changed and the change is committed; sender: its UUID; told: all that changed, or None"
)
session_ended = Signal("an owner signed a browser out; sender: the session's id")

_RAISE_VERSION = text("UPDATE store SET version = version + 1 WHERE id = :id")


def mark(store_id: UUID) -> bool:
    """Lock the store and mark it as changed. False if it has closed meanwhile."""
    session = db.session()
    if session.connection().execute(_RAISE_VERSION, {"id": store_id}).rowcount == 0:
        return False
    mark_gone(store_id)
    return True


def mark_gone(store_id: UUID) -> None:
    """Mark a store that this transaction deletes."""
    db.session().info.setdefault("changed_stores", set()).add(store_id)


def announce(store_ids: Iterable[UUID], told: object = None) -> None:
    """Tell every screen of these stores, here and in the other processes, where nothing is held.

    Who is `told` all that changed need not read it. The others of this process begin to read at
    once: the database is at work for them while whoever changed something is answered.
    """
    _tell(store_ids, told)
    gevent.sleep(0)


def _tell(store_ids: Iterable[UUID], told: object = None) -> None:
    for store_id in store_ids:
        store_changed.send(store_id, told=told)


def run(statement: str, **values: object) -> set[UUID]:
    """Run one statement that raises versions and returns its stores' ids, and announce them.

    For statements that may run twice.
    """
    stores = {store_id for (store_id,) in rows(statement, values)}
    announce(stores)
    return stores


@event.listens_for(Session, "after_commit")
def _announce_committed(session: Session) -> None:
    # The session still has its connection.
    _tell(session.info.pop("changed_stores", ()))


@event.listens_for(Session, "after_rollback")
def _forget(session: Session) -> None:
    session.info.pop("changed_stores", None)
