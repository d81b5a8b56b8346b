"""How long customers will wait: the calls seen so far become a pace, the pace becomes estimates.

Numbers in, numbers out. All durations are minutes.

The calls of a queue with a line are taken as a Poisson process of an unknown rate λ that drifts.
What was seen counts half for every 30 minutes that it is old; on top of it the owner's guess
counts like one call. So λ ~ Gamma(a, rate b), and a customer with k ahead waits for k + 1 calls:
Gamma(k + 1) / λ = b · Gamma(k + 1) / Gamma(a) = b · (k + 1) / a · F(2(k + 1), 2a).

Queue length times pace as the predictor: Whitt, "Predicting Queueing Delays", Management Science
45:870 (1999); Ibrahim & Whitt, "Real-Time Delay Estimation Based on Delay History", M&SOM 11:397
(2009). The decay, the prior and how the range widens are ours: `bench/wait_estimates.py`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import exp, floor, log, sqrt
from statistics import median
from typing import NamedTuple, Protocol, Self

HALF_LIFE = 30.0
_DECAY = log(2) / HALF_LIFE
_WIDE = 5  # "5–25 min" is of use, "10 min – 1 h" is not
_SOON = 5.0  # minutes
_TAIL = 1.2815515655446004  # the normal distribution's 90th percentile


class Customer(Protocol):
    """What there is to know of one customer. Times are aware."""

    @property
    def state(self) -> str:
        """One of `models.State`."""

    @property
    def joined_at(self) -> datetime:
        """When the wait began."""

    @property
    def called_at(self) -> datetime | None:
        """The last call, also if it was taken back."""

    @property
    def ended_at(self) -> datetime | None:
        """When they were served, missed, or gone."""


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


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast one queue moves: so many calls in so many minutes with somebody waiting.

    Both are decayed and include the owner's guess, so neither is ever 0.
    """

    calls: float
    minutes: float

    @classmethod
    def observed(cls, customers: Iterable[Customer], now: datetime, guess: float = 5.0) -> Self:
        """The pace of one queue from all of its customers; `guess` is in minutes between calls.

        Each moment at which somebody waits counts 2^(-age / 30 min), and so does each call. The
        time when nobody waits doesn't count; time without a call while somebody waits does.

        Who is back in the line after a call has waited all the time: the line didn't get shorter.
        """
        calls, waits, first = 1.0, [], now
        for customer in customers:
            if customer.state == "waiting":
                first = min(first, customer.joined_at)  # the others' waits lie within this one's
                continue
            called = called_at(customer)
            end = _since(called or customer.ended_at or now, now)
            waits.append((_since(customer.joined_at, now), end))
            if called:
                calls += exp(_DECAY * end)
        waits.append((_since(first, now), 0.0))
        minutes, covered = guess, float("-inf")
        for start, end in sorted(waits):
            begin = max(start, covered)  # each moment counts once, however many wait in it
            if end > begin:
                minutes += (exp(_DECAY * end) - exp(_DECAY * begin)) / _DECAY
                covered = end
        return cls(calls, minutes)

    @property
    def is_known(self) -> bool:
        """Whether anybody was called, however long ago: the guess alone is worth no promise."""
        return self.calls > 1

    def estimate(self, ahead: int) -> Estimate:
        """The wait of a customer with so many waiting ahead: 10th to 90th percentile.

        The point is (k + 1) · b / a, the range that times the quantiles of F(2(k + 1), 2a), with
        two changes that the simulation asked for. What is known now will be older by half the
        wait, on average over the wait, so a decays by that much: counters come and go, and far
        ahead less is sure. And who is next may be called at once, as a counter may be free: their
        range starts at 0.
        """
        turns = ahead + 1
        point = turns * self.minutes / self.calls
        calls = max(1.0, self.calls * exp(-_DECAY * point / 2))
        # Paulson's approximation of the F quantile (Ann. Math. Stat. 13:233, 1942): the cube root
        # of a Gamma is nearly normal (Wilson & Hilferty), so the ratio solves a quadratic. Within
        # 1 % of the exact one from a = 2 on; the high end is 7.6 % too high where a is 1.
        u, v = 1 / (9 * turns), 1 / (9 * calls)
        middle = (1 - u) * (1 - v)
        top, bottom = (1 - u) ** 2 - _TAIL**2 * u, (1 - v) ** 2 - _TAIL**2 * v
        spread = sqrt(middle * middle - top * bottom)
        low = point * ((middle - spread) / bottom) ** 3 if ahead else 0.0
        return Estimate(point, low, point * ((middle + spread) / bottom) ** 3)


def called_at(customer: Customer) -> datetime | None:
    """When a customer's wait ended with a call.

    For who is back in the line the call never was. Who was served or missed without having been
    called was called at the end.
    """
    if customer.state == "waiting":
        return None
    if customer.called_at is None and customer.state in ("served", "no_show"):
        return customer.ended_at
    return customer.called_at


def waited(customer: Customer) -> float | None:
    """Minutes from joining until the call; None for who was not called, or is back in the line."""
    called = called_at(customer)
    return None if called is None else max(0.0, (called - customer.joined_at).total_seconds() / 60)


def median_of(waits: Sequence[float]) -> float | None:
    """The median; None of nothing."""
    return median(waits) if waits else None


def _since(moment: datetime, now: datetime) -> float:
    """Minutes from now to a moment of the past, so never above 0, even if clocks differ."""
    return min(0.0, (moment - now).total_seconds() / 60)


def _step(minutes: float, small: int) -> int:
    if minutes < small:
        return 1
    return 5 if minutes < 60 else 15


def _nearest(minutes: float, step: int) -> int:
    return floor(minutes / step + 0.5) * step
