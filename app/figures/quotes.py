"""What is told of a wait: a range of minutes without false precision, and the clock times of it.

Numbers in, numbers out. All durations are minutes.
"""

from datetime import UTC, datetime, timedelta
from math import floor
from typing import NamedTuple

_WIDE = 5  # "5–25 min" is of use, "10 min – 1 h" is not
_SOON = 5.0  # minutes
_FAR = 30.0  # minutes


class Quote(NamedTuple):
    """What somebody is told: minutes as `Estimate.told`, and the clock times of them.

    Of the clock times one is None where the minutes have only one end of use.
    """

    minutes: tuple[int, int | None]
    likely: tuple[datetime | None, datetime | None]


class Estimate(NamedTuple):
    """Minutes until the call: the middle, and the range that 80 of 100 waits should fall in."""

    point: float
    low: float
    high: float

    def rounded(self) -> tuple[int, int]:
        """The range in whole minutes without false precision; low < high.

        Each end goes to the nearest multiple of 1, 5 or 15: the low one of 1 below 5, the high one
        of 1 below 10, both of 15 from 60 on. More people ahead never make an end smaller. A low
        end of 0 means that it may be at once.
        """
        low = _nearest(self.low, _step(self.low, small=5))
        return low, max(_nearest(self.high, _step(self.high, small=10)), low + _step(low, small=5))

    def told(self) -> tuple[int, int | None]:
        """What is told of it: the rounded range, or of one that could be anything the end of use.

        That is (0, high) for "within", and (low, None) for "at least".
        """
        low, high = self.rounded()
        if high <= _WIDE * max(low, _SOON):
            return low, high
        return (0, high) if low < _SOON else (low, None)

    def quote(self, now: datetime) -> Quote:
        """The same with clock times: by the minute when it is soon, otherwise by five minutes."""
        low, high = self.told()
        step = 1 if self.high < _FAR else 5
        begin, end = _clock(now, self.low, step), _clock(now, self.high, step)
        end = max(end, begin + timedelta(minutes=step))
        return Quote((low, high), (begin if low else None, end if high else None))


def _clock(now: datetime, minutes: float, step: int) -> datetime:
    """The nearest clock time that is a multiple of `step` minutes; every zone agrees on those."""
    since = now.timestamp() / 60 + minutes
    return datetime.fromtimestamp(_nearest(since, step) * 60, UTC)


def _step(minutes: float, small: int) -> int:
    if minutes < small:
        return 1
    return 5 if minutes < 60 else 15


def _nearest(minutes: float, step: int) -> int:
    return floor(minutes / step + 0.5) * step
