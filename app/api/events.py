"""What happens, as it happens: JSON over SSE, out of the hub that feeds the screens.

The first message is the whole state, each later one what has changed since the last. A change is
read and written once, however many programs listen.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from flask import Response, request

from app import clock, live
from app.api.blueprint import bp, caller
from app.display.times import in_utc
from app.live import stream
from app.models import JoinCode
from app.snapshot.customer import CustomerSnapshot
from app.snapshot.queue import QueueSnapshot
from app.snapshot.store import Snapshot
from app.web.request import base_url

_SAID = ("store", "queues", "customers", "gone")


@dataclass(frozen=True, slots=True)
class State:
    """What programs are told of one snapshot: the store, its queues, and everybody in line."""

    version: int
    store: dict[str, Any]
    queues: dict[UUID, dict[str, Any]]
    customers: dict[UUID, tuple[Any, ...]]

    @classmethod
    def of(cls, snapshot: Snapshot, base: str) -> "State":
        """Read it, once for all who listen."""
        return snapshot.once(("program", base), lambda: cls._read(snapshot, base))

    @classmethod
    def _read(cls, snapshot: Snapshot, base: str) -> "State":
        in_line = (one for one in snapshot.customers if one.state.in_line)
        return cls(
            snapshot.version,
            _store(snapshot, base),
            {queue.id: _queue(queue) for queue in snapshot.queues},
            {one.id: _customer(one) for one in in_line},
        )


_FIELDS = (
    *("id", "queue_id", "queue_name", "ticket", "name", "phone", "note", "state"),
    *("joined_via", "joined_at", "called_at", "ended_at"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Events:
    """The stream of one program. `seen` is the version that it had heard of when it was cut off."""

    base: str
    session: str
    seen: str
    party: ClassVar[str] = ""
    screen: ClassVar[bool] = True
    beat: ClassVar[bytes] = b": still here\n\n"

    def begin(self) -> Callable[[Snapshot], bytes | None]:
        """Remembers the state that the program was told last."""
        told: State | None = None

        def say(snapshot: Snapshot) -> bytes | None:
            nonlocal told
            before, told = told, State.of(snapshot, self.base)
            if before is not None:
                return _change(snapshot, before, told)
            return None if self.seen == str(told.version) else _whole(snapshot, told)

        return say

    def last_words(self, snapshot: Snapshot | None) -> bytes | None:
        """The store has closed."""
        return None if snapshot else _message("end", {"reason": "closed"})

    def goodbye(self) -> bytes:
        """The token was revoked."""
        return _message("end", {"reason": "revoked"})


@bp.get("/events")
@bp.response(200, {"type": "string"}, content_type="text/event-stream")
def events() -> Response:
    """The whole state first (event `state`), then each change (`change`), until the `end`.

    With the header Last-Event-ID the state is left out if nothing has changed since.
    """
    program = caller()
    JoinCode.freshen(program.store_id, clock.now())
    seen = request.headers.get("Last-Event-ID", "")
    view = Events(base=base_url(), session=program.session, seen=seen)
    return stream.respond(live.hub(), program.store_id, view)


def _whole(snapshot: Snapshot, state: State) -> bytes:
    def make() -> bytes:
        said = {
            "store": state.store,
            "queues": list(state.queues.values()),
            "customers": [_named(one) for one in state.customers.values()],
        }
        return _message("state", said, state.version)

    return snapshot.once(("program's whole", state.store["join_url"]), make)


def _change(snapshot: Snapshot, before: State, now: State) -> bytes | None:
    # Who heard of the same state is told the same, and most have heard of the one before.
    key = ("program's change", before.version, now.store["join_url"])
    return snapshot.once(key, lambda: _difference(snapshot, before, now))


def _difference(snapshot: Snapshot, before: State, now: State) -> bytes | None:
    left = before.customers.keys() - now.customers.keys()
    # The snapshot still knows most of those who have just left the line, and how.
    ended = [_customer(one) for one in snapshot.customers if one.id in left] if left else []
    customers = [*_differing(before.customers, now.customers), *ended]
    said = {
        "store": now.store if now.store != before.store else None,
        "queues": list(_differing(before.queues, now.queues)),
        "customers": [_named(one) for one in customers],
        "gone": list(left - {one[0] for one in ended})
        + list(before.queues.keys() - now.queues.keys()),
    }
    news = {name: said[name] for name in _SAID if said[name]}
    return _message("change", news, now.version) if news else None


def _differing(before: dict[UUID, Any], now: dict[UUID, Any]) -> Iterable[Any]:
    return (value for key, value in now.items() if before.get(key) != value)


def _store(snapshot: Snapshot, base: str) -> dict[str, Any]:
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


def _queue(queue: QueueSnapshot) -> dict[str, Any]:
    return {
        "id": queue.id,
        "name": queue.name,
        "paused": queue.paused,
        "most_waiting": queue.most_waiting,
        "retired": queue.retired,
        "waiting": len(queue.waiting),
        "called": [one.ticket for one in queue.called],
        "line": [one.ticket for one in queue.waiting],
    }


def _customer(one: CustomerSnapshot) -> tuple[Any, ...]:
    about = (one.queue_name, one.ticket, one.name, one.phone, one.note, one.state)
    return (
        one.id,
        one.queue_id,
        *about,
        one.joined_via,
        one.joined_at,
        one.called_at,
        one.ended_at,
    )


def _named(customer: tuple[Any, ...]) -> dict[str, Any]:
    return dict(zip(_FIELDS, customer, strict=True))


def _message(event: str, said: dict[str, Any], version: int | None = None) -> bytes:
    id_ = "" if version is None else f"id: {version}\n"
    data = json.dumps(said, default=_plain, ensure_ascii=False, separators=(",", ":"))
    return f"event: {event}\n{id_}data: {data}\n\n".encode()


def _plain(value: Any) -> str:
    return str(value) if isinstance(value, UUID) else in_utc(value)
