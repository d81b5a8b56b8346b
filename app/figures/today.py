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
class Counted:
    """People who are counted already: by their state; and by the quarter, numbered from 1970, how
    many joined in it, and the waits of those who were called in it. Waits are in order, those of
    each quarter and all of them."""

    states: Mapping[Any, int] = field(default_factory=dict)
    joined: Mapping[int, int] = field(default_factory=dict)
    waits: Mapping[int, Sequence[float]] = field(default_factory=dict)
    every_wait: Sequence[float] = ()


NOBODY = Counted()


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
        cls,
        customers: Iterable[Seen],
        now: datetime,
        counted: Counted = NOBODY,
        opened: datetime | None = None,
    ) -> Self:
        """Count, on top of who is `counted` already, in a store that was `opened` then.

        Whoever is back in the line has not been called; see `app.figures.waits`.
        """
        states = Counter[Any](counted.states)
        joined = Counter(counted.joined)
        called_in: defaultdict[int, list[float]] = defaultdict(list)
        longest, since = None, now
        for person in customers:
            state, came = person.state, person.joined_at
            states[state] += 1
            joined[_quarter(came)] += 1
            if state == "waiting":
                if longest is None or came < since:
                    longest, since = person, came
            elif called := called_at(person):
                called_in[_quarter(called)].append(between(came, called))
        median = {nth: middle_of(waits) for nth, waits in counted.waits.items()}
        for nth, waits in called_in.items():
            median[nth] = median_of([*counted.waits.get(nth, ()), *waits])
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
            median_wait=median_of(chain(counted.every_wait, *called_in.values())),
            longest=longest,
            quarters=tuple(
                Quarter(_begin(nth), joined.get(nth, 0), median.get(nth))
                for nth in range(first, max(last + 1, first + _FEWEST_QUARTERS))
            ),
        )


@lru_cache(maxsize=4096)
def _quarter(moment: datetime) -> int:
    """Quarters since 1970; every time zone of today is a multiple of a quarter away from UTC."""
    return int(moment.timestamp() // _SECONDS)


def _begin(quarter: int) -> datetime:
    return datetime.fromtimestamp(quarter * _SECONDS, UTC)
