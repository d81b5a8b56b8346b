"""The connections that carry streams: quick to send. When nobody reads, `app.serving` gives up."""

from typing import Any

from gevent.socket import socket


class _Quick(socket):
    """Sends what fits at once, which is nearly always all.

    gevent asks the kernel for the size of its buffer before each send; with a thousand screens that
    question is a tenth of what a change costs.
    """

    __slots__ = ()

    def sendall(self, data: Any, flags: int = 0) -> None:
        sent = self.send(data, flags)
        if sent < len(data):
            super().sendall(memoryview(data)[sent:], flags)


def prepare(connection: Any) -> None:
    """Make this connection ready for a stream. None, and what a test passes, stays as it is."""
    if type(connection) is socket:
        # Not another object around it, nor a worker of our own that makes another to begin with:
        # each stream would keep it, or the frame that made it, for hours.
        connection.__class__ = _Quick
