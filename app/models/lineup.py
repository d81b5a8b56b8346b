"""The line-up: which queues a store has, and in which order.

Whoever calls these has locked the store with `changes.mark`, as everybody does who joins a queue:
so what is read here stays true until the commit.
"""

from collections.abc import Sequence
from datetime import datetime
from string import ascii_uppercase
from uuid import UUID

from sqlalchemy import exists, select, update

from app.extensions import db
from app.models.customer import Customer, State
from app.models.queue import Queue

MOST_LETTERS = len(ascii_uppercase)
"""How many queues a store can have had: a letter is never used again."""


def everything(store_id: UUID) -> Sequence[Queue]:
    """All queues of the store as they are now, the retired ones too, in their order."""
    return db.session.scalars(
        select(Queue)
        .where(Queue.store_id == store_id)
        .order_by(Queue.position, Queue.letter)
        .execution_options(populate_existing=True)
    ).all()


def in_use(store_id: UUID) -> list[Queue]:
    """The queues that people can see, in their order."""
    return [queue for queue in everything(store_id) if queue.retired_at is None]


def named(name: str, queues: Sequence[Queue]) -> Queue | None:
    """The queue that has this name already, whatever the case."""
    return next((queue for queue in queues if queue.name.casefold() == name.casefold()), None)


def add(store_id: UUID, name: str) -> Queue:
    """A new queue at the end, with the first letter that no queue has had."""
    there = everything(store_id)
    queue = Queue.at(len(there), name)
    queue.store_id = store_id
    queue.position = max((other.position for other in there), default=-1) + 1
    db.session.add(queue)
    return queue


def move(store_id: UUID, queue_id: UUID, *, was: int, to: int) -> bool:
    """Move a queue to another place among those in use, counted from 0.

    False if it is not at `was` any more, or there is no such place.
    """
    order = in_use(store_id)
    if not 0 <= was < len(order) or order[was].id != queue_id or not 0 <= to < len(order):
        return False
    places = sorted(queue.position for queue in order)
    order.insert(to, order.pop(was))
    for queue, place in zip(order, places, strict=True):
        queue.position = place
    return True


def retire(store_id: UUID, queue_id: UUID, now: datetime) -> bool:
    """Take a queue out of sight; its customers stay for the report.

    False if somebody is in its line, or no other queue would be left.
    """
    if len(in_use(store_id)) < 2:
        return False
    in_line = exists().where(
        Customer.queue_id == queue_id,
        Customer.state.in_([state for state in State if state.in_line]),
    )
    retired = (
        update(Queue)
        .where(Queue.id == queue_id, Queue.store_id == store_id, ~in_line)
        .values(retired_at=now)
        .returning(Queue.id)
    )
    return db.session.scalar(retired) is not None


def bring_back(store_id: UUID, queue_id: UUID) -> None:
    """Put a retired queue back, at the place where it was."""
    db.session.execute(
        update(Queue)
        .where(Queue.id == queue_id, Queue.store_id == store_id)
        .values(retired_at=None)
    )
