"""When the jobs run; the only importer of APScheduler. No logic of its own."""

import logging
from datetime import UTC

from apscheduler.schedulers.gevent import GeventScheduler
from flask import Flask, current_app

from app import clock
from app.jobs import closing, reminding
from app.mail import delivery
from app.mail.workers import Workers
from app.models import OutgoingMail


def start(app: Flask) -> None:
    """Run the jobs now and every minute. Every process may; each item is claimed by one."""
    # Late is better than never: after sleep or a pause a missed run is made up for, once.
    defaults = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    # A run that takes longer than a minute is no news: it goes on until nothing is due.
    logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)
    scheduler = GeventScheduler(timezone=UTC, job_defaults=defaults)
    settings = app.config["SETTINGS"]
    workers = Workers.of(app)

    def close() -> None:
        with app.app_context():
            closing.close_due(settings, clock.now(), then=workers.start)

    def remind() -> None:
        with app.app_context():
            if reminding.remind_due(settings, clock.now()):
                workers.start()

    def deliver() -> None:
        with app.app_context():
            workers.start(OutgoingMail.due(clock.now()))
            delivery.forget_old(settings, clock.now())

    for job in (close, remind, deliver):
        scheduler.add_job(job, "interval", minutes=1, next_run_time=clock.now())
    scheduler.start()
    app.extensions["scheduler"] = scheduler
    app.extensions["mail_workers"] = workers


def stop(app: Flask) -> None:
    """Begin nothing more. A mail that is still being sent is sent again by the next process."""
    workers: Workers | None = app.extensions.get("mail_workers")
    if workers is not None:
        workers.close()
    scheduler = app.extensions.pop("scheduler", None)
    if scheduler is not None:
        scheduler.shutdown(wait=False)


def is_sending(app: Flask) -> bool:
    """Whether a mail is being handed over."""
    workers: Workers | None = app.extensions.get("mail_workers")
    return workers is not None and workers.running > 0


def deliver_soon() -> None:
    """There is a new mail: don't wait for the minute. Without a running scheduler, nothing."""
    workers: Workers | None = current_app.extensions.get("mail_workers")
    if workers is not None:
        workers.start()
