"""What happens in a shop, through the verbs that the real people's buttons use."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import TypeVar
from uuid import UUID

from sqlalchemy import Select, func, select

from app.demo import people
from app.extensions import db
from app.models import Customer, JoinCode, Party, Queue, State, admission, leaving, line, scanning
from app.models.admission import Person
from app.security import tokens
from app.snapshot import load

T = TypeVar("T")


def look_at_tickets(store_id: UUID) -> None:
    """Let everybody who has joined by scan look at their ticket, which tells them how long it may
    take; what it tells first is remembered."""
    snapshot = load.snapshot(store_id)
    people = snapshot.line if snapshot else ()
    told = {one.id: one.wait for one in people if one.joined_via == "scan" and one.wait}
    if told:
        Customer.keep_quoted(told)


_ARRIVAL = 400.0
"""Mean seconds between arrivals at a queue as long as it should be; one or several come."""
_SERVICE = (120.0, 420.0)
"""Seconds from the call to the end."""
_PATIENCE = 1500.0
"""Mean seconds until somebody of the waiting gives up."""
_LENGTH = 4
"""People waiting in a queue whose length stays as it is."""


@dataclass
class Day:
    """The line of one store. `speed` says how much faster than in life things happen.

    `key` is the one that links are sealed with.
    """

    store_id: UUID
    key: str
    chance: Random
    speed: float = 1.0
    left_alone: frozenset[UUID] = frozenset()
    """Queues in which somebody else calls."""
    _due: dict[object, datetime] = field(default_factory=dict)
    _names: list[str] = field(default_factory=list)

    def go_on(self, now: datetime) -> bool:
        """Let happen what is due by now; whether anything did."""
        mine = select(Queue.id).where(Queue.store_id == self.store_id)
        queues = self._read(mine.order_by(Queue.position))
        if not queues:  # the store has closed
            return False
        happened = [
            self._at_the_counter(queue, now) for queue in queues if queue not in self.left_alone
        ]
        if self._is_due("arrival", now, self._until_next_arrival(queues)):
            happened.append(self.arrive(queues, now))
        if self._is_due("patience", now, self.chance.expovariate(1 / _PATIENCE)):
            happened.append(self._give_up(now))
        return any(happened)

    def _is_due(self, what: object, now: datetime, again_in: float) -> bool:
        """Whether its time has come; then it comes again in so many seconds of life."""
        first = what not in self._due
        due = not first and self._due[what] <= now
        if first or due:
            self._due[what] = now + timedelta(seconds=again_in / self.speed)
        return due

    def _until_next_arrival(self, queues: Sequence[UUID]) -> float:
        # More come while few wait, so that the line neither dies out nor grows for ever.
        crowd = (self._count_waiting() + 1) / (_LENGTH * len(queues))
        mean = _ARRIVAL / len(queues) * min(max(crowd, 0.5), 4)
        return self.chance.expovariate(1 / mean)

    def _count_waiting(self, queue: UUID | None = None) -> int:
        waiting = select(func.count()).where(
            Customer.store_id == self.store_id, Customer.state == State.WAITING
        )
        if queue:
            waiting = waiting.where(Customer.queue_id == queue)
        return self._read(waiting)[0]

    def arrive(self, queues: Sequence[UUID], now: datetime) -> bool:
        """One or several come, to the shorter of two lines."""
        size = self.chance.choice((1, 1, 1, 1, 1, 1, 2, 2, 3))
        # People look which line is short.
        queue = min(self.chance.sample(queues, min(2, len(queues))), key=self._count_waiting)
        group = [self._somebody(queue) for _ in range(size)]
        if self.chance.random() < 0.15:
            return self._walk_in(group[0], now)
        return self._scan_and_join(group, now)

    def _somebody(self, queue: UUID) -> Person:
        if not self._names:
            self._names = self.chance.sample(people.NAMES, len(people.NAMES))
        return Person(self._names.pop(), people.phone(self.chance), queue)

    def _scan_and_join(self, group: list[Person], now: datetime) -> bool:
        JoinCode.freshen(self.store_id, now)
        shown = select(JoinCode.code).where(
            JoinCode.store_id == self.store_id, JoinCode.replaced_by.is_(None)
        )
        codes = self._read(shown)
        if not codes:
            return False
        token = tokens.mint(self.key)
        a_pass = scanning.scan(codes[0], fresh=tokens.join_code(), token=token, now=now)
        ticket = tokens.mint(self.key, tokens.route_to(self.store_id))
        return a_pass is not None and admission.join(a_pass, group, token=ticket, now=now)

    def _walk_in(self, person: Person, now: datetime) -> bool:
        token = tokens.mint(self.key, tokens.route_to(self.store_id))
        added = line.add(
            self.store_id, person.queue_id, person.name, person.phone, token=token, now=now
        )
        return added is not None

    def _at_the_counter(self, queue_id: UUID, now: datetime) -> bool:
        """Once a service is over, say how it went and call the next."""
        if not self._is_due(queue_id, now, self.chance.uniform(*_SERVICE)):
            return False
        called = select(Customer.id).where(
            Customer.queue_id == queue_id, Customer.state == State.CALLED
        )
        for customer_id in self._read(called):
            how = State.NO_SHOW if self.chance.random() < 0.08 else State.SERVED
            line.set_state(self.store_id, customer_id, to=how, was=State.CALLED, now=now)
        return line.call_next(self.store_id, queue_id, now) is not None

    def _give_up(self, now: datetime) -> bool:
        waiting = select(Party.token).join(Customer, Customer.party_id == Party.id)
        mine = Customer.store_id == self.store_id, Customer.state == State.WAITING
        waiting_tokens = self._read(waiting.where(*mine).order_by(Customer.joined_at))
        return bool(waiting_tokens) and leaving.leave(self.chance.choice(waiting_tokens), now)

    @staticmethod
    def _read(query: Select[T]) -> Sequence[T]:
        """What is found; nothing stays open while a verb waits for its connection."""
        found = db.session.scalars(query).all()
        db.session.rollback()
        return found
