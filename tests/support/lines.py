"""Lines as an estimate sees them: a story in minutes before now, or made up by chance."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

NOW = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Someone:
    state: str
    joined_at: datetime
    called_at: datetime | None = None
    ended_at: datetime | None = None


def ago(minutes: float) -> datetime:
    return NOW - timedelta(minutes=minutes)


def waiting(joined: float, called: float | None = None) -> Someone:
    """In line since so many minutes; with `called`, back in line after that call."""
    return Someone("waiting", ago(joined), None if called is None else ago(called))


def called(joined: float, at: float) -> Someone:
    return Someone("called", ago(joined), ago(at))


def gone(state: str, joined: float, called: float | None, ended: float) -> Someone:
    return Someone(state, ago(joined), None if called is None else ago(called), ago(ended))


def steady(every: float, until: float = 0) -> list[Someone]:
    """A line for ten hours, and a call every so many minutes, the last one `until` minutes ago."""
    calls = int((600 - until) / every)
    return [called(600, until + every * nth) for nth in range(calls)] + [waiting(600)]


def by_chance(number: int) -> Iterator[list[Someone]]:
    """So many lines of all kinds: quick and slow, short and long, with people who leave."""
    for seed in range(number):
        chance = random.Random(seed)
        pace, at = 10 ** chance.uniform(-0.5, 1.3), chance.uniform(0, 2)
        customers = []
        for _ in range(chance.randint(1, 150)):
            joined = at * pace + pace * chance.expovariate(1 / chance.uniform(0.1, 10))
            if chance.random() < 0.15:
                customers.append(gone("left", joined, None, at * pace))
            else:
                customers.append(called(joined, at * pace))
            at += chance.choice((0.01, chance.expovariate(1), chance.expovariate(0.2)))
        longest = pace * chance.uniform(0, 10)
        customers += [waiting(chance.uniform(0, longest)) for _ in range(chance.randint(0, 40))]
        yield customers
