"""What takes long, in a thread of its own, so that screens go on meanwhile."""

import sys
from collections.abc import Callable
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

T = TypeVar("T")

_loaded: set[Callable[..., Any]] = set()
# One for each of gevent's hubs, as threads do not survive a fork.
_threads: WeakKeyDictionary[Any, Any] = WeakKeyDictionary()


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
    made: T = _thread(gevent.get_hub()).apply(work, given)
    return made


def _thread(hub: Any) -> Any:
    """One, and no other's: each that computes may have the interpreter before the screens have it
    again, and gevent's own look up names, for as long as the system likes."""
    if hub not in _threads:
        from gevent.threadpool import ThreadPool

        _threads[hub] = ThreadPool(1, hub=hub)
    return _threads[hub]
