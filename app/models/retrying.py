"""How long what was not accepted waits before it is tried again."""

import secrets
from datetime import timedelta

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
