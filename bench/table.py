"""The table that `make bench` prints."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from statistics import median

BARE = "a bare asyncio delivery, 3 kB to each of 1,000"
USUAL_BARE = 9.0
"""Microseconds of CPU of a bare asyncio delivery where the limits of what `scales` hold."""


@dataclass(frozen=True)
class Row:
    """One figure. `limit` is what it may be at most, or with `at_least` what it must reach.

    The limit of what `scales` holds on a usual machine, and is measured by the run's own speed.
    """

    name: str
    value: float
    unit: str
    limit: float | None = None
    at_least: bool = False
    scales: bool = False

    def limit_here(self, slower: float) -> float | None:
        """The limit on a machine that needs so many times as long as a usual one."""
        if self.limit is None or not self.scales:
            return self.limit
        return self.limit / slower if self.at_least else self.limit * slower


def show(rounds: list[list[Row]]) -> None:
    """Print the median of each figure over the rounds, and of its ratio to its limit in each."""
    values, limits, ratios = defaultdict(list), defaultdict(list), defaultdict(list)
    shape: dict[str, Row] = {}
    for rows in rounds:
        slower = next((row.value for row in rows if row.name == BARE), USUAL_BARE) / USUAL_BARE
        for row in rows:
            shape[row.name] = row
            values[row.name].append(row.value)
            if (limit := row.limit_here(slower)) is not None:
                limits[row.name].append(limit)
                ratios[row.name].append(row.value / limit)
    width = max(len(name) for name in shape)
    print(f"{'':{width}}  {'median':>9}  {'limit':>8}  {'here':>8}  ratio  kept  (from, to)")
    for name, row in shape.items():
        line = f"{name:{width}}  {median(values[name]):>9,.2f}"
        spread = f"{min(values[name]):,.2f}, {max(values[name]):,.2f} {row.unit}"
        if row.limit is None:
            print(f"{line}  {'':>8}  {'':>8}  {'':>5}  {'':>4}  ({spread})")
            continue
        ratio = median(ratios[name])
        kept = "yes" if (ratio >= 1 if row.at_least else ratio <= 1) else "NO"
        sign, here = "≥" if row.at_least else "≤", median(limits[name])
        print(
            f"{line}  {sign}{row.limit:>7,.4g}  {sign}{here:>7,.4g}  {ratio:>5.2f}  {kept:>4}"
            f"  ({spread})"
        )
