"""How gunicorn serves Queue System, on a laptop as in production.

What this file imports must stay clear of Flask and psycopg: psycopg decides how to wait when it is
first imported, and gevent patches only the workers, after the master has read this.
"""

import contextlib
import os
import resource
from typing import TYPE_CHECKING, Any

from app.serving import listening, master, metrics_folder, rolling, worker
from app.serving.log import OneFormat
from app.settings import Settings, SettingsError
from app.telemetry import logs

if TYPE_CHECKING:
    from gunicorn.arbiter import Arbiter

master.stop_quietly()
try:
    settings = Settings.from_environ(os.environ)
except SettingsError as error:
    master.refuse(str(error))
logs.configure(settings.log_format)
try:
    metrics_folder.prepare()
except OSError as error:
    master.refuse(
        f"No folder for temporary files can be written ({error.strerror}): set TMPDIR to one"
    )

bind = list(settings.binds)
worker_class = master.WORKER
workers = settings.web_concurrency
worker_connections = 10_000  # that ask or may ask; those of event streams are no more among them
keepalive = 5  # seconds
# Seconds: for requests, then for a mail that is being sent.
graceful_timeout = worker.PATIENCE + worker.MAILS_PATIENCE + 1
# No access log: the customers' URLs are their secrets.
accesslog = None
logger_class = OneFormat
# What gunicorn tells at "info" would drown the banner.
loglevel = "warning" if settings.log_level == "info" else settings.log_level
# PROXY_HOPS says whom to believe, inside the application; gunicorn itself believes nobody.
forwarded_allow_ips = ""
# A remote control in the home folder that nobody asked for.
control_socket_disable = True

# Each stream is an open file. macOS has limits that it does not tell.
_, most_files = resource.getrlimit(resource.RLIMIT_NOFILE)
with contextlib.suppress(ValueError, OSError):
    resource.setrlimit(resource.RLIMIT_NOFILE, (most_files, most_files))


def on_starting(arbiter: "Arbiter") -> None:
    """In the master, before anything listens."""
    master.prepare(arbiter, settings)
    listening.put_off()
    rolling.follow(arbiter)


post_fork = worker.post_fork
post_worker_init = worker.post_worker_init
pre_request = worker.pre_request
post_request = worker.post_request
worker_int = worker.worker_int
worker_exit = worker.worker_exit


def child_exit(_arbiter: "Arbiter", gone: Any) -> None:
    """In the master, after a worker has ended."""
    metrics_folder.forget_worker(gone.pid)
