"""When messages are sent: right after a change in this process, and every second what is due."""

import logging
from uuid import UUID

import gevent
from flask import Flask
from gevent.event import Event

from app import clock, database
from app.database import signals
from app.mail.workers import Workers
from app.settings import Settings
from app.webhooks.delivery import Busy, deliver_one
from app.webhooks.sending import Sender

log = logging.getLogger(__name__)

MOST = 32
"""Talks with receivers at a time, in one process; each may take ten seconds."""
_LOOK_SECONDS = 1.0
_LOOK = """
SELECT (SELECT count(*) FROM webhook_delivery WHERE next_attempt_at <= %(now)s),
       ARRAY(SELECT DISTINCT store_id FROM webhook)
"""


class Courier:
    """Sends what is due in this deployment; a change in a store without webhooks costs nothing."""

    def __init__(self, app: Flask) -> None:
        settings: Settings = app.config["SETTINGS"]
        sender, busy = Sender(settings.webhook_hosts), Busy()
        self._app = app
        self._soon = Event()
        self._stores: set[UUID] = set()

        def work() -> bool:
            with app.app_context():
                return deliver_one(sender, settings.secret_key, clock.now, busy)

        self.workers = Workers(work, MOST)
        signals.store_changed.connect(self._changed)

    def look(self) -> None:
        """Begin on what is due."""
        with self._app.app_context():
            ((due, stores),) = database.rows(_LOOK, {"now": clock.now()})
        self._stores = set(stores)
        self.workers.start(due)

    def run(self) -> None:
        """Look again and again."""
        while True:
            self._soon.wait(_LOOK_SECONDS)
            self._soon.clear()
            try:
                self.look()
            except Exception:
                log.exception("the look for webhooks' messages failed; it is done again in 1 s")
                gevent.sleep(_LOOK_SECONDS)

    def _changed(self, store_id: UUID, **_told: object) -> None:
        if store_id in self._stores:
            self._soon.set()


def start(app: Flask) -> None:
    """Begin to send. Once a process; each message is claimed by one."""
    courier = Courier(app)
    app.extensions["courier"] = courier
    app.extensions["courier_greenlet"] = gevent.spawn(courier.run)


def stop(app: Flask) -> None:
    """Begin nothing more. A message that is being sent is sent again by the next process."""
    courier: Courier | None = app.extensions.pop("courier", None)
    if courier is not None:
        courier.workers.close()
        app.extensions.pop("courier_greenlet").kill(block=False)
