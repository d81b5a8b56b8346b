"""How often anybody may try something: Flask-Limiter, but for what it leaves to chance."""

import math
import time
from collections.abc import Callable
from typing import Any, TypeVar

from flask import g
from flask_limiter import Limiter, RouteLimit
from flask_limiter._extension import LimiterContext
from limits import RateLimitItem
from limits.errors import StorageError
from limits.storage import MemoryStorage
from limits.strategies import RateLimiter

T = TypeVar("T")

_NOBODY = "nobody"
_UNLIMITED = LimiterContext()
"""Of all requests to routes without a limit."""


class Tries(Limiter):
    """Limits the routes that say so, and costs the others nothing: there is no limit for all.

    A key that is empty is one like others, where Flask-Limiter would let everybody through. And
    while Redis is away each process counts for itself, whoever asks first.
    """

    @property
    def context(self) -> LimiterContext:
        """What is known of the request that is answered."""
        known: LimiterContext = g.get("tries", _UNLIMITED)
        return known

    def limit(
        self, *values: Any, key_func: Callable[[], str] | None = None, **more: Any
    ) -> RouteLimit:
        """A limit for one route; its key is never empty."""
        key = key_func or self._key_func
        return super().limit(*values, key_func=lambda: key() or _NOBODY, **more)

    def hit(self, most: RateLimitItem, *key: str) -> bool:
        """Count one more; False if it is one too many."""
        return self._ask(lambda counted: counted.hit(most, *key))

    def test(self, most: RateLimitItem, *key: str) -> bool:
        """Whether there may be one more."""
        return self._ask(lambda counted: counted.test(most, *key))

    def clear(self, most: RateLimitItem, *key: str) -> None:
        """Count none."""
        self._ask(lambda counted: counted.clear(most, *key))

    def left(self, most: RateLimitItem, *key: str) -> tuple[int, int]:
        """How many more there may be, and the whole seconds until there may be more again."""
        until, left = self._ask(lambda counted: counted.get_window_stats(most, *key))
        return max(0, left), max(1, math.ceil(until - time.time()))

    def clock_was_set(self) -> None:
        """Forget what this process has counted: by the clock of before it may last for days.
        Redis counts seconds that pass."""
        for counted in (self._limiter, self._fallback_limiter):
            if counted is not None and isinstance(counted.storage, MemoryStorage):
                counted.storage.reset()

    def seconds_to_wait(self) -> int:
        """How long whoever was just refused has to wait."""
        refused = self.current_limit
        return self.left(refused.limit, *refused.request_args)[1] if refused else 1

    def _ask(self, question: Callable[[RateLimiter], T]) -> T:
        try:
            return question(self.limiter)
        except StorageError:
            self._storage_dead = True
            return question(self.limiter)

    def _check_request_limit(
        self, callable_name: str | None = None, in_middleware: bool = True
    ) -> None:
        if not in_middleware:
            g.tries = LimiterContext()
            super()._check_request_limit(callable_name, in_middleware)
