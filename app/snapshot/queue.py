"""One queue of a snapshot: its customers in their order, and what is quoted of waits."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, NamedTuple
from uuid import UUID

from app.figures.accuracy import Accuracy
from app.figures.pace import Pace
from app.figures.quotes import Minutes
from app.figures.today import Counted
from app.models import State
from app.snapshot import twice
from app.snapshot.customer import CustomerSnapshot, Quoted
from app.snapshot.rows import Version, customers

HISTORY = 20
"""So many of those who were last in line are at hand; the others are asked for."""
_WAITS_LAST = timedelta(seconds=15)
"""For so long what is told of the waits in a queue is good if nothing happens in it."""


class Past(NamedTuple):
    """A wait that is over, as `app.figures.waits` wants to see it."""

    state: str
    joined_at: datetime
    called_at: datetime | None
    ended_at: datetime | None


class Total(NamedTuple):
    """How many are out of the line who came and went alike: see `app.models.total`."""

    state: str
    joined_via: str
    surprise: int
    people: int


class MadeOf(NamedTuple):
    """What was read of one queue: about itself, those in line, and those who were last in it."""

    queue: Mapping[str, Any]
    line: Sequence[Version]
    history: Sequence[Version]


class _Names(NamedTuple):
    id: UUID
    name: str
    letter: str
    counter: str


@dataclass(frozen=True, eq=False)
class QueueSnapshot:
    """One queue: its `line` in its order, those who were last in it as `history` (latest first),
    the `totals` of all who are out of it, what is told of waits, and what of those came otherwise
    for those in line, as `Customer.surprise`. The next snapshot has the same object if it shows
    nothing else.

    `past` has the waits that the pace is made of. While all that it is `made_of` is the same, so
    is it.
    """

    id: UUID
    name: str
    letter: str
    counter: str
    paused: bool
    most_waiting: int | None
    retired: bool
    line: tuple[CustomerSnapshot, ...]
    history: tuple[CustomerSnapshot, ...]
    totals: tuple[Total, ...]
    quoted: Quoted
    surprises: tuple[int | None, ...]
    changes: int = field(repr=False)
    past: tuple[Past, ...] = field(repr=False)
    made_of: MadeOf = field(repr=False)

    @classmethod
    def of(
        cls,
        made_of: MadeOf,
        now: datetime,
        was: "QueueSnapshot | None" = None,
        past: Iterable[Past] | None = None,
    ) -> "QueueSnapshot":
        """The queue as it is now, and `was` before. The past is told only if it is news."""
        if was and was.made_of == made_of and abs(now - was.quoted.at) < _WAITS_LAST:
            return was
        about, read = made_of.queue, made_of.line
        names = _Names(UUID(about["id"]), about["name"], about["letter"], about["counter"])
        quoted = Quoted(now)
        same = was is not None and was.changes == about["changes"]
        past = was.past if was and same else tuple(past or ())
        made = cls(
            **names._asdict(),
            paused=about["paused"],
            most_waiting=about["most_waiting"],
            retired=about["retired"],
            line=customers(read, names, quoted),
            history=customers(made_of.history, names, quoted),
            totals=tuple(Total(*total) for total in about["totals"] or ()),
            quoted=quoted,
            surprises=tuple([one.row.surprise for one in read]),
            changes=about["changes"],
            past=past,
            made_of=made_of,
        )
        quoted.pace = Pace.observed(
            (*[one.row for one in read], *past), now, about["minutes_guess"], made.accuracy
        )
        return made

    @cached_property
    def accuracy(self) -> Accuracy:
        """How good its estimates were so far."""
        return Accuracy.of(self.surprises, self.counted("surprise"))

    def counted(self, by: str) -> Mapping[object, int]:
        """How many are out of the line, by what `Total` calls so."""
        counted: Counter[object] = Counter()
        for total in self.totals:
            counted[getattr(total, by)] += total.people
        return counted

    @property
    def full(self) -> bool:
        """Whether as many wait as may."""
        return self.most_waiting is not None and len(self.waiting) >= self.most_waiting

    @property
    def shut(self) -> bool:
        """Whether nobody can join by themselves just now."""
        return self.paused or self.retired or self.full

    @property
    def in_sight(self) -> bool:
        """Whether people see it. Somebody may be set back into the line of a retired queue."""
        return not self.retired or bool(self.line)

    @property
    def wait(self) -> Minutes | None:
        """The range of minutes that is told to whoever joins now."""
        quote = self.quoted.by(len(self.waiting))
        return quote.minutes if quote else None

    @cached_property
    def parties(self) -> dict[str, list[CustomerSnapshot]]:
        """Those in line, by the token of their party."""
        return by_party(self.line)

    @cached_property
    def parties_of_several(self) -> frozenset[str]:
        """The tokens of those in line that did not come alone."""
        people = [one.person for one in self.line]
        return frozenset([one.party_token for one in people if one.facts.party_size > 1])

    @cached_property
    def counted_in_line(self) -> Counted[CustomerSnapshot]:
        """Those in line, as the figures of the day count them."""
        return Counted.of(self.line)

    @cached_property
    def heard(self) -> tuple[str, ...]:
        """The names of those in line, however they are typed."""
        return tuple([twice.as_heard(one.person.card.name) for one in self.line])

    @cached_property
    def waiting(self) -> tuple[CustomerSnapshot, ...]:
        """Those who wait, first one first."""
        return tuple([c for c in self.line if c.ahead is not None])

    @cached_property
    def called(self) -> tuple[CustomerSnapshot, ...]:
        """Those who are called and not yet served, in the order of the tickets."""
        return tuple([c for c in self.line if c.ahead is None])

    @cached_property
    def ends(self) -> Counter[State]:
        """How many are out of the line, by how."""
        counted = self.counted("state")
        return Counter({state: counted[state] for state in State if counted.get(state)})

    @cached_property
    def scans(self) -> int:
        """How many have joined by a scan so far, of those in line and of those out of it."""
        in_line = [one.person.facts.joined_via for one in self.line].count("scan")
        return in_line + self.counted("joined_via").get("scan", 0)

    @cached_property
    def still_called(self) -> tuple[CustomerSnapshot, ...]:
        """Those who were called before the last one and are not yet served."""
        return tuple(c for c in self.called if c is not self.now_called)

    @cached_property
    def now_called(self) -> CustomerSnapshot | None:
        """Whose ticket is up: the last one called who is not yet served."""
        return max(self.called, key=lambda c: c.called_at or c.joined_at, default=None)

    @property
    def next(self) -> CustomerSnapshot | None:
        """Who is called next."""
        return self.waiting[0] if self.waiting else None


def by_party(customers: Iterable[CustomerSnapshot]) -> dict[str, list[CustomerSnapshot]]:
    """The customers of each party, by its token."""
    parties: defaultdict[str, list[CustomerSnapshot]] = defaultdict(list)
    for customer in customers:
        parties[customer.person.party_token].append(customer)
    return dict(parties)
