"""Connections that wait for PostgreSQL as gevent waits for anything else."""

import select
from typing import Any, TypeVar

import psycopg
from gevent import get_hub
from gevent.monkey import get_original, is_module_patched
from psycopg.abc import PQGen
from psycopg.waiting import Ready, Wait

T = TypeVar("T")
_poll: Any = get_original("select", "poll")  # which does not wait for gevent


class _Connection(psycopg.Connection[Any]):
    """Keeps what it waits with.

    psycopg's own way makes it anew for each statement, through gevent's imitation of poll(2), which
    is a quarter of what a statement costs this process. Only for the thread that opened it.
    """

    _watchers: dict[Wait, Any]

    def __init__(self, *of: Any, **more: Any) -> None:
        super().__init__(*of, **more)
        self._watchers = {}

    def wait(self, gen: PQGen[T], interval: float = 0.1, timeout: float | None = None) -> T:
        """Run what psycopg wants to be run, others meanwhile."""
        if timeout is not None:
            return super().wait(gen, interval, timeout)
        try:
            wanted = next(gen)
            while True:
                wanted = gen.send(self._ready(wanted))
        except StopIteration as end:
            found: T = end.value
            return found

    def close(self) -> None:
        """Close it; nothing is waited for any more."""
        for watcher in self._watchers.values():
            watcher.close()
        self._watchers = {}
        super().close()

    def _ready(self, wanted: Wait) -> Ready:
        hub = get_hub()
        watcher = self._watchers.get(wanted)
        if watcher is None:
            # psycopg's numbers for reading and writing are libev's.
            watcher = self._watchers[wanted] = hub.loop.io(self.pgconn.socket, int(wanted))
        try:
            hub.wait(watcher)
        except BaseException:
            # Whoever gave up in the middle leaves an answer that the next one would be given.
            self.close()
            raise
        if wanted is not Wait.RW:
            return Ready(wanted)
        # select(2) knows no file beyond the first thousand, and a crowd has more.
        now = _poll()
        now.register(self.pgconn.socket, select.POLLIN | select.POLLOUT)
        found = sum(events for _file, events in now.poll(0))
        reads = Ready.R if found & ~select.POLLOUT else 0
        return Ready(reads | (Ready.W if found & select.POLLOUT else 0))


def connection_class() -> type[psycopg.Connection[Any]]:
    """What connects in this process: a server's worker waits for many at once, all else for one."""
    return _Connection if is_module_patched("select") else psycopg.Connection
