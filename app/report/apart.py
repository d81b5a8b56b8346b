"""What takes long for a whole day, in a thread of its own, so that screens go on meanwhile."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from gevent import get_hub

T = TypeVar("T")

_FEW = 3
_loaded: set[Callable[..., Any]] = set()


def apart(work: Callable[..., T], rows: Sequence[Any], *more: object) -> T:
    """What `work` makes of the rows.

    At first it makes a few of them here. What it needs (modules, encodings) is loaded then: that
    takes locks, which are gevent's, and two threads that wait for one may wait for ever.
    """
    if work not in _loaded:
        work(rows[:_FEW], *more)
        _loaded.add(work)
    made: T = get_hub().threadpool.apply(work, (rows, *more))
    return made
