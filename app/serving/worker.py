"""A worker process: migrate, go live, and leave without keeping anybody waiting.

The functions that are named like gunicorn's hooks are its hooks. Flask, psycopg and what needs
them are imported inside, when gevent has patched the process.
"""

import gc
import logging
import os
import signal
import sys
import time
from types import FrameType
from typing import Any

from app.serving import banner, listening, master, metrics_folder, rolling

ENDING = (signal.SIGINT, signal.SIGQUIT, signal.SIGTERM)
"""The signals that tell a worker to end."""
PATIENCE = 9
"""Seconds that requests have to finish when the worker is asked to leave: longer than any of them
waits for a connection to the database (see `app.database.outage`)."""
STREAMS_PATIENCE = 2
"""Seconds of those that streams have to end: pages come back by themselves, and a phone that sleeps
reads nothing for hours."""
MAILS_PATIENCE = 4
"""Seconds that a mail has after that."""

_THREAD_KEEPS_ON = 0.0005
"""Seconds, not 5 ms, that a thread which makes a report may go on while the screens' one wants to:
that one lets go with each word to the kernel, and a change has dozens of them."""
_QUIET_LOOKS = 5
"""How often in a row, 50 ms apart, nobody may be asking anything before the worker goes."""
# A snapshot of a long line makes a thousand objects at once, and most of them stay for a while.
_MADE_BEFORE_COLLECTING = 10_000


def post_fork(_arbiter: object, worker: Any) -> None:
    """Nothing has begun yet."""
    # Until the application is loaded next to nothing is rubbish, and looking for it takes a twelfth
    # of the start; see `_leave_alone_what_stays`.
    gc.disable()
    # What can't be read as a request may hold a customer's secret link.
    worker.log.error_log.addFilter(_without_paths)
    if wrong := metrics_folder.make_room(os.getpid()):
        worker.log.warning("%s", wrong)
    worker.requests = 0
    worker.is_ending = False
    # Signals come twice, from the terminal or the system and from the master; one of them exits.
    worker.is_quitting = False
    # Until then it has the master's handlers, and a Ctrl-C would be lost.
    end_at_once_when_told()


def end_at_once_when_told() -> None:
    """While it starts, a worker has nobody to answer and nothing to bring to its end: what it does
    to the database is one transaction."""
    for number in ENDING:
        signal.signal(number, lambda *_: os._exit(0))


def _without_paths(said: logging.LogRecord) -> bool:
    """What could not be read as a request is left out, and where an error was, its path."""
    if str(said.msg).startswith("Error handling request"):
        said.msg, said.args = "Error handling a request", ()
    return not str(said.msg).startswith("Invalid request")


def post_worker_init(worker: Any) -> None:
    """The application is loaded: bring the database up to date, start what runs by itself."""
    from gevent import spawn, spawn_later

    from app import live
    from app.jobs import scheduler
    from app.serving import learning
    from app.webhooks import running

    app = worker.wsgi
    _update_schema(worker)
    # From here on there is something to bring to its end. A handler must not block, a greenlet may.
    signal.signal(signal.SIGTERM, lambda *signaled: spawn(_leave, worker, *signaled))
    for number in (signal.SIGINT, signal.SIGQUIT):
        signal.signal(number, worker.handle_quit)
    live.start(app)
    scheduler.start(app)
    running.start(app)
    spawn_later(learning.BEGINS_SECONDS, learning.learn, app.config["SETTINGS"].public_url)
    _leave_alone_what_stays()
    sys.setswitchinterval(_THREAD_KEEPS_ON)
    if taken := listening.begin(worker.sockets, worker.cfg.backlog):
        status = master.APP_LOAD_ERROR if taken.by_us else master.BOOT_ERROR
        master.refuse(taken.said, status)
    rolling.is_ready(worker)
    if worker.age == 1:
        print(banner.text(app.config["SETTINGS"]), flush=True)


def _update_schema(worker: Any) -> None:
    """Apply what is missing; wait for a database that is away, unless it never was there."""
    from gevent import sleep
    from sqlalchemy.exc import OperationalError

    from app.database import schema

    app = worker.wsgi
    settings = app.config["SETTINGS"]
    while True:
        try:
            schema.upgrade(app)
            break
        except schema.NewerSchema as error:
            if worker.age <= settings.web_concurrency:
                master.refuse(str(error))
            # The next release is being started elsewhere; this one runs on its schema until then.
            worker.log.warning("%s", error)
            break
        except OperationalError as error:
            reason = str(error.orig).strip().partition("\n")[0]
            if worker.age <= settings.web_concurrency:
                hint = "check DATABASE_URL" if settings.database_url else "start again"
                master.refuse(f"The database can't be used ({reason}): {hint}")
            # It could be used when the service started, so it comes back; giving up would take
            # the other workers along.
            worker.log.warning("the database is away (%s); trying again", reason)
            worker.notify()
            sleep(1)


def _leave_alone_what_stays() -> None:
    """Let the garbage collector pass over what was loaded until now and never goes away.

    To look through all of it takes 50 ms and more, in which no screen hears of anything.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_MADE_BEFORE_COLLECTING)
    gc.enable()


def pre_request(worker: Any, _request: object) -> None:
    """One more request is being answered."""
    worker.requests += 1


def post_request(worker: Any, _request: object, _environ: object, _response: object) -> None:
    """One less."""
    worker.requests -= 1


def worker_int(worker: Any) -> None:
    """Ctrl-C: gunicorn exits after this."""
    from gevent import GreenletExit

    if worker.is_quitting:
        raise GreenletExit
    worker.is_quitting = True
    _end(worker)


def _leave(worker: Any, number: int, frame: FrameType | None) -> None:
    """SIGTERM: answer what is being asked, then exit."""
    from gevent import sleep

    from app import live

    worker.handle_exit(number, frame)
    worker.accept_no_more()
    _end(worker)
    # gunicorn would go on to wait for connections that browsers only keep open. Those that were
    # let in a moment ago have not begun to ask yet.
    begun = time.monotonic()
    quiet = 0
    while quiet < _QUIET_LOOKS and (gone := time.monotonic() - begun) < PATIENCE:
        watched = gone < STREAMS_PATIENCE and live.streams(worker.wsgi)
        quiet = 0 if worker.requests or watched else quiet + 1
        sleep(0.05)
    if not worker.is_quitting:
        worker.is_quitting = True
        sys.exit(0)


def worker_exit(_arbiter: object, worker: Any) -> None:
    """The last moment: know what becomes of a mail that is being sent, or it is sent twice."""
    if not worker.is_ending:  # it never began, or it crashed
        return
    from gevent import sleep

    from app.jobs import scheduler

    deadline = time.monotonic() + MAILS_PATIENCE
    while scheduler.is_sending(worker.wsgi) and time.monotonic() < deadline:
        sleep(0.02)


def _end(worker: Any) -> None:
    """End the streams and the jobs, which would go on by themselves."""
    if worker.is_ending:
        return
    worker.is_ending = True
    # A query that is cut short by the end is nothing to warn about.
    logging.getLogger("psycopg").setLevel(logging.ERROR)

    from app import live
    from app.jobs import scheduler
    from app.webhooks import running

    for part in (live, scheduler, running):
        try:
            part.stop(worker.wsgi)
        except Exception:
            worker.log.exception("%s did not stop", part.__name__)
