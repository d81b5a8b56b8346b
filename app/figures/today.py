"""The day so far in figures: who waits, who was served, how long it took and when people came.

Numbers in, numbers out. All durations are minutes.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import chain
from typing import Any, Generic, NamedTuple, Self, TypeVar

from app.figures.waits import Customer, between, called_at, median_of, middle_of

QUARTER = timedelta(minutes=15)
_SECONDS = QUARTER.total_seconds()
_MOST_QUARTERS = 96
_FEWEST_QUARTERS = 8

Seen = TypeVar("Seen", bound=Customer)


class Quarter(NamedTuple):
    """A quarter of an hour: how many joined, and the median wait of those called in it."""

    begins: datetime
    joined: int
    wait: float | None


@dataclass(frozen=True, slots=True)
class Counted(Generic[Seen]):
    """People who are counted: by their state; and by the quarter, numbered from 1970, how many
    joined in it, and the waits of those who were called in it. Waits are in order, those of each
    quarter and all of them. `longest` has waited longest of those waiting."""

    states: Mapping[Any, int] = field(default_factory=dict)
    joined: Mapping[int, int] = field(default_factory=dict)
    waits: Mapping[int, Sequence[float]] = field(default_factory=dict)
    every_wait: Sequence[float] = ()
    longest: Seen | None = None

    @classmethod
    def of(cls, customers: Iterable[Seen]) -> Self:
        """Count them. Whoever is back in the line has not been called; see `app.figures.waits`."""
        states, joined = Counter[Any](), Counter[int]()
        waits: defaultdict[int, list[float]] = defaultdict(list)
        longest, since = None, None
        for person in customers:
            state, came = person.state, person.joined_at
            states[state] += 1
            joined[_quarter(came)] += 1
            if state == "waiting":
                if since is None or came < since:
                    longest, since = person, came
            elif called := called_at(person):
                waits[_quarter(called)].append(between(came, called))
        in_order = {nth: sorted(several) for nth, several in waits.items()}
        return cls(states, joined, in_order, sorted(chain(*waits.values())), longest)


@dataclass(frozen=True, slots=True)
class Today(Generic[Seen]):
    """All of a store's customers at one moment. `longest` has waited longest of those waiting.

    The quarters go without a gap to the present one, from the first in which somebody joined, and
    are at least eight and at most those of one day. None is from before the store was opened: in
    its first two hours the last of the eight are still to come.
    """

    came: int
    waiting: int
    served: int
    no_shows: int
    left: int
    median_wait: float | None
    longest: Seen | None
    quarters: tuple[Quarter, ...]

    @classmethod
    def of(
        cls, counted: Sequence[Counted[Seen]], now: datetime, opened: datetime | None = None
    ) -> Self:
        """All who are `counted`, in a store that was `opened` then."""
        states, joined = Counter[Any](), Counter[int]()
        waits: defaultdict[int, list[Sequence[float]]] = defaultdict(list)
        for some in counted:
            states.update(some.states)
            joined.update(some.joined)
            for nth, several in some.waits.items():
                waits[nth].append(several)
        longest = [some.longest for some in counted if some.longest is not None]
        last = _quarter(now)
        came_in = [quarter for quarter, several in joined.items() if several]
        first = max(min([*came_in, last - _FEWEST_QUARTERS + 1]), last - _MOST_QUARTERS + 1)
        if opened:
            first = max(first, min([*came_in, _quarter(opened)]))
        return cls(
            came=states.total(),
            waiting=states["waiting"],
            served=states["served"],
            no_shows=states["no_show"],
            left=states["left"],
            median_wait=_median([some.every_wait for some in counted]),
            longest=min(longest, key=lambda person: person.joined_at, default=None),
            quarters=tuple(
                [
                    Quarter(_begin(nth), joined[nth], _median(waits.get(nth, ())))
                    for nth in range(first, max(last + 1, first + _FEWEST_QUARTERS))
                ]
            ),
        )


def _median(waits: Sequence[Sequence[float]]) -> float | None:
    """That of several of them, each in order."""
    some = [several for several in waits if several]
    return middle_of(some[0]) if len(some) == 1 else median_of(chain(*some))


@lru_cache(maxsize=4096)
def _quarter(moment: datetime) -> int:
    """Quarters since 1970; every time zone of today is a multiple of a quarter away from UTC."""
    return int(moment.timestamp() // _SECONDS)


def _begin(quarter: int) -> datetime:
    return datetime.fromtimestamp(quarter * _SECONDS, UTC)
