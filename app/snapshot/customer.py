"""One customer of a snapshot, and what is quoted of waits in their queue."""

from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from app.figures.waits import Pace
from app.models import State

_FEW = 2  # people ahead
_LITTLE_TIME = 10  # minutes


class Quoted:
    """What is quoted of the waits in one queue `at` a moment.

    Worked out once for each place, and only if asked.
    """

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


class CustomerSnapshot(NamedTuple):
    """One customer as of the snapshot. A tuple, since there may be hundreds in each of them.

    What a ticket shows stands together, so that it is quickly compared with another snapshot's.
    `ahead` counts who waits in front, None for who does not wait; `last` says that nobody waits
    behind, and `named` that the board may call them by more than the number. `quoted` is what is
    quoted in the queue; `quoted_high` the most minutes that they were quoted first, if any.
    `calls` counts how often they were called, `counter` is where to ("" if the queue's name says
    it), and `answer` what they said to it.
    """

    id: UUID
    queue_id: UUID
    quoted: Quoted
    ahead: int | None
    ticket: str
    queue_name: str
    name: str
    state: State
    called_at: datetime | None
    calls: int
    counter: str
    answer: str
    last: bool
    party_token: str
    phone: str
    note: str
    joined_via: str
    joined_at: datetime
    ended_at: datetime | None
    party_size: int
    named: bool
    quoted_high: int | None

    @property
    def on_ticket(self) -> tuple[object, ...]:
        """All that their ticket shows of them."""
        ahead = self.ahead
        return (*self[3:13], ahead if ahead is None else self.quoted.by(ahead))

    @property
    def card(self) -> tuple[object, ...]:
        """The same without how far they have come in the line."""
        return self[4:13]

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
        if self.quoted_high is None or self.ahead is None:
            return False
        return now - self.joined_at > timedelta(minutes=self.quoted_high)

    @property
    def wait(self) -> tuple[int, int | None] | None:
        """The range of minutes until the call as it is told; None before the first call."""
        return None if self.ahead is None else self.quoted.by(self.ahead)
