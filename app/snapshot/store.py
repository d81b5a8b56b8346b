"""One store at one moment: all that its screens need, immutable."""

from collections.abc import Container, Hashable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from itertools import chain
from uuid import UUID

from app.snapshot import twice
from app.snapshot.customer import CustomerSnapshot
from app.snapshot.quarters import Quarters
from app.snapshot.queue import QueueSnapshot, by_party
from app.snapshot.rows import Known

_LATELY = timedelta(minutes=15)


@dataclass(frozen=True)
class Snapshot:
    """One store. `scanned` says whether its code ever was.

    It holds everybody who is in line, and of those who are out of it what screens show. `others`
    are out of it, of parties that have somebody in line or were asked for. `quarters` are
    None where the history and the figures were not asked for. `known` is what
    the next snapshot takes over.
    """

    store_id: UUID
    version: int
    taken_at: datetime
    session_key: str
    board_token: str
    name: str
    description: str
    timezone: str
    country: str
    opened_at: datetime
    closes_at: datetime
    email: str
    email_is_confirmed: bool
    email_is_refused: bool
    paused: bool
    announcement: str
    language: str
    board_shows: str
    board_names_since: datetime | None
    crowded_at: datetime | None
    board_framed: bool
    demo: bool
    join_code: str
    called_before: tuple[str, ...]
    scanned: bool
    every_queue: tuple[QueueSnapshot, ...]
    others: tuple[CustomerSnapshot, ...]
    quarters: Quarters | None = field(repr=False)
    known: Known = field(repr=False)

    @cached_property
    def queues(self) -> tuple[QueueSnapshot, ...]:
        """The queues that people see, in the owner's order."""
        return tuple(queue for queue in self.every_queue if queue.in_sight)

    @cached_property
    def waiting(self) -> int:
        """How many wait in all queues."""
        return sum(len(queue.waiting) for queue in self.queues)

    @property
    def crowded(self) -> bool:
        """Whether unusually many have scanned from one place of late."""
        return self.crowded_at is not None and self.taken_at - self.crowded_at < _LATELY

    @property
    def shut(self) -> bool:
        """Whether nobody can join by themselves just now."""
        return self.paused or all(queue.shut for queue in self.queues)

    def queue(self, queue_id: UUID | None) -> QueueSnapshot | None:
        """The queue of this id, if people see it."""
        return next((queue for queue in self.queues if queue.id == queue_id), None)

    def chosen(self, queue_id: UUID | None) -> QueueSnapshot:
        """The queue to show where this one was chosen: the first if it is out of sight."""
        return self.queue(queue_id) or self.queues[0]

    def customer(self, customer_id: UUID) -> CustomerSnapshot | None:
        """The customer of this id, if in line or last in it: see `app.snapshot.earlier`."""
        at_hand = (*(queue.history for queue in self.every_queue), self.others)
        everybody = chain(self.line, chain.from_iterable(at_hand))
        return next((one for one in everybody if one.id == customer_id), None)

    @property
    def line(self) -> Iterator[CustomerSnapshot]:
        """Everybody in line, queue by queue, those of retired queues too."""
        return chain.from_iterable(queue.line for queue in self.every_queue)

    @cached_property
    def also(self) -> dict[UUID, tuple[str, ...]]:
        """The other tickets of those who seem to stand in line twice, by the customer's id."""
        heard = chain.from_iterable(queue.heard for queue in self.every_queue)
        return twice.also(self.line, heard)

    def people(self, token: str) -> list[CustomerSnapshot]:
        """The party with this token of its status page, if somebody of it is in line or it was
        asked for; else nobody."""
        return self._parties.get(token, [])

    @cached_property
    def _parties(self) -> dict[str, list[CustomerSnapshot]]:
        """Everybody at hand, by the token of their party, which may stand in several queues."""
        parties: dict[str, list[CustomerSnapshot]] = {}
        for more in (*[queue.parties for queue in self.every_queue], self._parties_of_others):
            both = {one: [*parties[one], *more[one]] for one in parties.keys() & more.keys()}
            parties |= more
            parties |= both
        return parties

    @cached_property
    def _parties_of_others(self) -> dict[str, list[CustomerSnapshot]]:
        return by_party(self.others)

    @cached_property
    def on_tickets(self) -> Hashable:
        """What every ticket shows of the store."""
        return self.name, self.description, self.announcement, self.language, self.timezone

    def of_party(self, token: str) -> Hashable:
        """What the ticket of this party shows: while this is the same, so is the ticket.

        None if the party is not there, which its viewers must hear however often it is so.
        """
        people = self._parties.get(token)
        return (self.on_tickets, [person.on_ticket for person in people]) if people else None

    def parties_beside(self, older: "Snapshot") -> Container[str] | None:
        """The parties whose tickets may show something else than in the older snapshot; None if it
        may be all of them."""
        if self.on_tickets != older.on_tickets:
            return None
        same = {*map(id, self.every_queue)} & {*map(id, older.every_queue)}
        every_queue = *self.every_queue, *older.every_queue
        differing = [queue.parties for queue in every_queue if id(queue) not in same]
        return {*self._parties_of_others, *older._parties_of_others}.union(*differing)
