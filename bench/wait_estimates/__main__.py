"""`python -m bench.wait_estimates [number of days]`: whose estimates are best, on the same days.

    --kind shop|doctor|bakery|rooms     only days of one kind
    --days FILE --stretch 5             recorded days instead, all times five times as long

Every customer who waits and is called in the end is quoted once, when they join, from the first
call of the day on, as the product does. What the product sees are those who joined before, as it
has them at that moment, and how its quotes of that day came true by then.

MAE and bias are the point's, in minutes; late, the share that waited more than 25 % + 2 minutes
over it; sooner, the share below the 80 % range, where 10 % should be; inside, the share within it;
width, the range's; score, width + 10 × the distance by which a wait fell outside: the lower, the
better. A rival's range is its point with the two ends that would have been best on these very days,
which nobody can know before.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from bench.wait_estimates import recorded
from bench.wait_estimates.kinds import KINDS
from bench.wait_estimates.quotes import Quote, quotes
from bench.wait_estimates.scores import show


def _simulated(kind: str, number_of_days: int) -> None:
    found: list[Quote] = []
    for seed in range(number_of_days):
        found += quotes(str(seed), KINDS[kind](seed).customers)
    show(f"{kind}, {number_of_days} days", found)


def _recorded(path: Path, stretch: float) -> None:
    days = recorded.read(path, stretch)
    judging = recorded.is_for_judging(days)
    found = [quote for day, customers in days.items() for quote in quotes(day, customers)]
    for title, which in (("tuning", [False]), ("judging", [True]), ("all", [False, True])):
        names = ", ".join(day for day in days if judging[day] in which)
        show(
            f"{title} days ({names if title != 'all' else path.name})",
            [quote for quote in found if judging[quote.day] in which],
        )


def _main() -> None:
    asked = argparse.ArgumentParser(prog="python -m bench.wait_estimates")
    asked.add_argument("number", nargs="?", type=int, default=200)
    asked.add_argument("--kind", choices=KINDS)
    asked.add_argument("--days", type=Path)
    asked.add_argument("--stretch", type=float, default=1.0)
    given = asked.parse_args()
    if given.days:
        _recorded(given.days, given.stretch)
        return
    for kind in [given.kind] if given.kind else KINDS:
        _simulated(kind, given.number)


_main()
