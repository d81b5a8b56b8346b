"""What takes long, in a thread of its own, so that screens go on meanwhile."""

import sys
from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")

_loaded: set[Callable[..., Any]] = set()


def apart(work: Callable[..., T], *given: object, trial: tuple[object, ...]) -> T:
    """What `work` makes of what is given. It may take no lock, and know of no request.

    The first time it makes something of the `trial` here, which is little. What it needs (modules,
    encodings) is loaded then: that takes locks, which are gevent's, and two threads that wait for
    one may wait for ever. Where there are no screens, in a command, all of it is made here.
    """
    gevent, monkey = sys.modules.get("gevent"), sys.modules.get("gevent.monkey")
    if gevent is None or monkey is None or not monkey.is_module_patched("socket"):
        return work(*given)
    if work not in _loaded:
        work(*trial)
        _loaded.add(work)
    made: T = gevent.get_hub().threadpool.apply(work, given)
    return made
