"""One customer where they stand in a snapshot, and what is quoted of waits in their queue."""

from collections.abc import Hashable
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from app.figures.pace import Pace
from app.figures.quotes import Minutes, Quote
from app.models import State
from app.snapshot.person import Card, Facts, Person

FEW = 2
"""People ahead of somebody who had better stay near."""
_LITTLE_TIME = 10  # minutes
_MINUTE = timedelta(minutes=1)


class Quoted:
    """What is quoted of the waits in one queue `at` a moment.

    Worked out once for each place, and only if asked.
    """

    __slots__ = ("_by_place", "_minutes", "at", "pace")

    pace: Pace

    def __init__(self, at: datetime) -> None:
        self.at = at
        self._minutes = at.timestamp() / 60
        self._by_place: dict[int, Quote | None] = {}

    def by(self, ahead: int) -> Quote | None:
        """What is told with so many ahead; None before the first call, or if it is hard to say."""
        by_place = self._by_place
        if ahead not in by_place:
            pace = self.pace
            by_place[ahead] = pace.estimate(ahead).quote(self._minutes) if pace.is_known else None
        return by_place[ahead]


class CustomerSnapshot(NamedTuple):
    """One customer as of the snapshot. A tuple, since there may be hundreds in each of them.

    `ahead` counts those who wait in front, None for anyone who does not wait; `last` says that
    nobody waits behind. `quoted` is what is quoted in the queue.
    """

    person: Person
    ahead: int | None
    last: bool
    quoted: Quoted

    @property
    def id(self) -> UUID:
        """The customer's id."""
        return self.person.id

    @property
    def queue_id(self) -> UUID:
        """The queue's."""
        return self.person.queue_id

    @property
    def card(self) -> Card:
        """What a ticket shows of them."""
        return self.person.card

    @property
    def facts(self) -> Facts:
        """What the owner's tables show besides."""
        return self.person.facts

    @property
    def party_token(self) -> str:
        """What leads to the party's ticket."""
        return self.person.party_token

    @property
    def named(self) -> bool:
        """Whether the board may call them by more than the number."""
        return self.person.named

    @property
    def ticket(self) -> str:
        """The queue's letter and a number."""
        return self.person.card.ticket

    @property
    def queue_name(self) -> str:
        """What the queue is called."""
        return self.person.card.queue_name

    @property
    def name(self) -> str:
        """As they gave it."""
        return self.person.card.name

    @property
    def state(self) -> State:
        """Where they stand."""
        return self.person.card.state

    @property
    def called_at(self) -> datetime | None:
        """The last call."""
        return self.person.card.called_at

    @property
    def calls(self) -> int:
        """How often they were called."""
        return self.person.card.calls

    @property
    def counter(self) -> str:
        """Where they were called to, or ""."""
        return self.person.card.counter

    @property
    def answer(self) -> str:
        """What they said to the last call, as `Answer`."""
        return self.person.card.answer

    @property
    def phone(self) -> str:
        """As they gave it, or ""."""
        return self.person.facts.phone

    @property
    def called_to(self) -> str:
        """The counter of the device that called them, if it is another than the queue's, or ""."""
        return self.person.facts.called_to

    @property
    def note(self) -> str:
        """The staff's."""
        return self.person.facts.note

    @property
    def joined_via(self) -> str:
        """`scan` or `walk-in`."""
        return self.person.facts.joined_via

    @property
    def joined_at(self) -> datetime:
        """When the wait began."""
        return self.person.facts.joined_at

    @property
    def ended_at(self) -> datetime | None:
        """When they were out of the line."""
        return self.person.facts.ended_at

    @property
    def party_size(self) -> int:
        """How many joined together."""
        return self.person.facts.party_size

    @property
    def quoted_high(self) -> int | None:
        """The most minutes that they were quoted first."""
        return self.person.facts.quoted_high

    @property
    def gave_up(self) -> bool:
        """Whether they left by themselves, and nothing else became of them since."""
        return self.person.facts.gave_up

    @property
    def on_ticket(self) -> tuple[object, ...]:
        """All that their ticket shows of them."""
        ahead = self.ahead
        quote = None if ahead is None else self.quoted.by(ahead)
        return ahead, self.last, self.person.card, quote

    def in_row(self, now: datetime) -> Hashable:
        """All that a row of the owner's tables shows of them: while this is the same, so is it."""
        card, facts = self.person.card, self.person.facts
        if card.state is State.WAITING:
            return self.person, (now - facts.joined_at) // _MINUTE, self.is_overdue(now)
        if card.state is State.CALLED:
            return self.person, (now - (card.called_at or facts.joined_at)) // _MINUTE
        return self.person

    @property
    def is_soon(self) -> bool:
        """Whether so few are ahead, and so little time is left, that one had better stay near."""
        if self.ahead is None or self.ahead > FEW:
            return False
        return self.wait is None or self.wait[0] < _LITTLE_TIME

    def is_overdue(self, now: datetime) -> bool:
        """Whether they wait for longer than they were told."""
        facts = self.person.facts
        if facts.quoted_high is None or self.ahead is None:
            return False
        return now - facts.joined_at > facts.quoted_high * _MINUTE

    @property
    def quote(self) -> Quote | None:
        """What is told of the wait until the call; None as `Quoted.by` has it."""
        return None if self.ahead is None else self.quoted.by(self.ahead)

    @property
    def wait(self) -> Minutes | None:
        """The minutes of it."""
        return self.quote.minutes if self.quote else None
