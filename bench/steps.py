"""Figures at a growing number of people, and how they grow."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean


@dataclass(frozen=True)
class Step:
    """What was measured with so many people: milliseconds and kilobytes."""

    people: int
    change: float
    page: float
    page_size: float
    message: float
    snapshot: float
    from_older: float


def slope(steps: Sequence[Step], name: str) -> float:
    """Of the logarithms, by least squares, from the first step with anybody."""
    points = [
        (math.log(step.people), math.log(getattr(step, name))) for step in steps if step.people
    ]
    x, y = fmean(one for one, _ in points), fmean(other for _, other in points)
    return sum((a - x) * (b - y) for a, b in points) / sum((a - x) ** 2 for a, _ in points)


def show(what: str, steps: Sequence[Step]) -> None:
    """Print one table."""
    names = {
        "change": "CPU a change, ms",
        "page": "queue page, p50 ms",
        "page_size": "queue page, compressed kB",
        "message": "a dashboard's message, kB",
        "snapshot": "snapshot from nothing, ms",
        "from_older": "snapshot after another, ms",
    }
    print(
        f"\n{what:28}" + "".join(f"{step.people:>9,}" for step in steps) + "    slope  last/first"
    )
    for name, label in names.items():
        values = [getattr(step, name) for step in steps]
        row = "".join(f"{value:9.1f}" for value in values)
        print(f"{label:28}{row}    {slope(steps, name):5.2f}  {values[-1] / values[0]:10.2f}")
