"""A pool of connections that networks are given in turn, and in each whoever has waited longest.

In SQLAlchemy's own, whoever comes at the moment at which a connection is given back takes it, and
those who wait begin anew at the end of the line; in a crowd some wait until they are told that it
is too busy, while others who came later are served. And a crowd of one network would be a line
that everybody else stands behind.
"""

from itertools import count
from threading import Event
from typing import Any

from flask import has_request_context
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool
from sqlalchemy.util.queue import Empty, Full, Queue

from app.security.networks import visitors_network
from app.system.lines import Lines

_Entry = ConnectionPoolEntry
_NUMBERS = count()


class _Place:
    """Somebody's place in the line, and what they are handed there."""

    def __init__(self) -> None:
        # What the server does by itself, such as for a store's screens, stands in nobody's line.
        self.network = visitors_network() if has_request_context() else f"own {next(_NUMBERS)}"
        self.called = Event()
        self.entry: _Entry | None = None


class _Line(Queue[_Entry]):
    """Connections nobody uses, or people who wait for one: never both."""

    def __init__(self, maxsize: int = 0, use_lifo: bool = False) -> None:
        super().__init__(maxsize, use_lifo)
        self._waiting = Lines[_Place]()

    def put(self, item: _Entry, block: bool = True, timeout: float | None = None) -> None:  # noqa: ARG002
        """Hand it to whoever is next, or keep it. Never waits."""
        with self.mutex:
            if self._waiting:
                place = self._waiting.next_one()
                place.entry = item
                place.called.set()
            elif self._full():
                raise Full
            else:
                self._put(item)

    def get(self, block: bool = True, timeout: float | None = None) -> _Entry:
        """One that nobody uses, or a place in the line."""
        with self.mutex:
            if not self._empty():
                return self._get()
            if not block:
                raise Empty
            place = _Place()
            self._waiting.enter(place.network, place)
        try:
            place.called.wait(timeout)
        except BaseException:
            # Whoever was made to give up has no use for what they were handed meanwhile.
            self._leave(place)
            if place.entry is not None:
                self.put(place.entry, block=False)
            raise
        self._leave(place)
        if place.entry is None:
            raise Empty
        return place.entry

    @property
    def people(self) -> int:
        """How many wait."""
        return len(self._waiting)

    def _leave(self, place: _Place) -> None:
        with self.mutex:
            self._waiting.leave(place.network, place)


class InTurn(QueuePool):
    """SQLAlchemy's pool, but for who is next."""

    _queue_class: Any = _Line

    @property
    def in_line(self) -> int:
        """How many wait for a connection."""
        return self._pool.people  # type: ignore[attr-defined, no-any-return]
