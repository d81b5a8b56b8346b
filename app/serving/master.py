"""The master process: refuse in one line, start the private database, stop it at the end."""

import atexit
import logging
import os
import signal
import sys
import traceback
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NoReturn

from app.embedded_postgres import Cluster, EmbeddedPostgresError
from app.environment.values import misspelt
from app.mail import outbox
from app.serving import metrics_folder, places
from app.settings import NAMES, Settings

if TYPE_CHECKING:
    from gunicorn.arbiter import Arbiter

APP_LOAD_ERROR = 4
"""gunicorn's word for: give up instead of trying again and again."""
WORKER = "app.serving.gevent_worker.Worker"
"""What answers: no other knows how streams are served."""
BOOT_ERROR = 3
"""And its word for: a worker could not start. Another start may go well."""


def refuse(line: str, status: int = APP_LOAD_ERROR) -> NoReturn:
    """Say in one line what is wrong, and exit: for good, unless the status is another."""
    print(line, file=sys.stderr, flush=True)
    sys.exit(status)


def _status_of(*, passes: bool) -> int:
    """What passes by itself is tried again by whoever keeps this running."""
    return 1 if passes else APP_LOAD_ERROR


def stop_quietly() -> None:
    """Until gunicorn handles signals itself, let Ctrl-C end the start without a traceback."""
    defaults = {signal.SIGINT: signal.default_int_handler, signal.SIGTERM: signal.SIG_DFL}
    for number, default in defaults.items():
        if signal.getsignal(number) is default:  # and not when gunicorn reloads its configuration
            signal.signal(number, lambda number, _: sys.exit(128 + number))


def _refuse_what_is_not_served(gunicorn: Any) -> None:
    """What its own settings ask for and our worker would leave out without a word."""
    if gunicorn.is_ssl:
        refuse(
            "This server has no TLS (--certfile, --keyfile): put a proxy before it that speaks it,"
            " like deploy/nginx.conf, and set PUBLIC_URL and PROXY_HOPS=1",
        )
    if gunicorn.worker_class_str != WORKER:
        refuse(
            "Only the --worker-class that gunicorn.conf.py names can serve this: leave it out",
        )
    if gunicorn.preload_app:
        refuse(
            "Nothing can be loaded before the workers start (--preload): leave it out",
        )


def prepare(arbiter: "Arbiter", settings: Settings) -> None:
    """Make sure that the port is free and the database is there, or refuse.

    A private database runs until this process ends.
    """
    _refuse_what_is_not_served(arbiter.cfg)
    logging.getLogger("gunicorn.error").addFilter(_is_news)
    atexit.register(_in_this_process(metrics_folder.remove))
    for line in misspelt(os.environ, NAMES):
        print(line, file=sys.stderr, flush=True)
    # Another master or systemd may hand over a port that is open already.
    if not {"GUNICORN_PID", "LISTEN_FDS"} & os.environ.keys():
        for address in arbiter.cfg.address:
            if wrong := places.wrong_with(address):
                refuse(wrong.said, _status_of(passes=wrong.passes))
    if settings.smtp is None and (said := places.wrong_with_outbox(outbox.folder(settings))):
        refuse(said)
    if settings.database_url is None:
        _start(Cluster.for_settings(settings))
    else:
        _refuse_unfit_database(settings)


def _refuse_unfit_database(settings: Settings) -> None:
    """Look at the database in a process of its own, since this one must not import psycopg."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            from app.checks import database

            wrong = [finding for finding in database.look(settings) if finding.good is False]
            for finding in wrong:
                print(finding.said, file=sys.stderr, flush=True)
            passes = all(finding.passes for finding in wrong)
            status = _status_of(passes=passes) if wrong else 0
        except BaseException:  # noqa: BLE001 - whatever it is, the child must end here
            traceback.print_exc()
        os._exit(status)
    _, ended = os.waitpid(child, 0)
    if status := os.waitstatus_to_exitcode(ended):
        sys.exit(abs(status))


def _in_this_process(work: Callable[[], None]) -> Callable[[], None]:
    """The work, but for workers, which are forked from here and leave through here, too."""
    master = os.getpid()
    return lambda: work() if os.getpid() == master else None


def _start(cluster: Cluster) -> None:
    def stop() -> None:
        try:
            cluster.stop()
        except EmbeddedPostgresError as error:
            print(error, file=sys.stderr, flush=True)

    # gunicorn's on_exit is left out when gunicorn fails; this also ends a start that is cut short.
    atexit.register(_in_this_process(stop))
    try:
        cluster.start()
    except EmbeddedPostgresError as error:
        refuse(str(error), _status_of(passes=error.passes))


def _is_news(record: logging.LogRecord) -> bool:
    """Not news: what a worker has already explained, and that it ends when it is told to end."""
    match record.msg, record.args:
        case "Worker (pid:%s) exited with code %s.", (_, code):
            return code not in (BOOT_ERROR, APP_LOAD_ERROR)
        case "Worker (pid:%s) was sent %s!", (_, name):
            return name not in ("SIGINT", "SIGQUIT", "SIGTERM")
    return record.msg not in ("Shutting down: %s", "Reason: %s")
