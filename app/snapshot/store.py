"""One store at one moment: all that its screens need, immutable."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from itertools import chain
from typing import Any, TypeVar
from uuid import UUID

from app.snapshot.customer import CustomerSnapshot
from app.snapshot.queue import QueueSnapshot

T = TypeVar("T")


@dataclass(frozen=True)
class Snapshot:
    """One store. `scanned` says whether its code ever was."""

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
    join_code: str
    scanned: bool
    every_queue: tuple[QueueSnapshot, ...]
    _rendered: dict[Hashable, Any] = field(default_factory=dict, compare=False, repr=False)
    _lasting: dict[Hashable, Any] = field(default_factory=dict, compare=False, repr=False)
    _older: dict[Hashable, Any] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def queues(self) -> tuple[QueueSnapshot, ...]:
        """The queues that people see, in the owner's order."""
        return tuple(queue for queue in self.every_queue if queue.in_sight)

    @cached_property
    def waiting(self) -> int:
        """How many wait in all queues."""
        return sum(len(queue.waiting) for queue in self.queues)

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
        """The customer of this id."""
        return next((one for one in self.customers if one.id == customer_id), None)

    @property
    def customers(self) -> Iterator[CustomerSnapshot]:
        """Everybody, queue by queue, those of retired queues too."""
        return chain.from_iterable(queue.customers for queue in self.every_queue)

    @cached_property
    def parties(self) -> dict[str, list[CustomerSnapshot]]:
        """The people of each party by the token of its status page."""
        parties: defaultdict[str, list[CustomerSnapshot]] = defaultdict(list)
        for customer in self.customers:
            parties[customer.party_token].append(customer)
        # A party that is not there is not to be made up by asking for it.
        parties.default_factory = None
        return parties

    @cached_property
    def on_tickets(self) -> Hashable:
        """What every ticket shows of the store."""
        return self.name, self.description, self.announcement, self.language, self.timezone

    def of_party(self, token: str) -> Hashable:
        """What the ticket of this party shows: while this is the same, so is the ticket."""
        people = self.parties.get(token, ())
        return self.on_tickets, [person.on_ticket for person in people]

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` returns, made once for all the streams that show the same."""
        if key not in self._rendered:
            self._rendered[key] = make()
        made: T = self._rendered[key]
        return made

    def lasting(self, key: Hashable, make: Callable[..., T], *values: object) -> T:
        """What `make` returns of these values, made once for as long as snapshots take over from
        each other and ask for it. The key must tell all that it shows."""
        if key not in self._lasting:
            older = self._older.get(key)
            self._lasting[key] = make(*values) if older is None else older
        made: T = self._lasting[key]
        return made

    def take_over(self, older: "Snapshot") -> None:
        """Come after another snapshot of the store, whose lasting parts are good for this one."""
        self._older.update(older._lasting)
