"""`python -m bench.wait_estimates.steadiness [--days FILE --stretch 5]`: does what is told leap?

Everybody in line reads anew what is told of their wait four times a minute, on recorded days, or on
five simulated ones of each kind. While nothing happens in the queue (nobody joins, is called, is
done or leaves) a number that they read may move by a minute, or by a quarter, and no more.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from app.figures.pace import Pace
from app.figures.quotes import Minutes
from bench.wait_estimates import recorded
from bench.wait_estimates.days import Customer
from bench.wait_estimates.kinds import KINDS
from bench.wait_estimates.moments import GUESS, Moment, at

REFRESH = 0.25  # minutes
_LATEST = 2 * 64


def leaps(before: Minutes | None, after: Minutes | None) -> bool:
    """Whether a number that somebody reads has become another by more than a quarter of it."""
    for old, new in zip(before or (), after or (), strict=False):
        if old and new and abs(new - old) > max(1, 0.25 * old):
            return True
    return False


def reads_otherwise(before: Minutes | None, after: Minutes | None) -> bool:
    """Whether the words differ: a range, "within", "at least", or that it is hard to say."""
    return _words(before) != _words(after)


def _words(told: Minutes | None) -> tuple[bool, ...]:
    return () if told is None else tuple(bool(end) for end in told)


def told_on(customers: Sequence[Customer]) -> Iterator[tuple[bool, list[Minutes | None]]]:
    """At each look, whether anything has happened since the one before, and what each reads."""
    times = [(one.joined, one.called, one.clicked, one.left) for one in customers]
    happened = sorted(time for four in times for time in four if time < math.inf)
    first_call = min(one.called for one in customers)
    now, nth = first_call, 0
    while happened and now < happened[-1]:
        now += REFRESH
        before = nth
        while nth < len(happened) and happened[nth] <= now:
            nth += 1
        here = [one for one in customers if one.joined <= now]
        line = [one for one in here if min(one.called, one.left) > now]
        gone = sorted(
            (one for one in here if min(one.called, one.left) <= now),
            key=lambda one: min(one.called, one.left),
        )[-_LATEST:]
        if line:
            seen = Moment(now, line[0], 0, line, gone, here).seen()
            pace = Pace.observed(seen, at(now), GUESS)
            yield nth > before, [pace.estimate(ahead).told() for ahead in range(len(line))]


def show(title: str, days: Iterable[Sequence[Customer]]) -> None:
    """How often what is read stays, leaps or turns into other words."""
    looks = quiet = leapt = turned = hard = one_end = 0
    for customers in days:
        last: list[Minutes | None] = []
        for happened, told in told_on(customers):
            looks += len(told)
            hard += told.count(None)
            one_end += sum(1 for one in told if one and one[1] is None)
            if not happened:
                pairs = list(zip(last, told, strict=True))
                quiet += len(pairs)
                leapt += sum(leaps(*pair) for pair in pairs)
                turned += sum(reads_otherwise(*pair) for pair in pairs)
            last = told
    print(
        f"{title:10} {looks:8} looks, {hard / looks:.1%} hard to say,"
        f" {one_end / looks:.1%} at least;"
        f" {quiet:8} with nothing happening: {leapt} leap, {turned / max(1, quiet):.2%} other words"
    )


def _main() -> None:
    asked = argparse.ArgumentParser(prog="python -m bench.wait_estimates.steadiness")
    asked.add_argument("--days", type=Path)
    asked.add_argument("--stretch", type=float, default=1.0)
    given = asked.parse_args()
    if given.days:
        days = recorded.read(given.days, given.stretch)
        judging = recorded.is_for_judging(days)
        show("tuning", [days[day] for day in days if not judging[day]])
        return
    for kind, day in KINDS.items():
        show(kind, [day(seed).customers for seed in range(1000, 1005)])


if __name__ == "__main__":
    _main()
