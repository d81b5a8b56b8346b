"""The table that `make bench` prints."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Row:
    """One figure. `limit` is what it may be at most, or with `at_least` what it must reach."""

    name: str
    value: float
    unit: str
    limit: float | None = None
    at_least: bool = False


def show(rounds: list[list[Row]]) -> None:
    """Print the median of each figure over the rounds, with its ratio to its limit."""
    values, limits = defaultdict(list), defaultdict(list)
    shape: dict[str, Row] = {}
    for row in (row for rows in rounds for row in rows):
        shape[row.name] = row
        values[row.name].append(row.value)
        if row.limit is not None:
            limits[row.name].append(row.limit)
    width = max(len(name) for name in shape)
    print(f"{'':{width}}  {'median':>10}  {'limit':>10}  ratio  kept  (lowest to highest)")
    for name, row in shape.items():
        found = median(values[name])
        line = f"{name:{width}}  {found:>10,.1f}"
        spread = f"{min(values[name]):,.1f} to {max(values[name]):,.1f} {row.unit}"
        if row.limit is None:
            print(f"{line}  {'':>10}  {'':>5}  {'':>4}  ({spread})")
            continue
        limit = median(limits[name])
        kept = found >= limit if row.at_least else found <= limit
        sign = "≥" if row.at_least else "≤"
        verdict = "yes" if kept else "NO"
        print(f"{line}  {sign}{limit:>9,.1f}  {found / limit:>5.2f}  {verdict:>4}  ({spread})")
