"""What happens in a shop, through the verbs that the real people's buttons use."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from sqlalchemy import func, select

from app import changes, tokens
from app.demo import people
from app.extensions import db
from app.models import Customer, JoinCode, Queue, State, Store, admission
from app.models.admission import Person

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
    _due: dict[object, datetime] = field(default_factory=dict)
    _names: list[str] = field(default_factory=list)

    def go_on(self, now: datetime) -> bool:
        """Let happen what is due by now, and commit it; whether anything did."""
        store = db.session.get(Store, self.store_id)
        if store is None:
            return False
        queues = [queue.id for queue in store.queues]
        db.session.rollback()
        happened = [self._at_the_counter(queue, now) for queue in queues]
        if self._is_due("arrival", now, self._until_next_arrival(queues)):
            happened.append(self._arrive(queues, now))
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

    def _until_next_arrival(self, queues: list[UUID]) -> float:
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
        count = db.session.scalar(waiting) or 0
        db.session.rollback()
        return count

    def _arrive(self, queues: list[UUID], now: datetime) -> bool:
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
        admission.replace_stale_code(self.store_id, fresh=tokens.join_code(), now=now)
        shown = select(JoinCode.code).where(
            JoinCode.store_id == self.store_id, JoinCode.replaced_by.is_(None)
        )
        code = db.session.scalar(shown)
        db.session.rollback()
        a_pass = tokens.mint(self.key)
        return (
            code is not None
            and admission.scan(code, fresh=tokens.join_code(), token=a_pass, now=now)
            and admission.join(a_pass, group, token=tokens.mint(self.key), now=now)
        )

    def _walk_in(self, person: Person, now: datetime) -> bool:
        changes.mark(self.store_id)
        queue = db.session.get(Queue, person.queue_id)
        if queue:
            queue.add_walk_in(person.name, person.phone, tokens.mint(self.key), now)
        db.session.commit()
        return queue is not None

    def _at_the_counter(self, queue_id: UUID, now: datetime) -> bool:
        """Once a service is over, say how it went and call the next."""
        if not self._is_due(queue_id, now, self.chance.uniform(*_SERVICE)):
            return False
        changes.mark(self.store_id)
        called = select(Customer.id).where(
            Customer.queue_id == queue_id, Customer.state == State.CALLED
        )
        for customer_id in db.session.scalars(called).all():
            how = State.NO_SHOW if self.chance.random() < 0.08 else State.SERVED
            self._set(customer_id, how, State.CALLED, now)
        queue = db.session.get(Queue, queue_id)
        happened = queue is not None and queue.call_next(now)
        db.session.commit()
        return happened

    def _give_up(self, now: datetime) -> bool:
        changes.mark(self.store_id)
        waiting = select(Customer.id).where(
            Customer.store_id == self.store_id, Customer.state == State.WAITING
        )
        ids = db.session.scalars(waiting.order_by(Customer.joined_at)).all()
        if ids:
            self._set(self.chance.choice(ids), State.LEFT, State.WAITING, now)
        db.session.commit()
        return bool(ids)

    def _set(self, customer_id: UUID, to: State, was: State, now: datetime) -> None:
        Customer.change_state(customer_id, self.store_id, to=to, was=[was], now=now)
