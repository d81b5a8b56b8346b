"""The seats of streams: what one holds, and who gets one when there are few left."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

from app.live.channel import Channel

_SCREENS_OF_A_STORE = 10
"""Kept for each store's own dashboards, whatever others take, and as many for what else shows its
code: a board's address may be in anybody's hands."""
_BEYOND = 4  # so many screens may open beyond the most that there are: a quarter of it, or …
_FEWEST_BEYOND = 50
_SCARCE = 0.75
"""Once this part of the seats is taken, nobody who has many gets more."""
_SHARE = 32
"""What is many then: this part of the seats, held by one network or by a store whose owner's
address nobody has confirmed."""
_MOST_OF_ONE = 30
"""Of one session of an owner or a program, or of one ticket."""


class Full(Exception):
    """As many streams are open as this process, or one store or network, may have."""


@dataclass
class Seats:
    """How many streams there may be, of a process and of a store in it."""

    most: int
    most_of_a_store: int
    by_network: Counter[str] = field(default_factory=Counter)
    screens: Counter[str] = field(default_factory=Counter)

    def admit(self, seat: "Seat", taken: int, channel: Channel | None, of_one: int = 0) -> None:
        """Raise Full if this seat in the channel is one too many, beside all that are `taken`.

        Its session or its ticket has `of_one` already.

        Each store has a few seats for its screens, so that no crowd of customers, and no crowd of
        made-up stores, takes the dashboards and the board away.
        """
        if of_one >= _MOST_OF_ONE:
            raise Full
        viewers, network = channel.viewers if channel else 0, seat.network
        scarce, share = taken >= _SCARCE * self.most, max(1, self.most // _SHARE)
        kept = _alike(channel, seat) < _SCREENS_OF_A_STORE
        # Whoever makes up hundreds of stores has no more seats for their screens than others have.
        if kept and not (scarce and self.screens[network] >= share):
            if taken >= self.most + max(_FEWEST_BEYOND, self.most // _BEYOND):
                raise Full
            return
        if taken >= self.most or viewers >= self.most_of_a_store:
            raise Full
        if scarce and self._has_many(channel, network, share):
            raise Full

    def enter(self, seat: "Seat") -> None:
        """One more from its network."""
        self.by_network[seat.network] += 1
        if seat.screen:
            self.screens[seat.network] += 1

    def leave(self, seat: "Seat") -> None:
        """One less."""
        for count in (self.by_network, self.screens) if seat.screen else (self.by_network,):
            count[seat.network] -= 1
            if not count[seat.network]:
                del count[seat.network]

    def _has_many(self, channel: Channel | None, network: str, share: int) -> bool:
        if self.by_network[network] >= share:
            return True
        shown = channel.snapshot if channel else None
        known = shown is None or shown.email_is_confirmed
        return not known and channel is not None and channel.viewers >= share


def _alike(channel: Channel | None, seat: "Seat") -> int:
    """How many there are of its kind; of pages that show no code as many as could be."""
    if not seat.screen:
        return _SCREENS_OF_A_STORE
    if channel is None:
        return 0
    return channel.dashboards if seat.dashboard else channel.screens - channel.dashboards


class Counting(Protocol):
    """What counts viewers in and out: a hub."""

    def enter(self, seat: "Seat") -> Channel:
        """Count one in."""

    def leave(self, seat: "Seat", channel: Channel) -> None:
        """Count one out."""


class Seat:
    """One viewer's seat in a channel, for as long as it is entered. Small: there are thousands.

    A `screen` shows the join code, so it keeps the code fresh; a `dashboard` shows those who are
    out of the line, too. `session` is an owner's or a program's, `party` the token of the only
    ticket that is watched, or "", `network` the viewer's.
    """

    __slots__ = (
        "_channel",
        "_hub",
        "dashboard",
        "network",
        "party",
        "screen",
        "session",
        "store_id",
    )

    def __init__(
        self,
        hub: Counting,
        store_id: UUID,
        *,
        screen: bool = False,
        dashboard: bool = False,
        session: str = "",
        party: str = "",
        network: str = "",
    ) -> None:
        self._hub = hub
        self.store_id = store_id
        self.screen, self.dashboard = screen, dashboard
        self.session, self.party, self.network = session, party, network

    @property
    def whose(self) -> str:
        """The session or the ticket that it is of; "" of a board."""
        return self.session or self.party

    def __enter__(self) -> Channel:
        self._channel = self._hub.enter(self)
        return self._channel

    def __exit__(self, *_: object) -> None:
        self._hub.leave(self, self._channel)

    def wake(self) -> None:
        """There may be something new; here nobody looks."""
