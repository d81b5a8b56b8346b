"""The master process: refuse in one line, start the private database, stop it at the end."""

import atexit
import errno
import logging
import os
import signal
import socket
import sys
from typing import TYPE_CHECKING, NoReturn

from app.embedded_postgres import Cluster, EmbeddedPostgresError
from app.environment.values import misspelt
from app.settings import NAMES, Settings

if TYPE_CHECKING:
    from gunicorn.arbiter import Arbiter

_BOOT_FAILURES = (3, 4)  # gunicorn's WORKER_BOOT_ERROR and APP_LOAD_ERROR


def refuse(line: str, status: int = 1) -> NoReturn:
    """Say in one line what is wrong, and exit."""
    print(line, file=sys.stderr, flush=True)
    sys.exit(status)


def stop_quietly() -> None:
    """Until gunicorn handles signals itself, let Ctrl-C end the start without a traceback."""
    defaults = {signal.SIGINT: signal.default_int_handler, signal.SIGTERM: signal.SIG_DFL}
    for number, default in defaults.items():
        if signal.getsignal(number) is default:  # and not when gunicorn reloads its configuration
            signal.signal(number, lambda number, _: sys.exit(128 + number))


def prepare(arbiter: "Arbiter", settings: Settings) -> None:
    """Make sure that the port is free and the database is there, or refuse.

    A private database runs until this process ends.
    """
    logging.getLogger("gunicorn.error").addFilter(_is_news)
    for line in misspelt(os.environ, NAMES):
        print(line, file=sys.stderr, flush=True)
    # Another master or systemd may hand over a port that is open already.
    if not {"GUNICORN_PID", "LISTEN_FDS"} & os.environ.keys():
        for address in arbiter.cfg.address:
            if isinstance(address, tuple):
                _refuse_taken(*address)
    if settings.database_url is None:
        _start(Cluster.for_settings(settings))


def _refuse_taken(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                refuse(f"Port {port} can't be used ({error.strerror}): choose another, PORT=8000")
            other = port + 1 if port < 65535 else port - 1
            refuse(
                f"Port {port} is taken. Stop what uses it, or choose another: PORT={other} make run"
            )


def _start(cluster: Cluster) -> None:
    master = os.getpid()

    def stop() -> None:
        if os.getpid() != master:  # workers are forked from here, and leave through here, too
            return
        try:
            cluster.stop()
        except EmbeddedPostgresError as error:
            print(error, file=sys.stderr, flush=True)

    # gunicorn's on_exit is left out when gunicorn fails; this also ends a start that is cut short.
    atexit.register(stop)
    try:
        cluster.start()
    except EmbeddedPostgresError as error:
        refuse(str(error))


def _is_news(record: logging.LogRecord) -> bool:
    """Not news: what a worker has already explained, and that it ends when it is told to end."""
    match record.msg, record.args:
        case "Worker (pid:%s) exited with code %s.", (_, code):
            return code not in _BOOT_FAILURES
        case "Worker (pid:%s) was sent %s!", (_, name):
            return name not in ("SIGINT", "SIGQUIT", "SIGTERM")
    return record.msg not in ("Shutting down: %s", "Reason: %s")
