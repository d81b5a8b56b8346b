"""Hash and check passwords without holding up the screens.

argon2id takes tens of milliseconds of CPU and lets go of the interpreter lock meanwhile, so it goes
to real threads; every open stream and request goes on. There are few of them, behind everything
else that this machine does, and only so many passwords wait for one: whoever sends more of them
than can be looked at is told to wait, and nobody else notices.
"""

import base64
import contextlib
import os
import sys
import threading
import unicodedata
from collections.abc import Callable
from typing import TypeVar
from weakref import WeakKeyDictionary

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from gevent import get_hub
from gevent.hub import Hub
from gevent.lock import BoundedSemaphore
from gevent.threadpool import ThreadPool
from werkzeug.security import check_password_hash

T = TypeVar("T")

ROUNDS, KIBIBYTES, LANES = 2, 19 * 1024, 1
"""What OWASP's Password Storage Cheat Sheet asks of argon2id at least."""
_hasher = PasswordHasher(time_cost=ROUNDS, memory_cost=KIBIBYTES, parallelism=LANES)

AT_ONCE = max(1, (os.cpu_count() or 1) // 2)
"""How many passwords are looked at in the same moment: screens and taps need the other cores."""
MOST_WAITING = 20
"""How many more may wait for it, which is a second or two."""
_KEPT_FOR_KNOWN = 10
_NICER = 10  # on the scale of nice(1): what serves screens comes first


_BEFORE = "scrypt:"
"""How hashes of 1.0 begin: of stores that were open at the upgrade."""


class TooMany(Exception):
    """More passwords are to be looked at than can be soon."""


class _Lookers:
    """Where passwords are looked at, a few at a time."""

    def __init__(self) -> None:
        self._threads = ThreadPool(AT_ONCE)
        self._turn = BoundedSemaphore(AT_ONCE)
        self._inside = 0

    def look(self, work: Callable[..., T], *values: object, known: bool = False) -> T:
        """What `work` gives. Raises TooMany; places are kept for browsers that are `known`."""
        most = AT_ONCE + MOST_WAITING + (_KEPT_FOR_KNOWN if known else 0)
        if self._inside >= most:
            raise TooMany
        self._inside += 1
        try:
            with self._turn:
                return self._threads.apply(work, values)
        finally:
            self._inside -= 1


# One for each of gevent's hubs, and a process that serves has one: made there, since threads do not
# survive a fork.
_of_hubs: WeakKeyDictionary[Hub, _Lookers] = WeakKeyDictionary()


def _lookers() -> _Lookers:
    hub = get_hub()
    if hub not in _of_hubs:
        _of_hubs[hub] = _Lookers()
    return _of_hubs[hub]


def hash_password(password: str) -> str:
    """A salted argon2id hash; any character counts. Raises TooMany."""
    return _lookers().look(_hash, _canonical(password))


def matches(password_hash: str | None, password: str, *, known: bool = False) -> bool:
    """Whether this is the password. Without a hash it takes as long and is False.

    So an answer does not tell by its timing whether an address has an open store. Raises TooMany.
    """
    against = password_hash or _NOBODY
    right = _lookers().look(_verify, against, _canonical(password), known=known)
    return right and password_hash is not None


def _hash(password: str) -> str:
    _be_nice()
    return _hasher.hash(password)


def _verify(against: str, password: str) -> bool:
    _be_nice()
    if against.startswith(_BEFORE):
        return check_password_hash(against, password)
    try:
        return _hasher.verify(against, password)
    except (VerificationError, InvalidHashError):
        return False


_manners = threading.local()


def _be_nice() -> None:
    """Let everything else have the CPU first. Linux alone can do so for one thread."""
    if sys.platform == "linux" and not getattr(_manners, "nice", False):
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICER)
        _manners.nice = True


def _canonical(password: str) -> str:
    # The same characters typed on another keyboard may come composed otherwise (RFC 8265, 4.2).
    return unicodedata.normalize("NFC", password)


def _hash_of_nothing() -> str:
    """A hash that takes as long to look at as any and that no password has: made without work."""
    salt, digest = (
        base64.b64encode(bytes(size)).decode().rstrip("=")
        for size in (_hasher.salt_len, _hasher.hash_len)
    )
    return f"$argon2id$v=19$m={KIBIBYTES},t={ROUNDS},p={LANES}${salt}${digest}"


_NOBODY = _hash_of_nothing()
