"""One watched store: its newest snapshot, and the viewers to wake when it changes."""

import time
from collections.abc import Callable, Collection, Hashable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Protocol
from uuid import UUID

from gevent.event import Event

from app.display import languages
from app.live.drawn import Drawn
from app.live.sender import Sender
from app.models.told import Told
from app.snapshot.store import Snapshot

_CODE_IS_LOOKED_AT = 10.0
"""Seconds: longer than the periodic check lets it be."""


class Viewer(Protocol):
    """Somebody in a channel: what they show, and how they are woken."""

    @property
    def party(self) -> str:
        """The token of the only ticket that is shown, or ""."""

    @property
    def screen(self) -> bool:
        """Whether it shows the join code."""

    @property
    def dashboard(self) -> bool:
        """Whether it shows those who are out of the line."""

    def wake(self) -> None:
        """There may be something new. Never waits."""


class _Interest:
    """What some viewers wait for. `key` is what they saw, where that can be told without them."""

    __slots__ = ("key", "viewers")

    def __init__(self, key: Hashable = None) -> None:
        self.key = key
        self.viewers: dict[Viewer, None] = {}

    def wake(self) -> None:
        for viewer in self.viewers:
            viewer.wake()


class Channel:
    """One watched store. `snapshot` is None until the first is `shown`, then once it has closed;
    `drawn` is what was drawn of it.

    Whoever looks at a party's ticket is woken only if the ticket changes: most changes concern few
    tickets, and to wake a viewer costs ten times as much as to see that there is nothing new.
    """

    def __init__(
        self,
        store_id: UUID,
        context: Callable[[], AbstractContextManager[object]] = nullcontext,
    ) -> None:
        """What the viewers are sent is drawn within the context."""
        self.store_id = store_id
        self.sender = Sender(self.drawing)
        # For those that ask the database for what they say, so that no screen waits for it.
        self.asking = Sender(self.drawing)
        self._context = context
        self._language: str | None = None
        self.snapshot: Snapshot | None = None
        self.viewers = 0
        self.screens = 0
        self.dashboards = 0
        self.drawn = Drawn()
        # Counts of changes heard of and shown: while they differ a snapshot is on its way.
        self.heard = 0
        self.shown = 0
        # What was told of those that were heard of since the last look; None of what must be read.
        self.told: list[Told | None] = []
        self.beats = 0
        self.loading = False
        self._freshened = -_CODE_IS_LOOKED_AT
        self._shown = Event()
        self._everything = _Interest()
        self._parties: dict[str, _Interest] = {}

    @property
    def parties(self) -> Collection[str]:
        """The tokens of the tickets that are watched."""
        return self._parties.keys()

    def enter(self, viewer: Viewer) -> None:
        """Count a viewer in."""
        self.viewers += 1
        self.screens += viewer.screen
        self.dashboards += viewer.dashboard
        self._interest_of(viewer).viewers[viewer] = None

    def leave(self, viewer: Viewer) -> None:
        """Count a viewer out."""
        self.viewers -= 1
        self.screens -= viewer.screen
        self.dashboards -= viewer.dashboard
        interest = self._interest_of(viewer)
        del interest.viewers[viewer]
        if viewer.party and not interest.viewers:
            del self._parties[viewer.party]

    def _interest_of(self, viewer: Viewer) -> _Interest:
        party = viewer.party
        if not party:
            return self._everything
        if party not in self._parties:
            key = self.snapshot.of_party(party) if self.snapshot else None
            self._parties[party] = _Interest(key)
        return self._parties[party]

    @property
    def code_is_unseen(self) -> bool:
        """Whether a screen shows the join code, and nobody has looked of late if it is too old."""
        return self.screens > 0 and time.monotonic() - self._freshened >= _CODE_IS_LOOKED_AT

    def look_at_code(self) -> None:
        """Somebody does now."""
        self._freshened = time.monotonic()

    def wait(self, seconds: float) -> bool:
        """Wait for what is shown next, or the next beat; whether it came in time."""
        return self._shown.wait(seconds)

    def show(self, snapshot: Snapshot | None, heard: int) -> None:
        """Replace the state and wake everybody for whom something is new."""
        self.drawn = self.drawn.renewed()
        older, self.snapshot, self.shown = self.snapshot, snapshot, heard
        # The last words are said in it, too.
        self._language = snapshot.language if snapshot else self._language
        self._let_go_on()
        self._everything.wake()
        differing = snapshot.parties_beside(older) if snapshot and older else None
        for party, interest in self._parties.items():
            if differing is not None and party not in differing and interest.key is not None:
                continue
            key = snapshot.of_party(party) if snapshot else None
            if key is None or key != interest.key:
                interest.key = key
                interest.wake()

    def beat(self) -> None:
        """Let every viewer look, and give a sign of life."""
        self.beats += 1
        self._let_go_on()
        self._everything.wake()
        for interest in self._parties.values():
            interest.wake()

    @contextmanager
    def drawing(self) -> Iterator[None]:
        """Draw what is sent: in the language of the newest snapshot, so only for a turn."""
        with self._context():
            languages.speak(self._language)
            yield

    def _let_go_on(self) -> None:
        over, self._shown = self._shown, Event()
        over.set()
