"""What a process does for its streams every few seconds, whatever it has heard of."""

import logging
from collections.abc import Callable
from datetime import timedelta

import gevent

from app import clock, database
from app.live.bus import Bus
from app.live.channel import Channel
from app.live.hub import Hub
from app.models import JoinCode

log = logging.getLogger(__name__)

BEAT_SECONDS = 15.0
"""How often every stream gives a sign of life, so that a dead connection is noticed."""
CHECK_SECONDS = 4.0
"""How often versions and sessions are compared, and codes replaced that were shown long enough:
what no word told of is on all screens within five seconds."""
_ESTIMATES_LAST = timedelta(seconds=60)


def check(hub: Hub, bus: Bus | None) -> None:
    """Wake the channels that are behind the database, end the streams of those signed out, and
    replace the codes that are due."""
    if bus is not None:
        bus.look_around()
    channels = hub.channels
    if not channels:
        return
    versions = dict(
        database.rows(
            "SELECT id, version FROM store WHERE id = ANY(%s) AND closes_at > %s",
            ([channel.store_id for channel in channels], clock.now()),
        )
    )
    for channel in channels:
        shown = channel.snapshot
        behind = versions.get(channel.store_id) != (shown.version if shown else None)
        # Without a change the waits that are told grow old all the same; and no word tells of what
        # was quoted to whom. The clock may be set.
        if behind or (shown and abs(clock.now() - shown.known.read_at) > _ESTIMATES_LAST):
            hub.wake(channel.store_id)
        if channel.screens:
            freshen(channel)
    ended = "SELECT id FROM ended_session WHERE id = ANY(%s)"
    for (session,) in database.rows(ended, (hub.owners,)):
        hub.sign_out(session)


def freshen(channel: Channel) -> None:
    """Replace the store's join code if it has been shown for long enough."""
    channel.look_at_code()
    JoinCode.freshen(channel.store_id, clock.now())


def every(seconds: float, work: Callable[[], None]) -> None:
    """Do the work again and again, for ever."""
    while True:
        gevent.sleep(seconds)
        try:
            work()
        except Exception:
            log.exception("what runs every %s s failed; it runs again", seconds)
