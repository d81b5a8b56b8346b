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
        for server in self.servers:
            server.stop_accepting()
            while arrived := server.do_read():
                server.do_handle(*arrived)
            server.close()

    def _listen(self, listener: Any) -> StreamServer:
        listener.setblocking(1)
        pool = Pool(self.worker_connections)
        server = StreamServer(listener, handle=partial(self.handle, listener), spawn=pool)
        if self.cfg.workers > 1:
            server.max_accept = 1
        server.start()
        return server
