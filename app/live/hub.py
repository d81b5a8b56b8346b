"""A channel for each store that somebody watches: a change loads one snapshot for all of them.

The newest snapshot wins. There is no queue per viewer: a slow reader finds the newest state when it
comes back for more, holds up nobody and costs nothing meanwhile.
"""

import logging
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from uuid import UUID

import gevent

from app.live.channel import Channel
from app.live.drawn import Drawn
from app.live.seats import Seat, Seats
from app.models.told import Told
from app.snapshot.after import after
from app.snapshot.store import Snapshot
from app.system.turns import let_others_go_first

log = logging.getLogger(__name__)

_RETRY_SECONDS = 1.0
_BREATH_SECONDS = 0.01
_PATIENCE_SECONDS = 1.0


class Hub:
    """The channels of this process. `load` reads the snapshot that a channel needs; what is sent
    is drawn within the `context`; the limits count streams."""

    def __init__(
        self,
        load: Callable[[Channel], Snapshot | None],
        *,
        most: int,
        most_of_a_store: int,
        context: Callable[[], AbstractContextManager[object]] = nullcontext,
    ) -> None:
        self._load = load
        self._context = context
        self._seats = Seats(most, most_of_a_store)
        self._channels: dict[UUID, Channel] = {}
        # How many streams each owner's session and each ticket has open, and whose are to end.
        self._sessions: Counter[str] = Counter()
        self._signed_out: set[str] = set()
        self._owners: set[str] = set()
        # Told when the first viewer of a store comes, and when the last has gone.
        self.watched: Callable[[UUID], None] = lambda _store: None
        self.unwatched: Callable[[UUID], None] = lambda _store: None
        self.closing = False
        self.streams = 0
        self.loads = 0
        self.deliveries = 0

    @property
    def channels(self) -> list[Channel]:
        """The stores that somebody watches now."""
        return list(self._channels.values())

    @property
    def owners(self) -> list[str]:
        """The sessions of owners that have streams open."""
        return list(self._owners)

    def admit(self, seat: Seat) -> None:
        """Raise Full if this one more of its store, network or session is one too many."""
        of_one = self._sessions[seat.whose] if seat.whose else 0
        self._seats.admit(seat, self.streams, self._channels.get(seat.store_id), of_one)

    def enter(self, seat: Seat) -> Channel:
        """Count a viewer in; the first one makes the store's channel."""
        known = self._channels.get(seat.store_id)
        channel = known or Channel(seat.store_id, self._context)
        self._channels[seat.store_id] = channel
        channel.enter(seat)
        self.streams += 1
        self._seats.enter(seat)
        self._sessions[seat.whose] += 1
        if seat.session:
            self._owners.add(seat.session)
        try:
            if known is None:
                # Before the snapshot is read, so that no change falls between. It may take a while.
                self.watched(seat.store_id)
        except BaseException:
            self.leave(seat, channel)
            raise
        if not channel.heard:
            self.wake(seat.store_id)
        return channel

    def leave(self, seat: Seat, channel: Channel) -> None:
        """Count a viewer out; the last one takes the channel away."""
        whose = seat.whose
        self.streams -= 1
        self._seats.leave(seat)
        self._sessions[whose] -= 1
        if not self._sessions[whose]:
            del self._sessions[whose]
            self._owners.discard(whose)
            self._signed_out.discard(whose)
        channel.leave(seat)
        if not channel.viewers:
            self._channels.pop(seat.store_id, None)
            self.unwatched(seat.store_id)

    def newest(self, store_id: UUID) -> Snapshot | None:
        """The store's newest snapshot, if somebody watches it here and no change is on its way."""
        channel = self._channels.get(store_id)
        if channel is None or channel.shown < channel.heard:
            return None
        return channel.snapshot

    def last(self, store_id: UUID) -> Snapshot | None:
        """The last snapshot of the store that was shown here, of which a newer one takes over what
        has not changed; None if nobody watches it here."""
        channel = self._channels.get(store_id)
        return channel.snapshot if channel else None

    def drawn(self, store_id: UUID) -> Drawn | None:
        """What was drawn for the screens of this store that are open here."""
        channel = self._channels.get(store_id)
        return channel.drawn if channel else None

    def after_change(self, store_id: UUID) -> tuple[Snapshot, Drawn] | None:
        """What the dashboards that are open here are shown after a change that this process has
        announced, so that it is read and drawn once for all of them and for the reply.

        None if none is open, or if it takes too long. It keeps the join code fresh.
        """
        channel = self._channels.get(store_id)
        heard = channel.heard if channel else 0
        while channel and channel.shown < heard:
            if self.closing or not channel.wait(_PATIENCE_SECONDS):
                return None
        if channel is None or not channel.dashboards:
            return None
        shown = channel.snapshot
        return (shown, channel.drawn) if shown and shown.quarters is not None else None

    def wake(self, store_id: UUID, told: Told | None = None) -> None:
        """The store changed, and this may be all that there is to know. Changes that arrive while a
        snapshot is loaded share the next one."""
        channel = self._channels.get(store_id)
        if channel is None:
            return
        channel.heard += 1
        channel.told.append(told)
        if not channel.loading:
            channel.loading = True
            gevent.spawn(self._refresh, channel)

    def sign_out(self, session: str) -> None:
        """End the streams of this session."""
        if session in self._sessions:
            self._signed_out.add(session)
            for channel in self._channels.values():
                channel.beat()

    def is_signed_out(self, session: str) -> bool:
        """Whether a stream of this session is to end."""
        return session in self._signed_out

    def beat(self) -> None:
        """Let every stream give a sign of life. One clock for all: a timer each would cost more."""
        for channel in self.channels:
            channel.beat()
            let_others_go_first()

    def close(self) -> None:
        """End every stream of this process."""
        self.closing = True
        for channel in self._channels.values():
            channel.beat()

    def _refresh(self, channel: Channel) -> None:
        try:
            while channel.shown < channel.heard and channel.viewers and not self.closing:
                heard = channel.heard
                told, channel.told = channel.told, []
                try:
                    snapshot, is_read = self._newer(channel, told)
                except Exception:
                    log.exception("a snapshot could not be loaded; trying again")
                    channel.told[:0] = told
                    gevent.sleep(_RETRY_SECONDS)
                    continue
                channel.show(snapshot, heard)
                if channel.heard > heard or not is_read:
                    # A burst: let some more of it gather. One change alone never waits.
                    gevent.sleep(_BREATH_SECONDS)
        finally:
            channel.loading = False

    def _newer(self, channel: Channel, told: list[Told | None]) -> tuple[Snapshot | None, bool]:
        """The store as it is now, and whether it was read: what was told need not be."""
        changes = [one for one in told if one]
        if channel.snapshot and changes and len(changes) == len(told):
            try:
                snapshot = after(channel.snapshot, changes)
            except Exception:
                log.exception("what was told could not be shown; the store is read")
            else:
                if snapshot:
                    return snapshot, False
        self.loads += 1
        return self._load(channel), True
