"""One watched store: its newest snapshot, and the viewers to wake when it changes."""

import time
from collections.abc import Collection, Hashable
from uuid import UUID

from gevent.event import Event

from app.live.drawn import Drawn
from app.snapshot.store import Snapshot

_CODE_IS_LOOKED_AT = 10.0
"""Seconds: longer than the periodic check lets it be."""


class _Interest:
    """What some viewers wait for. `key` is what they saw, where that can be told without them."""

    __slots__ = ("key", "news", "viewers")

    def __init__(self) -> None:
        self.key: Hashable = None
        self.news = Event()
        self.viewers = 0

    def wake(self) -> None:
        woken, self.news = self.news, Event()
        woken.set()


class Channel:
    """One watched store. `snapshot` is None until the first is `shown`, then once it has closed;
    `drawn` is what was drawn of it.

    Whoever looks at a party's ticket is woken only if the ticket changes: most changes concern few
    tickets, and to wake a viewer costs ten times as much as to see that there is nothing new.
    """

    def __init__(self, store_id: UUID) -> None:
        self.store_id = store_id
        self.snapshot: Snapshot | None = None
        self.viewers = 0
        self.screens = 0
        self.dashboards = 0
        self.drawn = Drawn()
        # Counts of changes heard of and shown: while they differ a snapshot is on its way.
        self.heard = 0
        self.shown = 0
        self.beats = 0
        self.loading = False
        self._freshened = -_CODE_IS_LOOKED_AT
        self._everything = _Interest()
        self._parties: dict[str, _Interest] = {}

    @property
    def parties(self) -> Collection[str]:
        """The tokens of the tickets that are watched."""
        return self._parties.keys()

    def enter(self, party: str, *, screen: bool, dashboard: bool) -> None:
        """Count a viewer in."""
        self.viewers += 1
        self.screens += screen
        self.dashboards += dashboard
        if party:
            if party not in self._parties:
                self._parties[party] = _Interest()
                self._parties[party].key = self.snapshot.of_party(party) if self.snapshot else None
            self._parties[party].viewers += 1

    def leave(self, party: str, *, screen: bool, dashboard: bool) -> None:
        """Count a viewer out."""
        self.viewers -= 1
        self.screens -= screen
        self.dashboards -= dashboard
        if party:
            self._parties[party].viewers -= 1
            if not self._parties[party].viewers:
                del self._parties[party]

    @property
    def code_is_unseen(self) -> bool:
        """Whether a screen shows the join code, and nobody has looked of late if it is too old."""
        return self.screens > 0 and time.monotonic() - self._freshened >= _CODE_IS_LOOKED_AT

    def look_at_code(self) -> None:
        """Somebody does now."""
        self._freshened = time.monotonic()

    def news(self, party: str = "") -> Event:
        """Set at the next change, of this party's ticket if it is given, and at the next beat.

        Take it before looking at `shown` and `beats`, so that none is missed.
        """
        return (self._parties[party] if party else self._everything).news

    def show(self, snapshot: Snapshot | None, heard: int) -> None:
        """Replace the state and wake everybody for whom something is new."""
        self.drawn = self.drawn.renewed()
        self.snapshot, self.shown = snapshot, heard
        self._everything.wake()
        for party, interest in self._parties.items():
            key = snapshot.of_party(party) if snapshot else None
            if key is None or key != interest.key:
                interest.key = key
                interest.wake()

    def beat(self) -> None:
        """Let every viewer look, and give a sign of life."""
        self.beats += 1
        self._everything.wake()
        for interest in self._parties.values():
            interest.wake()
