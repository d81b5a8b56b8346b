"""A server that starts takes its address at once, and listens when it can answer.

gunicorn lets people in as soon as the master runs; they then wait until the application is loaded,
while a proxy could send them to another process. A socket that does not listen refuses at once.
Those that systemd or another master hands over listen already, and go on.
"""

import errno
import socket
from collections.abc import Sequence
from typing import Any, NamedTuple

from gunicorn.sock import BaseSocket

from app.serving import places


def put_off() -> None:
    """In the master: bind what is made from now on, and don't listen yet."""
    # Whatever gunicorn takes for listening, it leaves as it is.
    BaseSocket._is_listening = staticmethod(lambda _socket: True)


class Taken(NamedTuple):
    """What to say of an address that is taken, and whether it is by another one of ours."""

    said: str
    by_us: bool


def begin(sockets: Sequence[Any], backlog: int) -> Taken | None:
    """In the worker: let people in. What is wrong with an address that somebody else took."""
    for one in sockets:
        if one.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
            continue
        try:
            one.listen(backlog)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
            address = one.getsockname()
            ports = [other.getsockname()[1:2] for other in sockets]
            by_us = ports.count(address[1:2]) > 1
            whom = (
                "another address of BIND (where [::] is, IPv4 is, too)"
                if by_us
                else "another program"
            )
            return Taken(f"{places.said(address)} is taken by {whom}: choose another", by_us)
    return None
