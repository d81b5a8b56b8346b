"""Processes on the bus of one database, each its two greenlets, in a process that is gevent's own.

`python -m tests.support.on_the_bus` plays every scene; the settings are those of the environment.
"""

from gevent import monkey

monkey.patch_all()

import os  # noqa: E402
from collections.abc import Callable, Iterable, Iterator  # noqa: E402
from contextlib import contextmanager  # noqa: E402
from uuid import UUID  # noqa: E402

import gevent  # noqa: E402
import psycopg  # noqa: E402

from app import create_app, database  # noqa: E402
from app.live import bus, postgres_bus  # noqa: E402
from app.settings import Settings  # noqa: E402

_PATIENCE_SECONDS = 20
_DATABASE = os.environ["DATABASE_URL"].replace("postgresql+psycopg:", "postgresql:")


class Process:
    """One end of the bus: what it heard, and how often it was told that it may have missed more."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.missed = 0
        self.bus = postgres_bus.PostgresBus(_DATABASE, self.heard.append, self._look)
        self._greenlets = self.bus.start()

    def dies(self) -> None:
        """End without a word."""
        gevent.killall(self._greenlets)

    def _look(self) -> None:
        self.missed += 1


@contextmanager
def process() -> Iterator[Process]:
    """A process that is listening."""
    one = Process()
    soon(lambda: one.missed > 0)
    try:
        yield one
    finally:
        one.dies()


@contextmanager
def wiretap() -> Iterator[Callable[[], list[str]]]:
    """All that is said on the bus, for somebody who is no process of the product."""
    with psycopg.connect(_DATABASE, autocommit=True) as connection:
        connection.execute(f"LISTEN {postgres_bus.CHANNEL}")
        yield lambda: [said.payload for said in connection.notifies(timeout=0.1)]


def soon(so: Callable[[], bool]) -> None:
    """Wait until it is so."""
    with gevent.Timeout(_PATIENCE_SECONDS):
        while not so():
            gevent.sleep(0.01)


def each_hears_the_other_and_not_itself() -> None:
    with process() as here, process() as there:
        here.bus.publish("store-1")
        soon(lambda: there.heard == ["store-1"])
        there.bus.publish("store-2")
        soon(lambda: here.heard == ["store-2"])


def one_alone_says_nothing_until_another_comes() -> None:
    with process() as here, wiretap() as said:
        said()
        here.bus.look_around()
        here.bus.publish("store-1")
        assert said() == []
        with process() as there:
            # Once since it began, and once since nobody had told it anything until then.
            soon(lambda: there.missed == 2)
            here.bus.publish("store-2")
            soon(lambda: there.heard == ["store-2"])
            here.bus.look_around()
            here.bus.publish("store-3")
            soon(lambda: "store-3" in there.heard)
        said()
        here.bus.look_around()
        here.bus.publish("store-4")
        assert said() == []


def one_who_comes_while_another_looks_around_is_not_overlooked() -> None:
    guests: list[Process] = []
    real = database.rows

    def slow(query: str, values: database.Values) -> list[tuple[int, ...]]:
        counted = real(query, values)
        guests.append(Process())
        soon(lambda: guests[0].missed == 2)
        return counted

    with process() as here:
        database.rows = slow  # type: ignore[assignment]
        here.bus.look_around()
        database.rows = real
        here.bus.publish("store-1")
        soon(lambda: guests[0].heard == ["store-1"])
        guests[0].dies()


def one_who_lost_the_database_does_not_take_itself_for_alone() -> None:
    bus.FIRST_BACKOFF = 1.0  # long enough to be looked at
    with process() as here, wiretap() as said:
        said()
        database.rows("SELECT pg_terminate_backend(%s)", (here.bus._ear,))
        soon(lambda: here.bus._ear == 0)
        soon(lambda: database.rows(postgres_bus._OTHERS, (*postgres_bus._LISTENING, 0)) == [(0,)])
        here.bus.look_around()
        # Whoever came meanwhile was not heard of, so it greets again, and looks at everything.
        soon(lambda: any(word.endswith(":hello") for word in said()))
        assert here.missed == 2


def no_word_ends_the_listening() -> None:
    with process() as here, process() as there:
        there.bus._heard = lambda word: there.heard.append(str(UUID(word)))
        for nonsense in ("", ":", "somebody:", "somebody:store-nothing", "a:b,c", "ü:,,"):
            database.rows("SELECT pg_notify(%s, %s)", (postgres_bus.CHANNEL, nonsense))
        soon(lambda: there.bus.not_understood == 9)
        there.bus._heard = there.heard.append
        here.bus.publish("store-1")
        soon(lambda: there.heard == ["store-1"])
        assert there.bus.restarts == 0


def an_ear_that_breaks_begins_again_and_is_counted() -> None:
    with process() as here, process() as there:
        real = there.bus._understand

        def breaks(words: Iterable[str]) -> None:
            there.bus._understand = real  # type: ignore[method-assign]
            raise RuntimeError(f"a fault that nobody thought of, at {words}")

        there.bus._understand = breaks  # type: ignore[method-assign]
        here.bus.publish("store-1")
        soon(lambda: there.bus.restarts == 1 and there.missed > 2)
        soon(lambda: not there.bus.deaf_seconds)
        here.bus.publish("store-2")
        soon(lambda: "store-2" in there.heard)


if __name__ == "__main__":
    with create_app(Settings.from_environ(os.environ)).app_context():
        each_hears_the_other_and_not_itself()
        no_word_ends_the_listening()
        an_ear_that_breaks_begins_again_and_is_counted()
        one_alone_says_nothing_until_another_comes()
        one_who_comes_while_another_looks_around_is_not_overlooked()
        one_who_lost_the_database_does_not_take_itself_for_alone()
