"""When the jobs run; the only importer of APScheduler. No logic of its own."""

import logging
from datetime import UTC, datetime

from apscheduler.jobstores.base import JobLookupError
from apscheduler.schedulers.gevent import GeventScheduler
from flask import Flask, current_app

from app import clock, mail
from app.jobs import closing, delivery

_DELIVERY = "delivery"


def start(app: Flask) -> None:
    """Run the jobs now and every minute. Every process may; each item is claimed by one."""
    # Late is better than never: after sleep or a pause a missed run is made up for, once.
    defaults = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    # A kick while the job is at it is no news: it goes on until nothing is due.
    logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)
    scheduler = GeventScheduler(timezone=UTC, job_defaults=defaults)
    settings = app.config["SETTINGS"]
    send = mail.sender(settings)

    def close() -> None:
        with app.app_context():
            if closing.close_due(settings, clock.now()):
                _kick(scheduler)

    def deliver() -> None:
        with app.app_context():
            delivery.deliver_due(send, settings.mail_from, clock.now)

    for name, job in (("closing", close), (_DELIVERY, deliver)):
        scheduler.add_job(job, "interval", minutes=1, id=name, next_run_time=clock.now())
    scheduler.start()
    app.extensions["scheduler"] = scheduler


def stop(app: Flask) -> None:
    """Begin nothing more. A mail that is being sent is sent again by the next process."""
    scheduler = app.extensions.pop("scheduler", None)
    if scheduler is not None:
        scheduler.shutdown(wait=False)


def deliver_soon() -> None:
    """There is a new mail: don't wait for the minute. Without a running scheduler, nothing."""
    scheduler = current_app.extensions.get("scheduler")
    if scheduler is not None:
        _kick(scheduler)


def _kick(scheduler: GeventScheduler) -> None:
    try:
        scheduler.modify_job(_DELIVERY, next_run_time=datetime.now(UTC))
    except JobLookupError:
        return
