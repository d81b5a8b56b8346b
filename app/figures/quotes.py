"""What is told of a wait: a range of minutes without false precision, and the clock times of it.

Numbers in, numbers out. All durations are minutes.
"""

from typing import NamedTuple

_WIDE = 5  # "5–25 min" is of use, "10 min – 1 h" is not
_SOON = 5.0  # minutes
_FAR = 30.0  # minutes


class Quote(NamedTuple):
    """What somebody is told: minutes as `Estimate.told`, and the clock times of them.

    Those are in whole minutes since 1970. One is None where the minutes have only one end of use.
    """

    minutes: tuple[int, int | None]
    likely: tuple[int | None, int | None]


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
        low_step = _step(self.low, 5)
        low = int(self.low / low_step + 0.5) * low_step
        high_step = _step(self.high, 10)
        high = int(self.high / high_step + 0.5) * high_step
        return low, max(high, low + _step(low, 5))

    def told(self) -> tuple[int, int | None]:
        """What is told of it: the rounded range, or of one that could be anything the end of use.

        That is (0, high) for "within", and (low, None) for "at least".
        """
        low, high = self.rounded()
        if low < _SOON:
            return (low if high <= _WIDE * _SOON else 0), high
        return low, (high if high <= _WIDE * low else None)

    def quote(self, now: float) -> Quote:
        """The same with clock times: by the minute when it is soon, otherwise by five minutes.

        `now` is in minutes since 1970; every time zone agrees on the multiples of five.
        """
        low, high = told = self.told()
        step = 1 if self.high < _FAR else 5
        begin = int((now + self.low) / step + 0.5) * step
        end = max(int((now + self.high) / step + 0.5) * step, begin + step)
        return Quote(told, (begin if low else None, end if high else None))


def _step(minutes: float, small: int) -> int:
    if minutes < small:
        return 1
    return 5 if minutes < 60 else 15
