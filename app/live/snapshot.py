"""One store at one moment: all that its screens need, immutable, read in one SQL statement."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from itertools import chain
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from app import clock, database
from app.models import State
from app.models.customer import SURPRISE
from app.quality import Quality
from app.waits import Pace

T = TypeVar("T")

_WIDEST = 5  # "5–25 min" is of use, "10 min – 1 h" is not


@dataclass(frozen=True)
class CustomerSeen:
    """One customer as of the snapshot.

    `ahead` counts who waits in front, None for who does not wait; `last` says that nobody waits
    behind. `pace` is the queue's.
    """

    id: UUID
    queue_id: UUID
    queue_name: str
    party_token: str
    ticket: str
    name: str
    phone: str
    note: str
    state: State
    joined_via: str
    joined_at: datetime
    called_at: datetime | None
    ended_at: datetime | None
    party_size: int
    ahead: int | None
    last: bool
    pace: Pace = field(compare=False, repr=False)

    @cached_property
    def wait(self) -> tuple[int, int] | None:
        """The range of minutes until the call as it is told; None while too little is known."""
        return None if self.ahead is None else told(self.pace, self.ahead)


@dataclass(frozen=True)
class QueueSeen:
    """One queue with all of its customers in the order of their tickets, its pace, and how good
    its estimates were so far."""

    id: UUID
    name: str
    letter: str
    paused: bool
    most_waiting: int | None
    minutes_guess: int
    retired: bool
    customers: tuple[CustomerSeen, ...]
    pace: Pace
    quality: Quality

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
    def wait(self) -> tuple[int, int] | None:
        """The range of minutes that is told to whoever joins now."""
        return told(self.pace, len(self.waiting))

    @cached_property
    def waiting(self) -> tuple[CustomerSeen, ...]:
        """Who waits, first one first."""
        return tuple(c for c in self.customers if c.state is State.WAITING)

    @cached_property
    def called(self) -> tuple[CustomerSeen, ...]:
        """Who is called and not yet served, in the order of the tickets."""
        return tuple(c for c in self.customers if c.state is State.CALLED)

    @cached_property
    def history(self) -> tuple[CustomerSeen, ...]:
        """Who is out of the line, latest first."""
        gone = (c for c in self.customers if not c.state.in_line)
        return tuple(sorted(gone, key=lambda c: c.ended_at or c.joined_at, reverse=True))

    @property
    def ends(self) -> dict[State, int]:
        """How many are out of the line, by how."""
        counted = Counter(customer.state for customer in self.history)
        return {state: counted[state] for state in State if counted[state]}

    @cached_property
    def still_called(self) -> tuple[CustomerSeen, ...]:
        """Who was called before the last one and is not yet served."""
        return tuple(c for c in self.called if c is not self.now_called)

    @cached_property
    def now_called(self) -> CustomerSeen | None:
        """Whose ticket is up: the last one called who is not yet served."""
        return max(self.called, key=lambda c: c.called_at or c.joined_at, default=None)

    @property
    def next(self) -> CustomerSeen | None:
        """Who is called next."""
        return self.waiting[0] if self.waiting else None


@dataclass(frozen=True)
class Snapshot:
    """One store. Two snapshots of the same version show the same.

    `scanned` says whether its code ever was.
    """

    store_id: UUID
    version: int
    taken_at: datetime
    session_key: str
    board_token: str
    name: str
    description: str
    timezone: str
    opened_at: datetime
    closes_at: datetime
    email: str
    email_is_confirmed: bool
    email_is_refused: bool
    paused: bool
    notice: str
    language: str
    phone_asked: str
    board_shows: str
    join_code: str
    scanned: bool
    every_queue: tuple[QueueSeen, ...]
    _rendered: dict[Hashable, Any] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def queues(self) -> tuple[QueueSeen, ...]:
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

    def queue(self, queue_id: UUID | None) -> QueueSeen | None:
        """The queue of this id, if people see it."""
        return next((queue for queue in self.queues if queue.id == queue_id), None)

    def customer(self, customer_id: UUID) -> CustomerSeen | None:
        """The customer of this id."""
        return next((one for one in self.customers if one.id == customer_id), None)

    @property
    def customers(self) -> Iterator[CustomerSeen]:
        """Everybody, queue by queue, those of retired queues too."""
        return chain.from_iterable(queue.customers for queue in self.every_queue)

    @cached_property
    def parties(self) -> dict[str, list[CustomerSeen]]:
        """The people of each party by the token of its status page."""
        parties: dict[str, list[CustomerSeen]] = {}
        for customer in self.customers:
            parties.setdefault(customer.party_token, []).append(customer)
        return parties

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` returns, made once for all the streams that show the same."""
        if key not in self._rendered:
            self._rendered[key] = make()
        made: T = self._rendered[key]
        return made


_LOAD = f"""
SELECT store.version, store.session_key, store.board_token, store.name, store.description,
       store.timezone, store.opened_at, store.closes_at, store.email,
       store.email_confirmed_at IS NOT NULL, store.email_refused_at IS NOT NULL,
       store.paused, store.notice, store.language, store.phone_asked, store.board_shows,
       (SELECT code FROM join_code WHERE store_id = store.id AND replaced_by IS NULL) AS join_code,
       EXISTS (SELECT FROM pass WHERE store_id = store.id) AS scanned,
       (SELECT json_agg(
            json_build_array(
                id, name, letter, paused, most_waiting, minutes_guess, retired_at IS NOT NULL
            ) ORDER BY position)
        FROM queue WHERE store_id = store.id) AS queues,
       (SELECT json_agg(
            json_build_array(
                customer.id, queue_id, party.token, number, name, phone, note, state, joined_via,
                extract(epoch FROM joined_at), extract(epoch FROM called_at),
                extract(epoch FROM ended_at), {SURPRISE}
            ) ORDER BY place, number)
        FROM customer JOIN party ON party.id = customer.party_id
        WHERE customer.store_id = store.id) AS customers
FROM store WHERE store.id = %s
"""  # noqa: S608 - made of our own words


def load(store_id: UUID) -> Snapshot | None:
    """The store as it is now, or None if it has closed. Holds no connection afterwards."""
    found = database.rows(_LOAD, (store_id,))
    if not found:
        return None
    *about, join_code, scanned, queues, customers = found[0]
    *about, paused, notice, language, phone_asked, board_shows = about
    *about, email, email_is_confirmed, email_is_refused = about
    version, session_key, board_token, name, description, timezone, opened_at, closes_at = about
    now = clock.now()
    return Snapshot(
        store_id=store_id,
        version=version,
        taken_at=now,
        session_key=session_key,
        board_token=board_token,
        name=name,
        description=description,
        timezone=timezone,
        opened_at=opened_at,
        closes_at=closes_at,
        email=email,
        email_is_confirmed=email_is_confirmed,
        email_is_refused=email_is_refused,
        paused=paused,
        notice=notice,
        language=language,
        phone_asked=phone_asked,
        board_shows=board_shows,
        join_code=join_code,
        scanned=scanned,
        every_queue=tuple(_queues(queues or [], customers or [], now)),
    )


def told(pace: Pace, ahead: int) -> tuple[int, int] | None:
    """What is said of a wait: nothing while so little is known that it could be anything."""
    low, high = pace.estimate(ahead).rounded()
    return (low, high) if high <= _WIDEST * max(low, 5) else None


class _Times(NamedTuple):
    """What the pace of a queue is made of."""

    state: State
    joined_at: datetime
    called_at: datetime | None
    ended_at: datetime | None


def _queues(queues: list[list[Any]], rows: list[list[Any]], now: datetime) -> Iterator[QueueSeen]:
    sizes = Counter(row[2] for row in rows)
    of_queue: dict[str, list[tuple[list[Any], _Times]]] = {id_: [] for id_, *_ in queues}
    for row in rows:
        of_queue[row[1]].append((row, _Times(State(row[7]), *map(_moment, row[9:12]))))
    for id_, name, letter, paused, most_waiting, guess, retired in queues:
        queue_id = UUID(id_)
        pace = Pace.observed([times for _row, times in of_queue[id_]], now, guess)
        customers = []
        ahead = 0
        farthest = sum(times.state is State.WAITING for _row, times in of_queue[id_]) - 1
        for (customer_id, _, token, number, called, phone, note, _, via, *_), times in of_queue[
            id_
        ]:
            waits = times.state is State.WAITING
            customers.append(
                CustomerSeen(
                    id=UUID(customer_id),
                    queue_id=queue_id,
                    queue_name=name,
                    party_token=token,
                    ticket=f"{letter}{number}",
                    name=called,
                    phone=phone,
                    note=note,
                    state=times.state,
                    joined_via=via,
                    joined_at=times.joined_at,
                    called_at=times.called_at,
                    ended_at=times.ended_at,
                    party_size=sizes[token],
                    ahead=ahead if waits else None,
                    last=waits and ahead == farthest,
                    pace=pace,
                )
            )
            ahead += waits
        yield QueueSeen(
            id=queue_id,
            name=name,
            letter=letter,
            paused=paused,
            most_waiting=most_waiting,
            minutes_guess=guess,
            retired=retired,
            customers=tuple(customers),
            pace=pace,
            quality=Quality.of(row[12] for row, _times in of_queue[id_]),
        )


def _moment(epoch: float | None) -> Any:
    return None if epoch is None else datetime.fromtimestamp(epoch, UTC)
