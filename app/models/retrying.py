"""What is on its way: claimed by a lease, and how long it waits before it is tried again."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, func, select, update

from app.extensions import db

T = TypeVar("T")

_FIRST_RETRY = timedelta(minutes=1)
_SLOWEST_RETRY = timedelta(hours=1)
# Each wait is longer by up to a quarter, so that what failed together does not come back together.
_JITTER = 0.25


def claim(
    table: type[T],
    now: datetime,
    lease: timedelta,
    *only: ColumnElement[bool],
    then_by: Sequence[Any] = (),
    **noted: object,
) -> T | None:
    """The row that is due longest, `then_by` these columns, and nobody else's for the lease.

    It counts as one more attempt, with what is `noted` of it. Whoever dies with it leaves it due
    again after the lease. Detached, so that no lock is held once this is committed.
    """
    rows: Any = table
    due = select(rows.id).where(rows.next_attempt_at <= now, *only)
    due = due.order_by(rows.next_attempt_at, *then_by).limit(1).with_for_update(skip_locked=True)
    noted |= {"next_attempt_at": now + lease, "attempts": rows.attempts + 1}
    ours = update(rows).where(rows.id == due.scalar_subquery()).values(noted).returning(rows)
    claimed: T | None = db.session.scalar(ours)
    if claimed is not None:
        db.session.expunge(claimed)
    return claimed


def back_off(attempts: int) -> timedelta:
    """How long to wait after so many vain attempts: 1, 2, 4 … minutes, at most an hour."""
    slowest = _SLOWEST_RETRY / (1 + _JITTER)
    wait: timedelta = min(_FIRST_RETRY * 2 ** min(attempts - 1, 10), slowest)
    wait *= 1 + _JITTER * secrets.SystemRandom().random()
    return wait


def longest_back_off(attempts: Any) -> ColumnElement[timedelta]:
    """The most that it may be, of a column of attempts."""
    seconds = _FIRST_RETRY.total_seconds() * func.power(2.0, func.least(attempts - 1, 10))
    at_most = func.least(seconds * (1 + _JITTER), _SLOWEST_RETRY.total_seconds())
    return func.make_interval(0, 0, 0, 0, 0, 0, at_most)
