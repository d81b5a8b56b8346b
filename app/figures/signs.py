"""What a line did lately, as signs of how long the next in it will wait.

Numbers in, numbers out. All durations are minutes. Only the latest 64 people who were called or
left count, and the first of those in line: that is all that need be known of the past.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from math import log, log1p, sqrt
from operator import mul
from typing import NamedTuple, Self

from app.figures.waits import Customer, called_at

LATEST = 64
"""So many who were called or left, the latest ones, say all that is asked of the past."""

_MINUTE = timedelta(minutes=1)
_NEVER = datetime.max.replace(tzinfo=UTC)
_GUESSED = 0.25  # calls that the owner's guess counts for
_WEIGHTS = {half: [0.5 ** (nth / half) for nth in range(LATEST)] for half in (8, 16)}
_UNEVEN = 0.7  # the standard deviation of the time between calls over its mean, on most days


Exit = tuple[float, float, bool, float | None]
"""One who was called or left: when that was and when they joined, in minutes before now, so never
above 0; whether they were called; and how long the service took, None if there is no end of it."""


class Gaps(NamedTuple):
    """The time until each call since the one before it with somebody waiting, latest first.

    Of each call also whether somebody waited all that time, and how long who was called had
    waited; and how long somebody has waited since the last call for others who left.
    """

    minutes: list[float]
    backlog: list[float]  # the minutes of those with somebody waiting all the time
    waits: list[float]
    tail: float


class Signs(NamedTuple):
    """What a line did lately. All but `pace`, in minutes, are pure numbers."""

    calls: int
    pace: float
    backlog: float  # the pace between calls with somebody waiting all the time; as a logarithm
    at_once: float  # how many of the latest had hardly waited
    idle: float  # for how long nobody had waited when the line began; as a logarithm
    stalled: float  # time since the last call with somebody waiting; as a logarithm
    left: float  # how many of the latest left
    impatient: float  # how many of those who wait leave in the time between two calls
    counters: float  # how many are served at a time: a service against the pace; as a logarithm
    unknown: float  # 1 / √(1 + calls)
    uneven: float  # how much more the time between calls varies than on most days
    guess: float  # the owner's guess against the pace; as a logarithm
    always: float = 1.0

    @classmethod
    def of(cls, customers: Iterable[Customer], now: datetime, guess: float) -> Self:
        """The signs of one queue; `guess` is in minutes between calls.

        Whoever is back in the line after a call has waited all the time: the line didn't get
        shorter.
        """
        first, gone = None, []
        for customer in customers:
            if customer.state == "waiting":
                joined = customer.joined_at
                if first is None or joined < first:
                    first = joined
                continue
            called, ended = called_at(customer), customer.ended_at
            at = called or ended or now
            gone.append((at, customer.joined_at, called is not None, ended or _NEVER))
        gone.sort(reverse=True)
        exits: list[Exit] = []
        for at, joined, is_called, ended in gone[:LATEST]:
            over = (ended - at) / _MINUTE if is_called and ended is not _NEVER else None
            # Never later than now, even if clocks differ.
            left, came = min(at, now) - now, min(joined, now) - now
            exits.append((left / _MINUTE, came / _MINUTE, is_called, over))
        while exits and not exits[-1][2]:
            exits.pop()  # before the first call nothing is known of the pace
        return cls._seen(exits, None if first is None else min(0.0, (first - now) / _MINUTE), guess)

    @classmethod
    def _seen(cls, exits: Sequence[Exit], first: float | None, guess: float) -> Self:
        """The signs from the exits, latest first, and from when the first in line joined."""
        gaps = _gaps(exits, first, guess)
        last = exits[0][0] if exits else 0.0
        open_gap = 0.0 if first is None else -max(first, last)
        pace = _recent(gaps.minutes, 8, _GUESSED, guess)
        hardly = 0.1 * pace
        left = [0.0 if called else 1.0 for _, _, called, _ in exits]
        waited = sum([at - joined for at, joined, _, _ in exits])
        services = [service for _, _, _, service in exits if service is not None]
        return cls(
            calls=len(gaps.minutes),
            pace=pace,
            backlog=log((_recent(gaps.backlog, 8, 0.5, pace) / pace + 0.1) / 1.1),
            at_once=_recent([1.0 if wait <= hardly else 0.0 for wait in gaps.waits], 8, 0.0, 0.0),
            idle=min(1.2, log1p(max(0.0, (first or 0.0) - last) / pace)),
            stalled=log1p((open_gap + gaps.tail) / pace),
            left=_recent(left, 16, 1.0, 0.0),
            impatient=min(1.0, (sum(left) + 0.3) * pace / (waited + 10 * pace)),
            counters=log(_recent(services, 16, 0.5, pace) / pace + 0.3),
            unknown=1 / sqrt(1 + len(gaps.minutes)),
            uneven=_unevenness(gaps.backlog[:16]) - _UNEVEN,
            guess=max(-1.0, min(1.0, log(guess / pace))),
        )


def _gaps(exits: Sequence[Exit], first: float | None, guess: float) -> Gaps:
    """The gaps before the calls among the exits, by who was called and when the first one joined.

    Where somebody left between two calls, the line went on waiting. What went before the oldest
    call is no pace, as people come before the doors open; but if it was short, that says something.
    """
    minutes, whole, waits = [], [], []
    gap, tail, waiting_since, call = 0.0, 0.0, first or 0.0, None
    backlog = True
    for nth, (at, joined, called, _) in enumerate(exits, 1):
        if called:
            if call is not None:
                minutes.append(gap)
                whole.append(backlog)
            else:
                tail = gap
            gap, backlog, call = 0.0, True, at
            waits.append(at - joined)
        waiting_since = min(waiting_since, joined)
        if nth == len(exits):
            gap += max(0.0, min(guess, at - waiting_since))
            backlog = False
            continue
        before = exits[nth][0]
        if waiting_since <= before:
            gap += at - before
        else:
            gap += max(0.0, at - waiting_since)
            backlog = False
    if call is not None:
        minutes.append(gap)
        whole.append(backlog)
    return Gaps(
        minutes,
        [gap for gap, all_of_it in zip(minutes, whole, strict=True) if all_of_it],
        waits,
        tail,
    )


def _recent(values: Sequence[float], half: int, weight: float, prior: float) -> float:
    """The mean of values, latest first, each counting half of the one `half` places before it.

    The prior counts like `weight` values; 0 if there is nothing at all.
    """
    weights = _WEIGHTS[half][: len(values)]
    count = weight + sum(weights)
    return (weight * prior + sum(map(mul, values, weights))) / count if count else 0.0


def _unevenness(minutes: Sequence[float]) -> float:
    """The coefficient of variation; as on most days where it can't be told."""
    middle = sum(minutes) / len(minutes) if len(minutes) > 2 else 0.0
    if middle <= 0:
        return _UNEVEN
    return sqrt(sum((one - middle) ** 2 for one in minutes) / (len(minutes) - 1)) / middle
