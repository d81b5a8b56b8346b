"""How fast a line moves: which waits follow from what it did lately.

Numbers in, numbers out. All durations are minutes.

A wait with k ahead is the time until the next call, and the time that the k take after it:

    wait = pace · exp(first · signs) + pace · exp(rest · signs) · k ^ (power · signs)

It is worked out three times, for the two ends of the range and for the point between them, each
with coefficients of its own. The pace is the mean time between two calls while somebody waits; the
signs are pure numbers, so that one formula does for a bakery's line and for a clinic's. Ends that
were missed too often today are moved outwards.

Queue length times pace, and the waits of those before as signs: Whitt, "Predicting Queueing
Delays", Management Science 45:870 (1999); Ibrahim & Whitt, "Real-Time Delay Estimation Based on
Delay History", M&SOM 11:397 (2009). An end as a quantile with coefficients of its own: Koenker &
Bassett, "Regression Quantiles", Econometrica 46:33 (1978). Ends that follow the day's own misses:
Gibbs & Candès, "Adaptive Conformal Inference Under Distribution Shift", NeurIPS 34 (2021). The form
and the signs are ours; how they were weighed, `app.figures.coefficients` says.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from math import exp
from operator import attrgetter, mul
from typing import NamedTuple, Self

from app.figures.accuracy import Accuracy
from app.figures.coefficients import FIRST, POWER, REST
from app.figures.quotes import Estimate
from app.figures.signs import Signs
from app.figures.waits import Customer

PARTS = tuple(tuple(table) for table in (FIRST, REST, POWER))
"""The signs in each part of the formula."""

_SIGNS = tuple(attrgetter(*part) for part in PARTS)
_WEIGHTS = tuple(tuple(zip(*table.values(), strict=True)) for table in (FIRST, REST, POWER))
_ALLOWED = 0.1  # of the waits may be sooner than the range, and as many later
_TRUSTED = 80  # quotes that count as having gone like that before today's do
_SOONER, _LATER = 6, 4  # how far the ends move out: by about what would have been enough
_NOTHING_TOLD = Accuracy(within=0, sooner=0, later=0)


class Curve(NamedTuple):
    """Minutes until the call by how many are ahead: first + rest · ahead ^ power."""

    first: float
    rest: float
    power: float


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast one queue moves: the low end of a wait, the point and the high end."""

    is_known: bool
    low: Curve
    point: Curve
    high: Curve

    @classmethod
    def observed(
        cls,
        customers: Iterable[Customer],
        now: datetime,
        guess: float = 5.0,
        accuracy: Accuracy = _NOTHING_TOLD,
    ) -> Self:
        """The pace of one queue from its customers; `guess` is in minutes between calls.

        It needs those in line, and of the others the `signs.LATEST` who were called or left last;
        more of them change nothing. `accuracy` is how today's quotes in this queue came true. It is
        known once anybody was called: the guess alone is worth no promise.
        """
        signs = Signs.of(customers, now, guess)
        values = parts_of(signs)
        return cls(
            signs.calls > 0,
            _curve(values, 0, signs.pace * exp(-_SOONER * _too_many(accuracy.sooner, accuracy))),
            _curve(values, 1, signs.pace),
            _curve(values, 2, signs.pace * exp(_LATER * _too_many(accuracy.later, accuracy))),
        )

    def estimate(self, ahead: int) -> Estimate:
        """The wait of a customer with so many waiting ahead."""
        first, rest, power = self.low
        low = first + rest * ahead**power
        first, rest, power = self.point
        point = first + rest * ahead**power
        first, rest, power = self.high
        high = first + rest * ahead**power
        return Estimate(point, min(point, low), max(point, high))


def _too_many(missed: int, accuracy: Accuracy) -> float:
    """By what share of the quotes an end was missed too often today; the range never narrows."""
    share = (missed + _ALLOWED * _TRUSTED) / (accuracy.told + _TRUSTED)
    return max(0.0, share - _ALLOWED)


def parts_of(signs: Signs) -> tuple[tuple[float, ...], ...]:
    """The signs as each part of the formula needs them."""
    return tuple(part(signs) for part in _SIGNS)


def _curve(values: tuple[tuple[float, ...], ...], nth: int, scale: float) -> Curve:
    """Kept where no exponential function runs away with it."""
    first, rest, power = (
        max(-6.0, min(6.0, sum(map(mul, weights[nth], signs))))
        for weights, signs in zip(_WEIGHTS, values, strict=True)
    )
    return Curve(scale * exp(first), scale * exp(rest), max(0.3, power))
