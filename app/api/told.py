"""What programs are told of a store: all of it, what has changed, and that it is over."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.display.times import in_utc
from app.models import resources
from app.models.resources import Fields
from app.snapshot.customer import CustomerSnapshot
from app.snapshot.queue import QueueSnapshot
from app.snapshot.store import Snapshot

_FIELDS = (
    *("id", "queue_id", "queue_name", "ticket", "name", "phone", "note", "state"),
    *("joined_via", "joined_at", "called_at", "ended_at", "counter", "calls", "answer"),
)


@dataclass(frozen=True, slots=True)
class State:
    """What programs are told of one snapshot: the store, its queues, and everybody in line."""

    version: int
    store: Fields
    queues: dict[UUID, Fields]
    customers: dict[UUID, tuple[Any, ...]]

    @classmethod
    def of(cls, snapshot: Snapshot, base: str) -> "State":
        """Read it."""
        return cls(
            snapshot.version,
            _store(snapshot, base),
            {queue.id: _queue(queue) for queue in snapshot.queues},
            {one.id: _customer(one) for one in snapshot.line},
        )


def whole(state: State) -> bytes:
    """The first message: all of it."""
    said = {
        "store": state.store,
        "queues": list(state.queues.values()),
        "customers": [_named(one) for one in state.customers.values()],
    }
    return _message("state", said, state.version)


def end(reason: str) -> bytes:
    """The last message."""
    return _message("end", {"reason": reason})


def change(store_id: UUID, before: State, now: State) -> bytes | None:
    """What is otherwise than before; None if nothing is."""
    # Of those who have left the line a snapshot knows nothing more, unless a dashboard is open.
    left = before.customers.keys() - now.customers.keys()
    ended = resources.those(store_id, left) if left else []
    changed = [_named(one) for one in _differing(before.customers, now.customers)]
    said = {
        "store": now.store if now.store != before.store else None,
        "queues": list(_differing(before.queues, now.queues)),
        "customers": changed + [{name: one[name] for name in _FIELDS} for one in ended],
        "gone": [
            *left.difference(one["id"] for one in ended),
            *(before.queues.keys() - now.queues),
        ],
    }
    news = {name: value for name, value in said.items() if value}
    return _message("change", news, now.version) if news else None


def _differing(before: dict[UUID, Any], now: dict[UUID, Any]) -> Iterable[Any]:
    return (value for key, value in now.items() if before.get(key) != value)


def _store(snapshot: Snapshot, base: str) -> Fields:
    return {
        "id": snapshot.store_id,
        "name": snapshot.name,
        "description": snapshot.description,
        "timezone": snapshot.timezone,
        "language": snapshot.language,
        "opened_at": snapshot.opened_at,
        "closes_at": snapshot.closes_at,
        "paused": snapshot.paused,
        "announcement": snapshot.announcement,
        "join_url": f"{base}/J/{snapshot.join_code}",
    }


def _queue(queue: QueueSnapshot) -> Fields:
    return {
        "id": queue.id,
        "name": queue.name,
        "letter": queue.letter,
        "paused": queue.paused,
        "most_waiting": queue.most_waiting,
        "retired": queue.retired,
        "waiting": len(queue.waiting),
        "called": [one.ticket for one in queue.called],
        "line": [one.ticket for one in queue.waiting],
    }


def _customer(one: CustomerSnapshot) -> tuple[Any, ...]:
    ticket, queue_name, name, state, called_at, *_rest = one.card
    phone, note, joined_via, joined_at, ended_at, *_more = one.facts
    about = (queue_name, ticket, name, phone, note, state)
    times = (joined_at, called_at, ended_at)
    return (one.id, one.queue_id, *about, joined_via, *times, one.counter, one.calls, one.answer)


def _named(customer: tuple[Any, ...]) -> Fields:
    return dict(zip(_FIELDS, customer, strict=True))


def _message(event: str, said: Fields, version: int | None = None) -> bytes:
    id_ = "" if version is None else f"id: {version}\n"
    data = json.dumps(said, default=_plain, ensure_ascii=False, separators=(",", ":"))
    return f"event: {event}\n{id_}data: {data}\n\n".encode()


def _plain(value: Any) -> str:
    return str(value) if isinstance(value, UUID) else in_utc(value)
