"""The server's end of a client's connection."""

import errno
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext, suppress
from typing import Any

from gevent.socket import socket

MOST_UNSENT = 256 * 1024
"""Bytes that the system holds of what a client does not take: more than nearly any page, and a
tenth of what it might hold otherwise."""


class Client(socket):
    """A connection that says when its client is waited for while it is sent something."""

    is_waited_for: Callable[["Client"], AbstractContextManager[object]] = nullcontext

    def send(self, data: Any, flags: int = 0, **timeout: Any) -> int:
        """Send some of it, at once or when there is room; how many bytes."""
        send: Any = super().send  # which takes more than its types tell
        with suppress(BlockingIOError):
            return int(send(data, flags, timeout=0.0))
        try:
            with self.is_waited_for(self):
                return int(send(data, flags, **timeout))
        except OSError as error:
            if error.errno != errno.EBADF:
                raise
            # Let go meanwhile: for the server that is no other thing than a client that has gone.
            raise BrokenPipeError(errno.EPIPE, "let go") from None
