"""A viewer who is told what is new: what is said, and the connection that it is said over."""

import logging
from collections.abc import Iterator
from uuid import UUID

import gevent
from gevent.event import Event

from app.live.channel import Channel
from app.live.hub import Hub
from app.live.seats import Seat
from app.live.view import END, View
from app.system.connection import Connection

log = logging.getLogger(__name__)

_LIVE = b": live\n\n"
_NOBODY_WAITS = Event()


class Listener(Seat):
    """A seat whose viewer is told what is new. Small: there are thousands, for hours.

    `messages` are what is said, one after the other; None where there is nothing new for now. A
    request passes them on and waits for the `news`, until the listener is carried: then the store's
    sender does, and nobody waits.
    """

    __slots__ = ("_connection", "_is_sending", "_view", "messages", "news")

    messages: Iterator[bytes | None]
    _hub: Hub

    def __init__(self, hub: Hub, store_id: UUID, view: View, network: str) -> None:
        super().__init__(
            hub,
            store_id,
            screen=view.screen,
            dashboard=view.dashboard,
            session=view.session,
            party=view.party,
            network=network,
        )
        self._view = view
        self._connection: Connection | None = None
        self._is_sending = False
        self.news = Event()

    def __enter__(self) -> Channel:
        channel = super().__enter__()
        self.messages = _messages(self._hub, channel, self._view)
        return channel

    def carry(self, connection: Connection) -> None:
        """Say the rest of it over this connection."""
        self._connection = connection
        self.news = _NOBODY_WAITS

    def wake(self) -> None:
        """There may be something new."""
        if self._connection:
            channel = self._channel
            (channel.asking if self._view.asks else channel.sender).add(self)
        else:
            self.news.set()

    def advance(self) -> None:
        """Send what is new, if the last message was taken; else it goes on when it was."""
        connection = self._connection
        if connection is None or self._is_sending:
            return
        try:
            for message in self.messages:
                if message is None:
                    return
                if rest := connection.send(message):
                    break
            else:
                rest = connection.end()
            if rest:
                self._is_sending = True
                gevent.spawn(self._send_slowly, connection, rest)
                return
        except OSError:
            pass  # the viewer has gone
        except Exception:
            log.exception("a stream broke")
        self._end(connection)

    def _send_slowly(self, connection: Connection, rest: bytes) -> None:
        try:
            connection.send_rest(rest)
        except OSError:
            self._end(connection)
        else:
            self._is_sending = False
            self.wake()

    def _end(self, connection: Connection) -> None:
        self._connection = None
        connection.close()
        self.__exit__()


def _messages(hub: Hub, channel: Channel, view: View) -> Iterator[bytes | None]:
    say = view.begin()
    seen, asked, beaten = 0, 0, channel.beats
    # At once, so that the page knows that it is live before anything changes.
    yield _LIVE
    while not hub.closing:
        # Whoever closes the store is signed out with it: then the closing is the news.
        if view.session and hub.is_signed_out(view.session) and channel.shown == channel.heard:
            yield view.last_words(channel.snapshot) or view.goodbye()
            return
        if not seen and not asked and _lacks(channel, view):
            hub.wake(channel.store_id)
            asked = channel.heard
        if channel.shown != seen and channel.shown >= asked:
            seen, snapshot = channel.shown, channel.snapshot
            last_words = view.last_words(snapshot)
            if snapshot is None or last_words is not None:
                yield last_words or END
                return
            message = say(snapshot, channel.drawn)
            if message:
                hub.deliveries += 1
                yield message
                continue
        if channel.beats != beaten:
            beaten = channel.beats
            yield view.beat
            continue
        yield None


def _lacks(channel: Channel, view: View) -> bool:
    """Whether the snapshot may have been read before this page came, without what only this page
    shows: the history, a party of which nobody is in line, or a code that is fresh. Then it is read
    once more."""
    snapshot = channel.snapshot
    if snapshot is None:
        return False
    if view.screen and channel.code_is_unseen:
        return True
    if view.dashboard:
        return snapshot.quarters is None
    return bool(view.party) and not snapshot.people(view.party)
