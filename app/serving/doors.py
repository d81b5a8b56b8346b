"""A server that starts takes its address at once, and opens its door when it can answer.

gunicorn lets people in as soon as the master runs; they then wait until the application is loaded,
while a proxy could send them to another process. A door that is shut refuses at once. Those that
systemd or another master hands over are open already, and stay so.
"""

import errno
import socket
from collections.abc import Iterable
from typing import Any

from gunicorn.sock import BaseSocket

from app.serving import places


def keep_shut() -> None:
    """In the master: bind what is made from now on, and don't listen yet."""
    # Whatever gunicorn takes for listening, it leaves as it is.
    BaseSocket._is_listening = staticmethod(lambda _socket: True)


def open_up(doors: Iterable[Any], backlog: int) -> str | None:
    """In the worker: let people in. The address that somebody else has taken meanwhile, if any."""
    for door in doors:
        if door.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
            continue
        try:
            door.listen(backlog)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
            return places.said(door.getsockname())
    return None
