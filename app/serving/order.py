"""Requests come to their turn in a fair order among networks.

What is ready when the loop looks around is all done before it looks again. Where that is thousands
of requests, one that asks the database ten times would wait ten times for all of them. So between
two looks only a few begin, and where people wait, those of several networks in turn.
"""

from collections.abc import Callable

import gevent
from gevent.event import Event

from app.system.lines import Lines
from app.system.turns import let_others_go_first

AT_ONCE = 6
"""Requests that begin before others are heard: two milliseconds of work. With fewer a client that
asks as soon as it is answered would feel it."""


class Order:
    """Who may begin, in one process."""

    def __init__(self) -> None:
        self._lines = Lines[Event]()
        self._look = -1
        self._begun = 0
        self._at_work = False

    def wait(self, network: Callable[[], str]) -> None:
        """Return when this one may begin: at once where there is no crowd."""
        look: int = gevent.get_hub().loop.iteration
        if look != self._look:
            self._look, self._begun = look, 0
        if not self._lines and self._begun < AT_ONCE:
            self._begun += 1
            return
        place = Event()
        self._lines.enter(network(), place)
        if not self._at_work:
            self._at_work = True
            gevent.spawn(self._let_begin)
        place.wait()

    def _let_begin(self) -> None:
        try:
            while self._lines:
                for _nth in range(AT_ONCE):
                    if self._lines:
                        self._lines.next_one().set()
                let_others_go_first()
        finally:
            self._at_work = False
