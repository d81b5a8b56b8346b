"""How a change reaches every screen: signals → hub → channel → listeners, and over the bus to other
processes."""

import time
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import gevent
from flask import Flask, current_app

from app.database import address, signals
from app.extensions import db
from app.live import periodic
from app.live.bus import Bus
from app.live.channel import Channel
from app.live.hub import Hub
from app.live.postgres_bus import PostgresBus
from app.models.told import Told
from app.settings import Settings
from app.snapshot import load
from app.snapshot.store import Snapshot
from app.system import open_files
from app.telemetry import metrics


@dataclass
class Live:
    """The live half of one process."""

    hub: Hub
    bus: Bus | None = None
    greenlets: list["gevent.Greenlet[..., None]"] = field(default_factory=list)

    def store_changed(self, store_id: UUID, told: Told | None) -> None:
        """A change of this process is committed."""
        self.hub.wake(store_id, told)
        self._publish(f"store-{store_id.hex}")

    def session_ended(self, session: str) -> None:
        """An owner signed a browser out in this process."""
        self.hub.sign_out(session)
        self._publish(f"session-{session}")

    def heard(self, word: str) -> None:
        """Something happened in another process."""
        kind, _, which = word.partition("-")
        if kind == "store":
            self.hub.wake(UUID(which))
        elif kind == "session":
            self.hub.sign_out(which)

    def missed(self) -> None:
        """Anything may have happened in another process."""
        for channel in self.hub.channels:
            self.hub.wake(channel.store_id)

    def _publish(self, word: str) -> None:
        if self.bus is not None:
            self.bus.publish(word)


def init_app(app: Flask) -> None:
    """Give the application its hub; nothing runs yet."""

    def read(channel: Channel) -> Snapshot | None:
        with app.app_context():
            if channel.code_is_unseen:
                periodic.freshen(channel)
            begun = time.perf_counter()
            snapshot = load.snapshot(
                channel.store_id,
                channel.snapshot,
                parties=channel.parties,
                history=channel.dashboards > 0,
            )
            metrics.loaded(time.perf_counter() - begun)
            return snapshot

    settings: Settings = app.config["SETTINGS"]
    most = open_files.streams(settings.max_streams, settings.database_connections)
    hub = Hub(
        read,
        most=most,
        most_of_a_store=settings.max_streams_per_store,
        context=app.app_context,
    )
    live = Live(hub)
    app.extensions["live"] = live
    signals.store_changed.connect(live.store_changed)
    signals.session_ended.connect(live.session_ended)


def hub() -> Hub:
    """This application's hub."""
    live: Live = current_app.extensions["live"]
    return live.hub


def streams(app: Flask) -> int:
    """How many are open in this process."""
    live: Live = app.extensions["live"]
    return live.hub.streams


def own_bus() -> Bus | None:
    """How this process hears of the others; None if it was not started."""
    live: Live = current_app.extensions["live"]
    return live.bus


def note_figures(app: Flask) -> None:
    """Put what is counted here into the figures of all processes."""
    live: Live = app.extensions["live"]
    outage = app.extensions["outage"]
    with app.app_context():
        pools: list[Any] = [engine.pool for engine in db.engines.values()]
    counted = {
        "streams": live.hub.streams,
        "channels": len(live.hub.channels),
        "snapshot_loads": live.hub.loads,
        "deliveries": live.hub.deliveries,
        "pool_in_use": sum(pool.checkedout() for pool in pools),
        "pool_open": sum(pool.checkedout() + pool.checkedin() for pool in pools),
        "database_away_seconds": outage.seconds,
        "refused_while_away": outage.refused_in_all,
    }
    if live.bus is not None:
        counted |= {
            "bus_deaf_seconds": live.bus.deaf_seconds,
            "bus_restarts": live.bus.restarts,
            "bus_not_understood": live.bus.not_understood,
            "bus_published": live.bus.published,
            "bus_received": live.bus.received,
        }
    metrics.note(counted)


def start(app: Flask) -> None:
    """Connect this process to the others and begin the periodic check. Once a process."""
    live: Live = app.extensions["live"]
    if redis_url := app.config["SETTINGS"].redis_url:
        from app.live import redis_bus  # a twentieth of the start, for those who have it

        live.bus = redis_bus.RedisBus(redis_url, live.heard, live.missed)
    else:
        where = address.for_libpq(app.config["SQLALCHEMY_DATABASE_URI"])
        live.bus = PostgresBus(where, live.heard, live.missed)
    live.hub.watched, live.hub.unwatched = live.bus.watch, live.bus.unwatch
    live.greenlets = [
        *live.bus.start(),
        gevent.spawn(periodic.every, periodic.CHECK_SECONDS, lambda: check(app)),
        gevent.spawn(periodic.every, periodic.BEAT_SECONDS, live.hub.beat),
        gevent.spawn(periodic.every, periodic.CHECK_SECONDS, lambda: note_figures(app)),
    ]


def stop(app: Flask) -> None:
    """End every stream and what `start` began. Within milliseconds; the process may then exit."""
    live: Live = app.extensions["live"]
    live.hub.close()
    gevent.killall(live.greenlets, block=False)


def check(app: Flask) -> None:
    """Look for what no word told of, now."""
    live: Live = app.extensions["live"]
    with app.app_context():
        periodic.check(live.hub, live.bus)
