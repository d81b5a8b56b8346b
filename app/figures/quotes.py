"""What is told of a wait: a range of minutes without false precision, and the clock times of it.

Numbers in, numbers out. All durations are minutes.
"""

from bisect import bisect_right
from itertools import pairwise
from typing import NamedTuple

_STEPS = (*range(9), 10, 12, 15, 18, *range(20, 51, 5), *range(60, 240, 15), *range(240, 1441, 30))
"""The numbers that are told. The next one is a minute more, or at most a quarter: so a number that
drifts while nothing happens never makes a leap."""
_BETWEEN = tuple((one + other) / 2 for one, other in pairwise(_STEPS))
_MOST = len(_STEPS) - 1
_WIDE = 4  # "10–40 min" is of use, "10 min – 1 h" is not
_NARROW = 10  # minutes, however many times the low end they are
_SOON = 5  # minutes
_LONG = 60  # minutes: "within 1 h" is of use to whoever may be next, "within 2 h" is not
_FAR = 30.0  # minutes

Minutes = tuple[int, int | None]
"""A range of minutes as it is told: low and high; (0, high) is "within", (low, None) "at least"."""


class Quote(NamedTuple):
    """What somebody is told: minutes as `Estimate.told`, and the clock times of them.

    Those are in whole minutes since 1970. One is None where the minutes have only one end of use.
    """

    minutes: Minutes
    likely: tuple[int | None, int | None]


class Estimate(NamedTuple):
    """Minutes until the call: the middle, and the range that 80 of 100 waits should fall in."""

    point: float
    low: float
    high: float

    def rounded(self) -> tuple[int, int]:
        """Each end as the nearest of the numbers that are told; low < high.

        More people ahead never make an end smaller. A low end of 0 means that it may be at once.
        """
        _, shortest, longest = self
        low, high = bisect_right(_BETWEEN, shortest), bisect_right(_BETWEEN, longest)
        if high <= low:
            low = min(low, _MOST - 1)
            high = low + 1
        return _STEPS[low], _STEPS[high]

    def told(self) -> Minutes | None:
        """What is told of it: the rounded range if it is of use, or else the end that is.

        None if it may be at once or in more than an hour: that is hard to say yet, and nobody is
        helped by numbers.
        """
        told = low, high = self.rounded()
        _, shortest, longest = self  # as the rounded ones would make it one thing and the other
        if longest <= _WIDE * shortest or longest - shortest <= _NARROW:
            return told
        if shortest >= _SOON:
            return low, None
        return (0, high) if high <= _LONG else None

    def quote(self, now: float) -> Quote | None:
        """The same with clock times: by the minute when it is soon, otherwise by five minutes.

        `now` is in minutes since 1970; every time zone agrees on the multiples of five.
        """
        told = self.told()
        if told is None:
            return None
        _, soonest, latest = self
        if latest < _FAR:
            begin, end = int(now + soonest + 0.5), int(now + latest + 0.5)
            if end <= begin:
                end = begin + 1
        else:
            begin, end = int((now + soonest) / 5 + 0.5) * 5, int((now + latest) / 5 + 0.5) * 5
            if end <= begin:
                end = begin + 5
        low, high = told
        return Quote(told, (begin if low else None, end if high else None))
