"""`python -m bench.wait_estimates [days]`: whose estimates of the wait are best, on the same days.

Each simulated day is one queue of eight hours, the same every time (seeded). One to three counters,
redrawn every one to three hours; each takes about 20 s to call the next. Service times are
log-normal, their mean 3–12 minutes and their spread 40–80 % of it, by the day. Two waves of
arrivals, and a third of the customers in bursts of 3–10 parties; a quarter of the parties are of
2–4 people. In all they need 70–105 % of what the counters can do. 8 % are missed when called, and
from a long line some leave. Of the "served" clicks 20 % come late (by 15 minutes on average) and
10 % never.

Every customer who is called in the end was quoted once, when they joined. What an estimator sees
are those who joined before as the product has them at that moment.

What to know of the figures. Our quotes are too long on average because counters are redrawn at
random: a line gets long while few are open, and then there are more of them; and some ahead leave.
With a constant number of counters the bias shrinks to a third or less, and the range, which allows
for changes, covers about 93 %. With one ahead the range covers too little, downwards: the one ahead
often is of the same party, at the door of a shop with two counters free.
"""

from __future__ import annotations

import heapq
import math
import random
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from statistics import fmean, stdev

from app.figures.waits import Estimate, Pace

LENGTH = 480  # minutes
GUESS = 5.0  # minutes between calls, before anything is known
OPENING = datetime(2026, 3, 5, 1, 0, tzinfo=UTC)


@dataclass(eq=False)
class Customer:
    """One customer of a simulated day; times in minutes from the opening."""

    joined: float
    ahead: int = 0
    counters: int = 1
    called: float = math.inf
    clicked: float = math.inf  # "served", or missed
    freed: float = math.inf  # when the counter really was done with them
    left: float = math.inf


@dataclass(frozen=True, slots=True)
class Seen:
    """A customer as the product sees them at some moment."""

    state: str
    joined_at: datetime
    called_at: datetime | None
    ended_at: datetime | None


class Day:
    """One queue from its opening to its last customer."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self._events: list[tuple[float, int, Callable[[float], None]]] = []
        self._order = count()
        self._line: list[Customer] = []
        self._open = self._busy = self._about_to_call = 0
        self.customers: list[Customer] = []
        self._plan()
        while self._events:
            now, _, happens = heapq.heappop(self._events)
            happens(now)
            while self._busy < self._open and self._about_to_call < len(self._line):
                self._busy += 1
                self._about_to_call += 1
                self._at(now + self._chance.expovariate(1 / 0.3), self._call)

    def _at(self, when: float, happens: Callable[[float], None]) -> None:
        heapq.heappush(self._events, (when, next(self._order), happens))

    def _plan(self) -> None:
        chance = self._chance
        self._mean = chance.uniform(3, 12)
        self._sigma = math.sqrt(math.log1p(chance.uniform(0.4, 0.8) ** 2))
        counters, now, minutes_of_work = 0, 0.0, 0.0
        while now < LENGTH:
            counters = chance.randint(1, 3)
            until = min(LENGTH, now + chance.uniform(60, 180))
            minutes_of_work += counters * (until - now)
            self._at(now, self._staff_is(counters))
            now = until
        people = minutes_of_work / self._mean * chance.uniform(0.7, 1.05)
        joined = 0
        wave = chance.uniform(0, 2 * math.pi)
        while joined < 0.65 * people:
            when = chance.uniform(0, LENGTH)
            if chance.random() < (1 + 0.6 * math.sin(wave + 4 * math.pi * when / LENGTH)) / 1.6:
                joined += self._party(when)
        while joined < people:
            start = chance.uniform(0, LENGTH)
            for _ in range(chance.randint(3, 10)):
                joined += self._party(start + chance.expovariate(1 / 4))

    def _party(self, when: float) -> int:
        size = self._chance.choices((1, 2, 3, 4), (75, 15, 7, 3))[0]
        for _ in range(size):
            self._at(when, self._join)
        return size

    def _staff_is(self, counters: int) -> Callable[[float], None]:
        def change(_: float) -> None:
            self._open = counters

        return change

    def _join(self, now: float) -> None:
        customer = Customer(now, len(self._line), max(self._open, self._busy))
        self.customers.append(customer)
        self._line.append(customer)

        def lose_patience(later: float) -> None:
            if customer in self._line:
                self._line.remove(customer)
                customer.left = later

        self._at(now + self._chance.expovariate(1 / 400), lose_patience)

    def _call(self, now: float) -> None:
        self._about_to_call -= 1
        if not self._line:
            self._free(now)
            return
        chance, customer = self._chance, self._line.pop(0)
        customer.called = now
        if chance.random() < 0.08:
            customer.clicked = now + chance.uniform(0.7, 2.5)
            self._at(customer.clicked, self._free)
            return
        middle = math.log(self._mean) - self._sigma**2 / 2
        customer.freed = now + chance.lognormvariate(middle, self._sigma)
        self._at(customer.freed, self._free)
        diligence = chance.random()
        if diligence < 0.9:
            late = chance.expovariate(1 / 15) if diligence > 0.7 else 0
            customer.clicked = customer.freed + late

    def _free(self, _: float) -> None:
        self._busy -= 1


def ours(past: list[Customer], one: Customer) -> Estimate:
    """The product's own."""
    seen = []
    for other in past:
        called = other.called if other.called <= one.joined else None
        ended = min(other.clicked, other.left)
        gone = ended <= one.joined
        state = "waiting" if called is None else "called"
        if gone:
            state = "served" if called is not None else "left"
        seen.append(
            Seen(
                state,
                _moment(other.joined),
                None if called is None else _moment(called),
                _moment(ended) if gone else None,
            )
        )
    return Pace.observed(seen, _moment(one.joined), GUESS).estimate(one.ahead)


def _moment(minutes: float) -> datetime:
    return OPENING + timedelta(minutes=minutes)


def place_by_service(past: list[Customer], one: Customer) -> float:
    """Place × the mean of the last 20 services, as far as somebody clicked."""
    done = [c.clicked - c.called for c in past if max(c.called, c.clicked) <= one.joined]
    return (one.ahead + 1) * (fmean(done[-20:]) if done else GUESS)


def place_by_service_and_counters(past: list[Customer], one: Customer) -> float:
    """The same, by somebody who always tells the product how many counters are open."""
    return place_by_service(past, one) / one.counters


def place_by_true_service(past: list[Customer], one: Customer) -> float:
    """And who in addition never forgets a click: what no product has."""
    done = [c.freed - c.called for c in past if c.freed <= one.joined]
    return (one.ahead + 1) * (fmean(done[-20:]) if done else GUESS) / one.counters


def head_of_line(past: list[Customer], one: Customer) -> float:
    """How long the first in line has waited by now (Ibrahim & Whitt's HOL)."""
    line = (c for c in past if min(c.called, c.left) > one.joined)
    return one.joined - next((c.joined for c in line), one.joined)


def last_waits(past: list[Customer], one: Customer) -> float:
    """The mean of the last ten waits."""
    waits = sorted((c.called, c.called - c.joined) for c in past if c.called <= one.joined)
    return fmean(wait for _, wait in waits[-10:]) if waits else GUESS * (one.ahead + 1)


OTHERS = {
    "place × mean service": place_by_service,
    "head of the line": head_of_line,
    "mean of the last waits": last_waits,
    "place × service ÷ counters": place_by_service_and_counters,
}
REFERENCE = {"… if no click were late": place_by_true_service}
PLACES = [(0, 0), (1, 1), (2, 3), (4, 7), (8, 15), (16, 999)]


def quoted(days: list[Day]) -> Iterator[tuple[int, list[Customer], Customer]]:
    """Number of the day, who joined before, and who was quoted and called in the end."""
    for number, day in enumerate(days):
        for nth, one in enumerate(day.customers):
            if one.called < math.inf:
                yield number, day.customers[:nth], one


def show(name: str, quotes: list[float], waits: list[float], best: float) -> None:
    """One line of the table: minutes, and what part of them was late."""
    errors = [quote - wait for quote, wait in zip(quotes, waits, strict=True)]
    late = [wait > 1.25 * quote + 2 for quote, wait in zip(quotes, waits, strict=True)]
    mae = error_of(quotes, waits)
    print(f"{name:28}{mae:8.2f}{mae / best:8.2f}{fmean(errors):+9.2f}{fmean(late):8.1%}")


def error_of(quotes: list[float], waits: list[float]) -> float:
    """The mean absolute error, in minutes."""
    return fmean(abs(quote - wait) for quote, wait in zip(quotes, waits, strict=True))


def main(number_of_days: int) -> None:
    """Simulate, quote, and print."""
    days = [Day(seed) for seed in range(number_of_days)]
    asked = list(quoted(days))
    waits = [one.called - one.joined for _, _, one in asked]
    estimates = [ours(past, one) for _, past, one in asked]
    points = [estimate.point for estimate in estimates]
    quotes = {
        name: [guess(past, one) for _, past, one in asked]
        for name, guess in {**OTHERS, **REFERENCE}.items()
    }
    best = min(error_of(quotes[name], waits) for name in OTHERS)

    print(f"{number_of_days} days, {len(asked)} waits of {fmean(waits):.1f} minutes on average")
    print(f"\n{'minutes':28}{'MAE':>8}{'ratio':>8}{'bias':>9}{'late':>8}")
    show("ours", points, waits, best)
    for name, of_theirs in quotes.items():
        show(name, of_theirs, waits, best)
    print("ratio: to the best of the others; late: more than 25 % + 2 minutes over the quote")

    covered = [e.low <= wait <= e.high for e, wait in zip(estimates, waits, strict=True)]
    told = [e.told() for e in estimates]
    shown = [
        low <= wait and (high is None or wait <= high)
        for (low, high), wait in zip(told, waits, strict=True)
    ]
    by_day = [
        fmean(hit for hit, (nth, _, _) in zip(covered, asked, strict=True) if nth == number)
        for number in range(number_of_days)
    ]
    print(
        f"\n{'our 80 % range':28}{'waits':>8}{'inside':>8}{'shorter':>9}{'longer':>8}{'shown':>8}"
    )
    for first, last in [(0, 999), *PLACES]:
        which = [nth for nth, (_, _, one) in enumerate(asked) if first <= one.ahead <= last]
        name = "all" if (first, last) == (0, 999) else f"  {first}–{last} ahead"
        shorter = fmean(waits[nth] < estimates[nth].low for nth in which)
        longer = fmean(waits[nth] > estimates[nth].high for nth in which)
        inside, as_shown = (fmean(hits[nth] for nth in which) for hits in (covered, shown))
        print(f"{name:28}{len(which):8}{inside:8.1%}{shorter:9.1%}{longer:8.1%}{as_shown:8.1%}")
    print(f"shown: inside what is told, maybe of one end; the days differ by ±{stdev(by_day):.0%}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
