"""When the jobs run; the only importer of APScheduler. No logic of its own."""

import logging
from collections.abc import Callable
from datetime import UTC

import gevent
from apscheduler.schedulers.gevent import GeventScheduler
from flask import Flask, current_app

from app import clock, database
from app.extensions import db, limiter
from app.jobs import closing, reminding
from app.jobs.clock_watch import ClockWatch
from app.mail import delivery
from app.mail.workers import Workers
from app.models import OutgoingMail, clock_set_back
from app.telemetry import metrics, refusals

_LOOK_SECONDS = 5.0


def start(app: Flask) -> None:
    """Run the jobs now and every minute. Every process may; each item is claimed by one.

    A minute is one of the clock that nobody can set: APScheduler itself goes by the time of day,
    so when that is set, the jobs are told to run at once, and every minute from then on.
    """
    # Late is better than never: after sleep or a pause a missed run is made up for, once.
    defaults = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    # A run that takes longer than a minute is no news: it goes on until nothing is due.
    logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)
    scheduler = GeventScheduler(timezone=UTC, job_defaults=defaults)
    workers = Workers.of(app)
    watch = ClockWatch()
    with app.app_context():
        watch.compare(database.rows("SELECT now()", ())[0][0])
    for job in _jobs(app, workers, watch):
        scheduler.add_job(job, "interval", minutes=1, next_run_time=clock.now())
    scheduler.start()
    app.extensions["scheduler"] = scheduler
    app.extensions["mail_workers"] = workers
    gevent.spawn(_follow_the_clock, app, watch)


def _jobs(app: Flask, workers: Workers, watch: ClockWatch) -> list[Callable[[], None]]:
    settings = app.config["SETTINGS"]

    def close() -> None:
        if not watch.holds:
            closing.close_due(settings, clock.now(), then=workers.start)

    def remind() -> None:
        if reminding.remind_due(settings, clock.now()):
            workers.start()

    def deliver() -> None:
        clock_set_back.bring_back(clock.now())
        db.session.commit()
        workers.start(OutgoingMail.due(clock.now()))
        if not watch.holds:
            delivery.forget_old(settings, clock.now())
        metrics.mails(*OutgoingMail.waiting())

    def counted(job: Callable[[], None]) -> Callable[[], None]:
        def run() -> None:
            with app.app_context():
                job()
            metrics.ran(job.__name__)

        return run

    return [counted(job) for job in (close, remind, deliver, tell_refusals)]


def tell_refusals() -> None:
    """Put what was refused in the last minute into the log."""
    refusals.tell()


def _follow_the_clock(app: Flask, watch: ClockWatch) -> None:
    while scheduler := app.extensions.get("scheduler"):
        gevent.sleep(_LOOK_SECONDS)
        if watch.look():
            limiter.clock_was_set()
            for job in scheduler.get_jobs():
                job.modify(next_run_time=clock.now())


def stop(app: Flask) -> None:
    """Begin nothing more. A mail that is still being sent is sent again by the next process."""
    workers: Workers | None = app.extensions.get("mail_workers")
    if workers is not None:
        workers.close()
    scheduler = app.extensions.pop("scheduler", None)
    if scheduler is not None:
        scheduler.shutdown(wait=False)
    refusals.tell()


def is_sending(app: Flask) -> bool:
    """Whether a mail is being handed over."""
    workers: Workers | None = app.extensions.get("mail_workers")
    return workers is not None and workers.running > 0


def deliver_soon() -> None:
    """There is a new mail: don't wait for the minute. Without a running scheduler, nothing."""
    workers: Workers | None = current_app.extensions.get("mail_workers")
    if workers is not None:
        workers.start()
