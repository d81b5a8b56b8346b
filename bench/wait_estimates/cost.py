"""`python -m bench.wait_estimates.cost`: microseconds that a snapshot spends on its estimates.

One queue with 300 waiting, and with as many done as a snapshot brings: its pace, and what each of
them is told.
"""

from __future__ import annotations

import time
from datetime import timedelta
from statistics import median

from app.figures.pace import Pace
from app.figures.signs import LATEST
from bench.wait_estimates.moments import OPENING, Seen

WAITING = 300


def _line(done: int) -> list[Seen]:
    def at(minutes: float) -> timedelta:
        return timedelta(minutes=minutes)

    now = OPENING + at(600)
    gone = [
        Seen("served", now - at(nth + 30), now - at(nth), now - at(nth - 1)) for nth in range(done)
    ]
    return gone + [Seen("waiting", now - at(nth / 10), None, None) for nth in range(WAITING)]


def _microseconds(done: int) -> float:
    line, now = _line(done), OPENING + timedelta(minutes=600)
    minutes = now.timestamp() / 60
    spent = []
    for _ in range(200):
        begin = time.process_time()
        pace = Pace.observed(line, now)
        for ahead in range(WAITING):
            pace.estimate(ahead).quote(minutes)
        spent.append(time.process_time() - begin)
    return median(spent) * 1e6


if __name__ == "__main__":
    for done in (0, 1, 2 * LATEST):
        print(f"{WAITING} waiting, {done:4} done: {_microseconds(done):7.0f} µs")
