"""One queue of a snapshot: its customers in their order, and what is quoted of waits."""

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

from app.figures.accuracy import Accuracy
from app.models import State
from app.snapshot.customer import CustomerSnapshot, Quoted


@dataclass(frozen=True)
class QueueSnapshot:
    """One queue with all of its customers in their order, what is told of waits, and what of those
    came otherwise, as `Customer.surprise`. While all that it is `made_of` is the same, so is it."""

    id: UUID
    name: str
    letter: str
    counter: str
    paused: bool
    most_waiting: int | None
    retired: bool
    customers: tuple[CustomerSnapshot, ...]
    quoted: Quoted
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
        return self.quoted.by(len(self.waiting))

    @cached_property
    def waiting(self) -> tuple[CustomerSnapshot, ...]:
        """Who waits, first one first."""
        return tuple(c for c in self.customers if c.state is State.WAITING)

    @cached_property
    def called(self) -> tuple[CustomerSnapshot, ...]:
        """Who is called and not yet served, in the order of the tickets."""
        return tuple(c for c in self.customers if c.state is State.CALLED)

    @cached_property
    def history(self) -> tuple[CustomerSnapshot, ...]:
        """Who is out of the line, latest first."""
        gone = (c for c in self.customers if not c.state.in_line)
        return tuple(sorted(gone, key=lambda c: c.ended_at or c.joined_at, reverse=True))

    @property
    def ends(self) -> dict[State, int]:
        """How many are out of the line, by how."""
        counted = Counter(customer.state for customer in self.history)
        return {state: counted[state] for state in State if counted[state]}

    @cached_property
    def still_called(self) -> tuple[CustomerSnapshot, ...]:
        """Who was called before the last one and is not yet served."""
        return tuple(c for c in self.called if c is not self.now_called)

    @cached_property
    def now_called(self) -> CustomerSnapshot | None:
        """Whose ticket is up: the last one called who is not yet served."""
        return max(self.called, key=lambda c: c.called_at or c.joined_at, default=None)

    @property
    def next(self) -> CustomerSnapshot | None:
        """Who is called next."""
        return self.waiting[0] if self.waiting else None
