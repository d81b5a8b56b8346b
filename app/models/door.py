"""What whoever has scanned sees at the door: the store, its queues, and whether there is room."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from app import database
from app.models import numbers
from app.models.admission import PASS_LIFETIME


@dataclass(frozen=True, slots=True)
class QueueLength:
    """A queue as somebody at the door sees it. `numbers` is how many it has left for today."""

    id: UUID
    name: str
    letter: str
    waiting: int
    paused: bool
    most_waiting: int | None
    numbers: int

    @property
    def room(self) -> int:
        """How many more may join: 0 while it is paused."""
        if self.paused:
            return 0
        if self.most_waiting is None:
            return self.numbers
        return min(self.numbers, max(0, self.most_waiting - self.waiting))


@dataclass(frozen=True, slots=True)
class Door:
    """What the join form shows to the holder of a pass. `party_token` is set once it is spent.

    `queues` are those in use.
    """

    store_id: UUID
    store_name: str
    description: str
    timezone: str
    closes_at: datetime
    paused: bool
    announcement: str
    phone_asked: str
    language: str
    board_shows: str
    pass_created_at: datetime
    party_token: str | None
    queues: tuple[QueueLength, ...]

    @property
    def room(self) -> int:
        """How many more may join, in all queues together."""
        return 0 if self.paused else sum(queue.room for queue in self.queues)

    @property
    def used_up(self) -> bool:
        """Whether no queue has a number left for today."""
        return not any(queue.numbers for queue in self.queues)

    def expired(self, now: datetime) -> bool:
        """Whether the form was left lying about for too long."""
        return self.pass_created_at <= now - PASS_LIFETIME


_LOOK = """
SELECT store.id, store.name, description, timezone, closes_at, paused, notice, phone_asked,
       language, board_shows, pass.created_at, party_token,
       (SELECT json_agg(json_build_array(id, name, letter, (
            SELECT count(*) FROM customer
            WHERE customer.queue_id = queue.id AND customer.state = 'waiting'
        ), queue.paused, most_waiting, NUMBERS_LEFT) ORDER BY position)
        FROM queue WHERE queue.store_id = store.id AND retired_at IS NULL)
FROM pass JOIN store ON store.id = pass.store_id
WHERE pass.token = %(token)s
""".replace("NUMBERS_LEFT", numbers.LEFT)

_BEHIND = """
SELECT store.id, name, paused, notice, language
FROM join_code JOIN store ON store.id = join_code.store_id
WHERE code = %(code)s
"""


def look(pass_token: str) -> Door | None:
    """What a pass opens; None if there is no such pass, or its store has closed."""
    found = database.rows(_LOOK, {"token": pass_token})
    if not found:
        return None
    *about, queues = found[0]
    seen = (*about, tuple(QueueLength(UUID(id_), *rest) for id_, *rest in queues))
    return Door(*seen)


class StoreBehind(NamedTuple):
    """The store whose screens show a code, or showed it before."""

    store_id: UUID
    name: str
    paused: bool
    announcement: str
    language: str


def behind(code: str) -> StoreBehind | None:
    """Where this code would lead if it were good; None if there is no such store any more."""
    found = database.rows(_BEHIND, {"code": code})
    return StoreBehind(*found[0]) if found else None
