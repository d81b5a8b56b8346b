"""gunicorn's gevent worker, but for how it stops: nobody who is already at the door is sent away.

Whoever has connected waits in the listening socket's backlog until they are accepted. When the last
process closes that socket the system resets them all, which a proxy answers with 502, since nobody
can tell whether their request was read.
"""

from functools import partial
from typing import Any

import gevent
from gevent.pool import Pool
from gevent.server import StreamServer
from gunicorn.workers.ggevent import GeventWorker


class _Name:
    """What is asked of a listener while a request is answered."""

    def __init__(self, name: object) -> None:
        self._name = name

    def getsockname(self) -> object:
        """Where it listens."""
        return self._name


class Worker(GeventWorker):
    """Accepts until nobody waits, then closes the door in the same breath."""

    servers: tuple[StreamServer, ...] = ()

    def run(self) -> None:
        """Answer until this process is told to leave; `app.serving.worker` then ends it."""
        self.servers = tuple(map(self._listen, self.sockets))
        while self.alive:
            self.notify()
            gevent.sleep(1.0)
        while True:
            self.notify()
            gevent.sleep(1.0)

    def close_the_door(self) -> None:
        """Accept whoever waits, and nobody from now on. Never yields to another greenlet."""
        # Signals come twice, from the terminal or the system and from the master.
        servers, self.servers = self.servers, ()
        for server in servers:
            server.stop_accepting()
            while arrived := server.do_read():
                server.do_handle(*arrived)
            server.close()

    def _listen(self, listener: Any) -> StreamServer:
        listener.setblocking(1)
        pool = Pool(self.worker_connections)
        # What is accepted last is answered when the listener is closed.
        name = _Name(listener.getsockname())
        server = StreamServer(listener, handle=partial(self.handle, name), spawn=pool)
        if self.cfg.workers > 1:
            server.max_accept = 1
        server.start()
        return server
