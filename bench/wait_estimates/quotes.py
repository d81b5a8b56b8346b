"""Who quotes what: the product, and four simpler ways."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from statistics import fmean

from app.figures.accuracy import Accuracy
from app.figures.pace import Pace
from app.figures.quotes import Estimate, Minutes
from bench.wait_estimates.days import Customer
from bench.wait_estimates.moments import GUESS, Moment, at, moments


def place_by_service(moment: Moment) -> float:
    """Place × the mean of the last 20 services, as far as somebody clicked."""
    done = (
        other.clicked - other.called
        for other in reversed(moment.past)
        if max(other.called, other.clicked) <= moment.now
    )
    services = list(islice(done, 20))
    return (moment.ahead + 1) * (fmean(services) if services else GUESS)


def place_by_service_and_counters(moment: Moment) -> float:
    """The same, by somebody who always tells the product how many counters are open."""
    return place_by_service(moment) / max(1, moment.one.counters)


def head_of_line(moment: Moment) -> float:
    """How long the first in line has waited by now (Ibrahim & Whitt's HOL)."""
    return moment.now - moment.line[0].joined if moment.line else 0.0


def last_waits(moment: Moment) -> float:
    """The mean of the last ten waits."""
    called = (other for other in reversed(moment.latest) if other.called <= moment.now)
    waits = [other.called - other.joined for other in islice(called, 10)]
    return fmean(waits) if waits else GUESS * (moment.ahead + 1)


RIVALS = {
    "place × mean service": place_by_service,
    "head of the line": head_of_line,
    "mean of the last waits": last_waits,
    "place × service ÷ counters": place_by_service_and_counters,
}


@dataclass(frozen=True, slots=True)
class Quote:
    """What was quoted on some day, by us and by the rivals, and what came true."""

    day: str
    ahead: int
    wait: float
    ours: Estimate
    rivals: tuple[float, ...]


def quotes(day: str, customers: Sequence[Customer]) -> Iterator[Quote]:
    """All of one day. What was told and came true by then is known to the product, as it is."""
    coming: list[tuple[float, int]] = []
    counts = {-1: 0, 0: 0, 1: 0}
    for moment in moments(customers):
        while coming and coming[0][0] <= moment.now:
            counts[heapq.heappop(coming)[1]] += 1
        accuracy = Accuracy(within=counts[0], sooner=counts[-1], later=counts[1])
        pace = Pace.observed(moment.seen(), at(moment.now), GUESS, accuracy)
        ours = pace.estimate(moment.ahead)
        yield Quote(
            day, moment.ahead, moment.wait, ours, tuple(of(moment) for of in RIVALS.values())
        )
        if (told := ours.told()) is not None:
            heapq.heappush(coming, (moment.one.called, _surprise(told, moment.wait)))


def _surprise(told: Minutes, wait: float) -> int:
    """As `Customer.surprise`: sooner, within or later than what was told."""
    low, high = told
    if wait < low:
        return -1
    return int(high is not None and wait > high)
