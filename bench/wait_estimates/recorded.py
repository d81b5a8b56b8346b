"""Days that were recorded: a CSV of `day,joined,called,ended,left`, in seconds from the opening.

An empty field means never. What stands before the first hyphen of a day's name is its date. The
files stay outside the repository.
"""

from __future__ import annotations

import csv
import math
from pathlib import Path

from bench.wait_estimates.days import Customer


def read(path: Path, stretch: float = 1.0) -> dict[str, list[Customer]]:
    """Each day's customers in the order in which they came, all times `stretch` times as long."""
    days: dict[str, list[Customer]] = {}

    def minutes(text: str) -> float:
        return float(text) * stretch / 60 if text else math.inf

    with path.open(newline="") as file:
        for row in csv.DictReader(file):
            times = {name: minutes(row[name]) for name in ("joined", "called", "ended", "left")}
            days.setdefault(row["day"], []).append(
                Customer(
                    joined=times["joined"],
                    called=times["called"],
                    clicked=times["ended"],
                    freed=times["ended"],
                    left=times["left"],
                )
            )
    for customers in days.values():
        customers.sort(key=lambda one: one.joined)
        for nth, one in enumerate(customers):
            served = sum(other.called <= one.joined < other.clicked for other in customers[:nth])
            one.counters = max(1, served)
    return days


def is_for_judging(days: dict[str, list[Customer]]) -> dict[str, bool]:
    """Of the dates in the order of the file every second one is for judging, the first is not.

    All queues of one date are on the same side, as they had the same doctors and the same rush.
    """
    dates = list(dict.fromkeys(sorted((day.partition("-")[0] for day in days), key=_number)))
    return {day: dates.index(day.partition("-")[0]) % 2 == 1 for day in days}


def _number(date: str) -> tuple[int, str]:
    return (int(date), "") if date.isdecimal() else (0, date)
