"""Many people at the same moment."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from threading import Thread
from typing import TypeVar

import gevent
from flask import Flask
from sqlalchemy import text

from app.extensions import db

Who = TypeVar("Who")
T = TypeVar("T")

STORES_ROW = "SELECT FROM store FOR UPDATE"
"""What every change of a store takes first."""
STORES_TABLE = "LOCK TABLE store IN EXCLUSIVE MODE"
"""What opening a store takes."""
_PATIENCE = 30  # seconds, after which something hangs
WAITING = text(
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND wait_event_type = 'Lock'"
)
"""How many connections wait for a lock."""


def all_at_once(
    people: Sequence[Who],
    deed: Callable[[Who], T],
    *,
    app: Flask | None = None,
    held: str = "",
    kept: bool = False,
    waiting: int = 0,
) -> list[T]:
    """Everybody does the deed in a thread of their own; what it gave each of them.

    With `held`, that lock is let go only when all wait for it: then they have all seen the same
    state, and it is sure that they race. What `held` changed is undone, or `kept`. If there are
    fewer connections than people, only so many can be `waiting`.
    """
    gave: dict[int, T] = {}
    raised: list[BaseException] = []

    def do(nth: int) -> None:
        try:
            gave[nth] = deed(people[nth])
        except BaseException as error:  # noqa: BLE001 - raised again below, in the test's thread
            raised.append(error)
        finally:
            # Passwords are hashed through gevent, which makes a hub for each thread that asks.
            gevent.get_hub().destroy()

    threads = [Thread(target=do, args=(nth,), daemon=True) for nth in range(len(people))]
    with _barrier(app, held, waiting or len(people), kept) if app else nullcontext():
        for thread in threads:
            thread.start()
    for thread in threads:
        thread.join(_PATIENCE)
    if raised:
        raise raised[0]
    return [gave[nth] for nth in range(len(people))]


def waiting_for_locks(people: int) -> None:
    """Until so many connections wait for a lock; inside of the application's context."""
    with db.engine.connect() as observer:
        observer.execution_options(isolation_level="AUTOCOMMIT")
        deadline = time.perf_counter() + _PATIENCE
        while observer.scalar(WAITING) < people:
            assert time.perf_counter() < deadline, "not everybody waits for the lock"
            time.sleep(0.005)


@contextmanager
def _barrier(app: Flask, lock: str, people: int, kept: bool) -> Iterator[None]:
    with app.app_context(), db.engine.connect() as holder:
        holder.execute(text(lock))
        yield
        waiting_for_locks(people)
        if kept:
            holder.commit()
        holder.rollback()
