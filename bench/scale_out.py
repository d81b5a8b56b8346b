"""`python -m bench.scale_out`: what a change costs many processes, and what a country would need.

First the product is measured behind nginx with 2, 4 and 8 processes, with a store's pages kept on
one process and without, through PostgreSQL and through Redis. Then a busy second of 100,000 stores
is played store by store with the costs that were measured, to see what would be too small
first.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import tempfile
from collections import Counter
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

from testing.affinity import Cost, measure, processes
from testing.redis import RedisServer

# Measured by `make bench`, and here with processes that are kept together; see docs/scaling.md.
JOIN_CPU_MS = 11.0
CHANGE_CPU_MS = 8.0
DATABASE_CPU_MS = 2.0
STREAM_KB = 6.0
CONNECTIONS = 10
STREAMS_A_PROCESS = 5_000


@dataclass(frozen=True)
class Day:
    """How busy all stores together are."""

    stores: int = 100_000
    customers: int = 10_000_000
    streams: int = 200_000
    hours: float = 10.0
    peak: float = 2.5
    """The busiest second, compared with the mean."""
    changes: float = 3.0
    """Changes a customer makes beside joining: called, served, a code that is replaced."""


def busiest_second(day: Day, number: int, chance: random.Random) -> dict[str, float]:
    """Put every store on a process, as the hash does, and add up a second at the peak."""
    streams, joins, changes = Counter[int](), Counter[int](), Counter[int]()
    joins_a_second = day.customers / (day.hours * 3600) * day.peak
    sizes = [chance.lognormvariate(0, 1) for _store in range(day.stores)]
    whole = sum(sizes)
    for size in sizes:
        process = chance.randrange(number)
        share = size / whole
        streams[process] += _poisson(chance, share * day.streams)
        joins[process] += _poisson(chance, share * joins_a_second)
        changes[process] += _poisson(chance, share * joins_a_second * day.changes)
    busy = max(
        (joins[nth] * JOIN_CPU_MS + changes[nth] * CHANGE_CPU_MS) / 1000 for nth in range(number)
    )
    statements = sum(joins.values()) * 2 + sum(changes.values())
    return {
        "processes": number,
        "most streams of one": max(streams.values()),
        "memory of its streams, MB": max(streams.values()) * STREAM_KB / 1000,
        "busiest process, share of a core": busy,
        "commits a second": statements,
        "cores of PostgreSQL": statements * DATABASE_CPU_MS / 1000,
        "connections": number * CONNECTIONS,
        "NOTIFYs heard a second, all processes": min(statements, number * 50) * number,
        "with Redis and one process a store": sum(changes.values()) * 0.2,
    }


def _poisson(chance: random.Random, mean: float) -> int:
    if mean > 30:
        return max(0, round(chance.gauss(mean, mean**0.5)))
    count, total = 0, chance.expovariate(1)
    while total < mean:
        count, total = count + 1, total + chance.expovariate(1)
    return count


def play() -> None:
    """Print a busy second with ever more processes, for ever more stores."""
    chance = random.Random(16)
    for scale in (0.01, 0.1, 1.0):
        day = Day(int(100_000 * scale), int(10_000_000 * scale), int(200_000 * scale))
        print(f"\n{day.stores:,} stores, {day.customers:,} customers, {day.streams:,} streams")
        number = max(1, round(day.streams / STREAMS_A_PROCESS))
        for name, value in busiest_second(day, number, chance).items():
            print(f"  {name:<40}{value:>12,.2f}")


def compare(numbers: list[int], folder: Path) -> None:
    """Print what a change costs, in each arrangement."""
    print(f"{'':<34}{'loads':>8}{'CPU ms':>8}{'DB ms':>8}{'said':>8}{'heard':>8}")
    for number in numbers:
        for affinity in (False, True):
            for redis in (nullcontext(None), RedisServer()):
                with redis as there:
                    more = {"REDIS_URL": there.url} if there else {}
                    place = folder / f"{number}-{affinity}-{bool(there)}"
                    with processes(number, place, affinity=affinity, **more) as running:
                        cost = asyncio.run(measure(*running))
                kept = "kept together" if affinity else "anywhere"
                _show(f"{number} processes, {kept}, {'Redis' if there else 'PostgreSQL'}", cost)


def _show(name: str, cost: Cost) -> None:
    print(
        f"{name:<34}{cost.loads:>8.2f}{cost.milliseconds:>8.2f}{cost.database_milliseconds:>8.2f}"
        f"{cost.published:>8.2f}{cost.received:>8.2f}",
        flush=True,
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--processes", type=int, nargs="*", default=[2, 4, 8])
    told = parser.parse_args()
    if told.processes:
        with tempfile.TemporaryDirectory() as folder:
            compare(told.processes, Path(folder))
    play()
