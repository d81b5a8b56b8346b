"""Sends what is new to the viewers of one store."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Protocol

import gevent

from app.system.turns import let_others_go_first

_TURN_SECONDS = 0.003
"""For so long it sends before others come: requests, and the viewers of other stores."""


class Advancing(Protocol):
    """What can be told to send what is new, and never waits."""

    def advance(self) -> None:
        """Send it."""


class Sender:
    """One greenlet for all the viewers of a store, and only while there is something to send.

    A viewer who is woken twice before the turn comes is sent the newest alone.
    """

    __slots__ = ("_at_work", "_context", "_next")

    def __init__(self, context: Callable[[], AbstractContextManager[object]]) -> None:
        """What is sent in a turn is drawn within this context."""
        self._context = context
        self._next: dict[Advancing, None] = {}
        self._at_work = False

    def add(self, viewer: Advancing) -> None:
        """There is something new for this one."""
        self._next[viewer] = None
        if not self._at_work:
            self._at_work = True
            gevent.spawn(self._work)

    def _work(self) -> None:
        try:
            while self._next:
                viewers, self._next = iter(self._next), {}
                while self._turn(viewers):
                    let_others_go_first()
        finally:
            self._at_work = False

    def _turn(self, viewers: Iterator[Advancing]) -> bool:
        """Send to as many of them as there is time for; whether any may be left."""
        over = time.monotonic() + _TURN_SECONDS
        with self._context():
            for viewer in viewers:
                viewer.advance()
                if time.monotonic() > over:
                    return True
        return False
