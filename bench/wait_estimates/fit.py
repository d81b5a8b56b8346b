"""`python -m bench.wait_estimates.fit --days FILE:STRETCH …`: weigh the signs anew, some minutes.

Writes `app/figures/coefficients.py`. It uses the tuning days of each file and simulated days that
the bench does not judge by, all at once: each kind of day counts by its weight, however many waits
it has. A loss in minutes over the kind's mean deviation is mixed with one in logarithms, so that
short waits count too. The ends aim at 9 % on either side instead of 10 %, because other days
are always a little stranger; the point aims above the median, whose mean error is too low.

Each customer counts as quoted when they joined and, less, once more at some moment of the wait,
since a ticket goes on to say it.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from statistics import fmean, median

from app.figures import coefficients
from app.figures.signs import Signs
from bench.wait_estimates import recorded
from bench.wait_estimates.days import Customer, Day, Shop
from bench.wait_estimates.kinds import Bakery, Doctor, LateRooms
from bench.wait_estimates.loss import PARTS, Row, loss
from bench.wait_estimates.minimum import Vector, minimum
from bench.wait_estimates.moments import GUESS, Moment, at, moments

# The share that is to be shorter, and that of the loss in logarithms.
AIMS = ((0.09, 0.5), (0.615, 0.2), (0.91, 0.5))
MEANWHILE = 0.15  # what a quote during the wait counts against one at joining
SIMULATED: tuple[tuple[type[Day], int, float], ...] = (
    (Shop, 120, 1.3),
    (Doctor, 120, 0.6),
    (Bakery, 12, 1.0),
    (LateRooms, 120, 0.6),
)
RECORDED = {"clinic": 1.0, "queue": 2.0, "station": 0.3}  # by the first word of the file's name
SEED = 1000  # of the first simulated day; the bench judges by those from 0 on
_HEAD = (
    '"""What the signs of a line weigh in the formula of `app.figures.pace`.',
    "",
    "For the low end of the range, the point and the high end. Fitted by the command",
    "`python -m bench.wait_estimates.fit` to simulated days of four kinds and to recorded days of",
    "a clinic, of a telephone counter (given to research by A. Mandelbaum and I. Guedj) and of a",
    "railway station, the tuning half of each.",
    '"""',
    "",
    "Table = dict[str, tuple[float, float, float]]",
)


def rows_of(kind: Iterable[Sequence[Customer]], weight: float) -> list[Row]:
    """Every wait of some days of one kind."""
    days = list(kind)
    rows = []
    for meanwhile in (False, True):
        found = [moment for day in days for moment in moments(day, meanwhile=meanwhile)]
        middle = median(moment.wait for moment in found)
        scale = fmean(abs(moment.wait - middle) for moment in found)
        each = weight * (MEANWHILE if meanwhile else 1) / len(found)
        rows += [_row(moment, each, scale) for moment in found]
    return rows


def _row(moment: Moment, weight: float, scale: float) -> Row:
    signs = Signs.of(moment.seen(), at(moment.now), GUESS)
    first, rest, power = ([float(getattr(signs, one)) for one in names] for names in PARTS.values())
    log_ahead = math.log(moment.ahead) if moment.ahead else None
    return Row(first, rest, power, signs.pace, log_ahead, moment.wait, weight, scale)


def _write(fitted: Sequence[Vector]) -> None:
    """The module of the coefficients, as the product reads it."""
    lines = [*_HEAD]
    values = iter(zip(*fitted, strict=True))
    for part, names in PARTS.items():
        lines += ["", f"{part}: Table = {{"]
        for name, three in zip(names, values, strict=False):
            lines.append(f'    "{name}": ({", ".join(f"{one:.3f}" for one in three)}),')
        lines.append("}")
    Path(coefficients.__file__).write_text("\n".join(lines) + "\n")


def _main() -> None:
    asked = argparse.ArgumentParser(prog="python -m bench.wait_estimates.fit")
    asked.add_argument("--days", nargs="*", default=[], metavar="FILE:STRETCH")
    rows = _rows(asked.parse_args().days)
    print(f"{len(rows)} waits")
    with ProcessPoolExecutor() as processes:
        _write(list(processes.map(partial(_fitted, rows), AIMS)))


def _rows(files: Sequence[str]) -> list[Row]:
    rows: list[Row] = []
    for given in files:
        name, _, stretch = given.partition(":")
        path = Path(name)
        days = recorded.read(path, float(stretch or 1))
        judging = recorded.is_for_judging(days)
        tuning = [customers for day, customers in days.items() if not judging[day]]
        rows += rows_of(tuning, RECORDED[path.name.partition("_")[0]])
    for kind, number, weight in SIMULATED:
        rows += rows_of([kind(SEED + nth).customers for nth in range(number)], weight)
    return rows


def _fitted(rows: Sequence[Row], aim: tuple[float, float]) -> Vector:
    start = [0.0] * sum(map(len, PARTS.values()))
    start[-len(PARTS["POWER"])] = 0.9
    cost = loss(rows, *aim)
    found = minimum(cost, start)
    print(f"{aim}: {cost(found)[0]:.5f}", flush=True)
    return found


if __name__ == "__main__":
    _main()
