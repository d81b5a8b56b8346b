"""What a snapshot is made of: the customers and the queues of one store at one moment."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import NamedTuple
from uuid import UUID

from app.figures.accuracy import Accuracy
from app.figures.waits import Pace
from app.models import State

_FEW = 2  # people ahead
_LITTLE_TIME = 10  # minutes


class Told:
    """What is told of the waits in one queue `at` a moment, worked out once for each place and only
    if asked."""

    __slots__ = ("_by_place", "at", "pace")

    pace: Pace

    def __init__(self, at: datetime) -> None:
        self.at = at
        self._by_place: dict[int, tuple[int, int | None] | None] = {}

    def by(self, ahead: int) -> tuple[int, int | None] | None:
        """A range of minutes as `Estimate.told`, or None while nobody has been called."""
        if ahead not in self._by_place:
            known = self.pace.is_known
            self._by_place[ahead] = self.pace.estimate(ahead).told() if known else None
        return self._by_place[ahead]


class CustomerSeen(NamedTuple):
    """One customer as of the snapshot. A tuple, since there may be hundreds in each of them.

    What a ticket shows stands together, so that it is quickly compared with another snapshot's.
    `ahead` counts who waits in front, None for who does not wait; `last` says that nobody waits
    behind, and `named` that the board may call them by more than the number. `told` is the queue's;
    `told_high` is the most minutes that they were told first, if an end was told.
    """

    id: UUID
    queue_id: UUID
    told: Told
    ahead: int | None
    ticket: str
    queue_name: str
    name: str
    state: State
    called_at: datetime | None
    last: bool
    party_token: str
    phone: str
    note: str
    joined_via: str
    joined_at: datetime
    ended_at: datetime | None
    party_size: int
    named: bool
    told_high: int | None

    @property
    def on_ticket(self) -> tuple[object, ...]:
        """All that their ticket shows of them."""
        ahead = self.ahead
        return (*self[3:10], ahead if ahead is None else self.told.by(ahead))

    @property
    def card(self) -> tuple[object, ...]:
        """The same without how far they have come in the line."""
        return self[4:10]

    def in_row(self, now: datetime) -> tuple[object, ...]:
        """All that a row of the owner's tables shows of them: while this is the same, so is it."""
        since = self.called_at if self.state is State.CALLED else self.joined_at
        minutes = int((now - since).total_seconds() // 60) if since and self.state.in_line else 0
        return self.id, self[4:], minutes, self.is_overdue(now)

    @property
    def is_soon(self) -> bool:
        """Whether so few are ahead, and so little time is left, that one had better stay near."""
        if self.ahead is None or self.ahead > _FEW:
            return False
        return self.wait is None or self.wait[0] < _LITTLE_TIME

    def is_overdue(self, now: datetime) -> bool:
        """Whether they wait for longer than they were told."""
        if self.told_high is None or self.ahead is None:
            return False
        return now - self.joined_at > timedelta(minutes=self.told_high)

    @property
    def wait(self) -> tuple[int, int | None] | None:
        """The range of minutes until the call as it is told; None before the first call."""
        return None if self.ahead is None else self.told.by(self.ahead)


@dataclass(frozen=True)
class QueueSeen:
    """One queue with all of its customers in their order, what is told of waits, and what of those
    came otherwise, as `Customer.surprise`. While all that it is `made_of` is the same, so is it."""

    id: UUID
    name: str
    paused: bool
    most_waiting: int | None
    retired: bool
    customers: tuple[CustomerSeen, ...]
    told: Told
    surprises: tuple[int | None, ...]
    made_of: object = field(repr=False)

    @cached_property
    def accuracy(self) -> Accuracy:
        """How good its estimates were so far."""
        return Accuracy.of(self.surprises)

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
        return not self.retired or bool(self.waiting or self.called)

    @property
    def wait(self) -> tuple[int, int | None] | None:
        """The range of minutes that is told to whoever joins now."""
        return self.told.by(len(self.waiting))

    @cached_property
    def waiting(self) -> tuple[CustomerSeen, ...]:
        """Who waits, first one first."""
        return tuple(c for c in self.customers if c.state is State.WAITING)

    @cached_property
    def called(self) -> tuple[CustomerSeen, ...]:
        """Who is called and not yet served, in the order of the tickets."""
        return tuple(c for c in self.customers if c.state is State.CALLED)

    @cached_property
    def history(self) -> tuple[CustomerSeen, ...]:
        """Who is out of the line, latest first."""
        gone = (c for c in self.customers if not c.state.in_line)
        return tuple(sorted(gone, key=lambda c: c.ended_at or c.joined_at, reverse=True))

    @property
    def ends(self) -> dict[State, int]:
        """How many are out of the line, by how."""
        counted = Counter(customer.state for customer in self.history)
        return {state: counted[state] for state in State if counted[state]}

    @cached_property
    def still_called(self) -> tuple[CustomerSeen, ...]:
        """Who was called before the last one and is not yet served."""
        return tuple(c for c in self.called if c is not self.now_called)

    @cached_property
    def now_called(self) -> CustomerSeen | None:
        """Whose ticket is up: the last one called who is not yet served."""
        return max(self.called, key=lambda c: c.called_at or c.joined_at, default=None)

    @property
    def next(self) -> CustomerSeen | None:
        """Who is called next."""
        return self.waiting[0] if self.waiting else None
