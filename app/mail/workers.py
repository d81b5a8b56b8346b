"""Deliveries side by side, so that a mail server that hangs on one holds up none of the others."""

import logging
from collections.abc import Callable
from threading import Lock, Thread, current_thread

from flask import Flask

from app import clock
from app.mail import delivery, smtp

log = logging.getLogger(__name__)

MOST = 8
"""Talks with the mail server at a time, in one process."""


class Workers:
    """Each worker does `work` until it says that there is none left, in a thread of its own.

    In a server's process, which gevent has patched, that is a greenlet. Not an executor's threads:
    Python waits for those when it exits, and a talk with a mail server may take two minutes.
    """

    def __init__(self, work: Callable[[], bool], most: int = MOST) -> None:
        self._work = work
        self._most = most
        self._closed = False
        self._running: set[Thread] = set()
        self._lock = Lock()

    @classmethod
    def of(cls, app: Flask) -> "Workers":
        """Workers that send what is due in this deployment."""
        settings = app.config["SETTINGS"]
        send = smtp.sender(settings)

        def deliver() -> bool:
            with app.app_context():
                return delivery.deliver_one(send, settings.mail_from, clock.now())

        return cls(deliver)

    def start(self, wanted: int = 1) -> None:
        """Begin on so much work, as far as there is room; what runs already goes on to the rest."""
        if self._closed:
            return
        with self._lock:
            for _nth in range(min(wanted, self._most - len(self._running))):
                worker = Thread(target=self._run, daemon=True)
                self._running.add(worker)
                worker.start()

    def close(self) -> None:
        """Begin nothing more; what is being done is brought to its end, if there is time."""
        self._closed = True

    @property
    def running(self) -> int:
        """Workers that have not come to their end."""
        return len(self._running)

    def wait(self) -> None:
        """Until every worker has come to its end."""
        for worker in tuple(self._running):
            worker.join()

    def _run(self) -> None:
        try:
            while not self._closed and self._work():
                continue
        except Exception:
            log.exception("a delivery broke off; it begins again within a minute")
        finally:
            with self._lock:
                self._running.discard(current_thread())
