"""The moments of a day at which somebody is quoted a wait, and what the product sees then."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from app.figures.signs import LATEST
from bench.wait_estimates.days import Customer

GUESS = 5.0  # minutes between calls, before anything is known
OPENING = datetime(2026, 3, 5, 1, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Seen:
    """A customer as the product sees them at some moment."""

    state: str
    joined_at: datetime
    called_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Moment:
    """`one` is quoted a wait with so many `ahead`; `line` waits, and the `latest` are out of it."""

    now: float
    one: Customer
    ahead: int
    line: Sequence[Customer]
    latest: Sequence[Customer]
    past: Sequence[Customer]  # all who joined before

    @property
    def wait(self) -> float:
        """How long it really took from now."""
        return self.one.called - self.now

    def seen(self) -> list[Seen]:
        """What the product sees."""
        return [self._seen(other) for other in (*self.latest, *self.line)]

    def _seen(self, other: Customer) -> Seen:
        called = other.called if other.called <= self.now else None
        ended = min(other.clicked, other.left)
        gone = ended <= self.now
        state = "waiting" if called is None else "called"
        if gone:
            state = "left" if called is None else "served"
        return Seen(
            state,
            at(other.joined),
            None if called is None else at(called),
            at(ended) if gone else None,
        )


def at(minutes: float) -> datetime:
    """A moment of the day."""
    return OPENING + timedelta(minutes=minutes)


def moments(customers: Sequence[Customer], *, meanwhile: bool = False) -> Iterator[Moment]:
    """Whenever somebody joins who waits and is called in the end, from the day's first call on.

    Who is called in the very moment of joining is quoted nothing. With `meanwhile`, each of them is
    quoted at some moment of the wait instead.
    """
    first_call = min((one.called for one in customers), default=math.inf)
    chance = random.Random(len(customers))
    asked = []
    for nth, one in enumerate(customers):
        when = one.joined
        if meanwhile and one.called < math.inf:
            begin = max(when, first_call)
            when = begin + max(0.0, one.called - begin) * chance.random()
        asked.append((when, nth))
    line: list[Customer] = []
    gone: list[Customer] = []
    joined = 0
    for now, nth in sorted(asked):
        one = customers[nth]
        while joined < len(customers) and (
            joined < nth or (meanwhile and customers[joined].joined <= now)
        ):
            line.append(customers[joined])
            joined += 1
        out = [other for other in line if _exit(other) <= now]
        gone = [*gone, *sorted(out, key=_exit)][-LATEST:]
        line = [other for other in line if _exit(other) > now]
        if first_call <= now < one.called < math.inf:
            ahead = line.index(one) if meanwhile else len(line)
            yield Moment(now, one, ahead, line, gone, customers[:joined])


def _exit(one: Customer) -> float:
    return min(one.called, one.left)
