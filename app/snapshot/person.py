"""What is known of one customer wherever they stand in the line."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from app.models import State


class Card(NamedTuple):
    """What a ticket shows of somebody beside how far they have come in the line.

    `calls` counts how often they were called, `counter` is where to ("" if the queue's name says
    it), and `answer` what they said to it.
    """

    ticket: str
    queue_name: str
    name: str
    state: State
    called_at: datetime | None
    calls: int
    counter: str
    answer: str


class Facts(NamedTuple):
    """What the owner's tables show beside the card. `quoted_high` is the most minutes that they
    were quoted first, if any; `gave_up` says that they were done when they left by themselves;
    `called_to` is the counter of the device that called them, "" if it is where the queue's go."""

    phone: str
    note: str
    joined_via: str
    joined_at: datetime
    ended_at: datetime | None
    party_size: int
    quoted_high: int | None
    gave_up: bool
    called_to: str


class Person:
    """What is known of one customer wherever they stand. It lasts from snapshot to snapshot for as
    long as it is true: another object tells of something else.

    `named` says that the board may call them by more than the number.
    """

    __slots__ = ("card", "facts", "id", "named", "party_token", "queue_id")

    def __init__(
        self, id_: UUID, queue_id: UUID, card: Card, facts: Facts, *, party_token: str, named: bool
    ) -> None:
        self.id = id_
        self.queue_id = queue_id
        self.card = card
        self.facts = facts
        self.party_token = party_token
        self.named = named
