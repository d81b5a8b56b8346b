"""A pool of connections that whoever has waited longest is given next.

In SQLAlchemy's own, whoever comes at the moment at which a connection is given back takes it, and
those who wait begin anew at the end of the line; in a crowd some wait until they are told that it
is too busy, while others who came later are served.
"""

from collections import deque
from threading import Event
from typing import Any

from sqlalchemy.pool import ConnectionPoolEntry, QueuePool
from sqlalchemy.util.queue import Empty, Full, Queue

_Entry = ConnectionPoolEntry


class _Place:
    """Somebody's place in the line, and what they are handed there."""

    def __init__(self) -> None:
        self.called = Event()
        self.entry: _Entry | None = None


class _Line(Queue[_Entry]):
    """Connections nobody uses, or people who wait for one: never both."""

    def __init__(self, maxsize: int = 0, use_lifo: bool = False) -> None:
        super().__init__(maxsize, use_lifo)
        self._waiting: deque[_Place] = deque()

    def put(self, item: _Entry, block: bool = True, timeout: float | None = None) -> None:  # noqa: ARG002
        """Hand it to whoever is first in the line, or keep it. Never waits."""
        with self.mutex:
            if self._waiting:
                first = self._waiting.popleft()
                first.entry = item
                first.called.set()
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
            self._waiting.append(place)
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
            if place in self._waiting:
                self._waiting.remove(place)


class InTurn(QueuePool):
    """SQLAlchemy's pool, but for who is next."""

    _queue_class: Any = _Line

    @property
    def in_line(self) -> int:
        """How many wait for a connection."""
        return self._pool.people  # type: ignore[attr-defined, no-any-return]
