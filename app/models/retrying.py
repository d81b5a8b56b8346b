"""How long what was not accepted waits before it is tried again."""

import secrets
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, func

_FIRST_RETRY = timedelta(minutes=1)
_SLOWEST_RETRY = timedelta(hours=1)
# Each wait is longer by up to a quarter, so that what failed together does not come back together.
_JITTER = 0.25


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
