"""A day by quarters of an hour, of those who are out of the line: see `app.models.total`."""

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Mapping
from functools import cached_property
from itertools import chain
from typing import NamedTuple


class Quarter(NamedTuple):
    """How many joined in a quarter of an hour, and how long those waited who were called in it, in
    minutes and in order."""

    joined: int
    waits: tuple[float, ...]


class Quarters(dict[int, Quarter]):
    """The quarters by their number since 1970. Never changed."""

    @cached_property
    def waits(self) -> list[float]:
        """All of the waits in order."""
        return sorted(chain.from_iterable(quarter.waits for quarter in self.values()))

    def with_news(self, news: Mapping[int, Quarter]) -> "Quarters":
        """The same day with some quarters as they are now: not all waits are sorted again."""
        if not news:
            return self
        newer, waits = Quarters({**self, **news}), self.waits.copy()
        for nth, quarter in news.items():
            before, now = Counter(self[nth].waits if nth in self else ()), Counter(quarter.waits)
            for wait in (before - now).elements():
                del waits[bisect_left(waits, wait)]
            for wait in (now - before).elements():
                insort(waits, wait)
        newer.waits = waits
        return newer
