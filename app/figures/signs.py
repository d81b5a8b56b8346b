"""What a line did lately, as signs of how long the next in it will wait.

Numbers in, numbers out. All durations are minutes. Only the latest 64 people who were called or
left count, and the first of those in line: that is all that need be known of the past.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from heapq import nlargest
from itertools import zip_longest
from math import log, log1p, sqrt
from operator import mul
from statistics import fmean
from typing import NamedTuple, Self

from app.figures.waits import Customer, called_at

LATEST = 64
"""So many who were called or left, the latest ones, say all that is asked of the past."""

_GUESSED = 0.25  # calls that the owner's guess counts for
_WEIGHTS = {half: [0.5 ** (nth / half) for nth in range(LATEST)] for half in (8, 16)}
_UNEVEN = 0.7  # the standard deviation of the time between calls over its mean, on most days


class Exit(NamedTuple):
    """One who was called or left, in minutes before now, so never above 0."""

    at: float
    joined: float
    called: bool


class Gap(NamedTuple):
    """How long somebody waited until a call since the one before it.

    `backlog` says that somebody waited all the time between the two; `wait` is of who was called.
    """

    minutes: float
    backlog: bool
    wait: float


class Signs(NamedTuple):
    """What a line did lately. All but `pace`, in minutes, are pure numbers."""

    calls: int
    pace: float
    backlog: float  # the pace between calls with somebody waiting all the time; as a logarithm
    at_once: float  # how many of the latest had hardly waited
    idle: float  # for how long nobody had waited when the line began; as a logarithm
    stalled: float  # time since the last call with somebody waiting; as a logarithm
    left: float  # how many of the latest left
    unknown: float  # 1 / √(1 + calls)
    uneven: float  # how much more the time between calls varies than on most days
    guess: float  # the owner's guess against the pace; as a logarithm
    always: float = 1.0

    @classmethod
    def of(cls, customers: Iterable[Customer], now: datetime, guess: float) -> Self:
        """The signs of one queue; `guess` is in minutes between calls.

        Who is back in the line after a call has waited all the time: the line didn't get shorter.
        """
        first, gone = None, []
        for customer in customers:
            joined = customer.joined_at
            if customer.state == "waiting":
                first = joined if first is None or joined < first else first
                continue
            called = called_at(customer)
            gone.append((called or customer.ended_at or now, joined, called is not None))
        latest = nlargest(LATEST, gone) if len(gone) > LATEST else sorted(gone, reverse=True)
        exits = [Exit(_since(at, now), _since(joined, now), ok) for at, joined, ok in latest]
        while exits and not exits[-1].called:
            exits.pop()  # before the first call nothing is known of the pace
        return cls._seen(exits, None if first is None else _since(first, now), guess)

    @classmethod
    def _seen(cls, exits: Sequence[Exit], first: float | None, guess: float) -> Self:
        """The signs from the exits, latest first, and from when the first in line joined."""
        gaps, tail = _gaps(exits, first, guess)
        last = exits[0].at if exits else 0.0
        open_gap = 0.0 if first is None else -max(first, last)
        minutes = [gap.minutes for gap in gaps]
        pace = _recent(minutes, 8, _GUESSED, guess)
        backlog = [gap.minutes for gap in gaps if gap.backlog]
        at_once = [float(gap.wait <= 0.1 * pace) for gap in gaps]
        return cls(
            calls=len(gaps),
            pace=pace,
            backlog=log((_recent(backlog, 8, 0.5, pace) / pace + 0.1) / 1.1),
            at_once=_recent(at_once, 8, 0.0, 0.0),
            idle=min(1.2, log1p(max(0.0, (first or 0.0) - last) / pace)),
            stalled=log1p((open_gap + tail) / pace),
            left=_recent([float(not one.called) for one in exits], 16, 1.0, 0.0),
            unknown=1 / sqrt(1 + len(gaps)),
            uneven=_unevenness(backlog[:16]) - _UNEVEN,
            guess=max(-1.0, min(1.0, log(guess / pace))),
        )


def _gaps(exits: Sequence[Exit], first: float | None, guess: float) -> tuple[list[Gap], float]:
    """The time with somebody waiting before each call, latest first, and that since the last one.

    Where somebody left between two calls, the line went on waiting. What went before the oldest
    call is no pace, as people come before the doors open; but if it was short, that says something.
    """
    gaps: list[Gap] = []
    tail, waiting_since = 0.0, 0.0 if first is None else first
    for one, before in zip_longest(exits, exits[1:]):
        waiting_since = min(waiting_since, one.joined)
        since = waiting_since if before is None else max(before.at, waiting_since)
        backlog = before is not None and waiting_since <= before.at
        minutes = max(0.0, one.at - since)
        if before is None:
            minutes = min(guess, minutes)
        if one.called:
            gaps.append(Gap(minutes, backlog, one.at - one.joined))
        elif gaps:
            gap = gaps[-1]
            gaps[-1] = Gap(gap.minutes + minutes, gap.backlog and backlog, gap.wait)
        else:
            tail += minutes
    return gaps, tail


def _recent(values: Sequence[float], half: int, weight: float, prior: float) -> float:
    """The mean of values, latest first, each counting half of the one `half` places before it.

    The prior counts like `weight` values; 0 if there is nothing at all.
    """
    weights = _WEIGHTS[half][: len(values)]
    count = weight + sum(weights)
    return (weight * prior + sum(map(mul, values, weights))) / count if count else 0.0


def _unevenness(minutes: Sequence[float]) -> float:
    """The coefficient of variation; as on most days where it can't be told."""
    middle = fmean(minutes) if len(minutes) > 2 else 0.0
    if middle <= 0:
        return _UNEVEN
    return sqrt(sum((one - middle) ** 2 for one in minutes) / (len(minutes) - 1)) / middle


def _since(moment: datetime, now: datetime) -> float:
    """Minutes from now to a moment of the past, so never above 0, even if clocks differ."""
    return min(0.0, (moment - now).total_seconds() / 60)
