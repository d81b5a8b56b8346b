"""The listener that lets connections in, also where the system has no file left for one more."""

import errno
from collections.abc import Callable
from typing import Any

from gevent.server import StreamServer

from app.serving.client import Client


class NoFileLeft(OSError):
    """Nobody can be let in at the moment, and that has been said. gevent tries again soon."""


class Acceptor(StreamServer):
    """A listener that says in its own words that there is no file for another connection."""

    def __init__(self, *args: Any, no_file: Callable[[OSError], object], **more: Any) -> None:
        super().__init__(*args, **more)
        self._no_file = no_file

    def do_read(self) -> Any:
        """The connection that comes in, and its address; None if none does."""
        at: Any = self.socket
        try:
            file, address = at._accept()
        except BlockingIOError:
            return None
        except OSError as error:
            if error.errno not in (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM):
                raise
            self._no_file(error)
            raise NoFileLeft(*error.args) from None
        return Client(at.family, at.type, at.proto, file), address
