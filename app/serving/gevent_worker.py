"""gunicorn's gevent worker, but for how it stops: nobody who has connected is sent away.

Whoever has connected waits in the listening socket's backlog until they are accepted. When the last
process closes that socket the system resets them all, which a proxy answers with 502, since nobody
can tell whether their request was read.
"""

import contextlib
import itertools
import signal
import socket
import time
from collections.abc import Iterator
from functools import partial
from typing import Any

import gevent
from gevent.pool import Pool
from gunicorn.http import wsgi
from gunicorn.workers.ggevent import GeventWorker

from app.serving import reading
from app.serving.accepting import Acceptor, NoFileLeft
from app.serving.client import MOST_UNSENT, Client
from app.serving.order import Order
from app.serving.waiting import ANSWER_SECONDS, MOST, Waiting
from app.serving.worker import ENDING, end_at_once_when_told
from app.system import open_files
from app.system.connection import HandedOver

# What every answer says of the program behind it: nothing that helps to look for its faults.
wsgi.SERVER = "server"
_TOO_SLOW = b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
_NUMBERS = itertools.count()
_BETWEEN_WORDS = 60.0
"""Seconds until the log has another line about the same."""


def _refused(what: str) -> None:
    # Imported here: what counts figures must be prepared before.
    from app.telemetry import refusals

    refusals.count(refusals.Refused[what])


class _Name:
    """What is asked of a listener while a request is answered."""

    def __init__(self, name: object) -> None:
        self._name = name

    def getsockname(self) -> object:
        """Where it listens."""
        return self._name


class Worker(GeventWorker):
    """Accepts until nobody waits, then closes its sockets in the same breath."""

    servers: tuple[Acceptor, ...] = ()
    waiting: Waiting
    order: Order
    requests: int
    _told_at = -_BETWEEN_WORDS

    def init_process(self) -> None:
        """In the new process."""
        hub = gevent.get_hub()
        hub.NOT_ERROR = (*hub.NOT_ERROR, NoFileLeft)
        self.waiting = Waiting(open_files.waiting(MOST), let_go=lambda: _refused("CONNECTION"))
        self.order = Order()
        super().init_process()

    def init_signals(self) -> None:
        """Before the application is loaded. gunicorn's handlers would let it start to the end."""
        # Nor may they hear of a signal that comes while they are being put in.
        signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)
        super().init_signals()
        end_at_once_when_told()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDING)

    def handle(self, listener: Any, client: Any, addr: Any) -> None:
        """Answer what comes over one connection."""
        client.is_waited_for = partial(self._wait, addr)
        self.waiting.enter(client, self._network(addr))
        try:
            super().handle(listener, client, addr)
        finally:
            self.waiting.leave(client)

    def handle_request(self, listener_name: Any, req: Any, sock: Any, addr: Any) -> None:
        """Answer one request, once it is complete."""
        try:
            is_read = reading.read_body(req, sock)
        except reading.TooSlow:
            _refused("SLOW")
            sock.sendall(_TOO_SLOW)
            raise StopIteration from None
        except reading.Gone:
            raise StopIteration from None
        self.waiting.leave(sock)
        if not is_read or reading.asks_for_stream(req):
            # It will be no connection of ours that another request could come over.
            req.force_close()
        sock.settimeout(ANSWER_SECONDS)
        self._wait_for_turn(req, addr)
        try:
            super().handle_request(listener_name, req, sock, addr)
        except (TimeoutError, HandedOver):
            # Nobody reads it, or it became a stream: then the connection is not ours any more.
            raise StopIteration from None
        finally:
            if not is_read:
                self.waiting.enter(sock, self._network(addr))
                reading.let_come(sock, self.cfg.keepalive)
        self.waiting.enter(sock, self._network(addr))
        # The next may be here already. Others come first, or whoever sends without end is served
        # alone: neither what is read nor what is sent would have to wait.
        gevent.sleep(0)

    def _wait_for_turn(self, req: Any, addr: Any) -> None:
        # Whoever is told to leave waits for these, too.
        self.requests += 1
        try:
            self.order.wait(lambda: self._sender(req, addr))
        finally:
            self.requests -= 1

    def _sender(self, req: Any, addr: Any) -> str:
        """The network that this request comes from, behind as many proxies as there are."""
        from app.security.networks import network_of

        hops = self.wsgi.config["SETTINGS"].proxy_hops
        passed_on = [said for name, said in req.headers if hops and name == "X-FORWARDED-FOR"]
        addresses = ",".join(passed_on).split(",")
        return network_of(addresses[-hops]) if len(addresses) >= hops > 0 else self._network(addr)

    @contextlib.contextmanager
    def _wait(self, addr: Any, client: Client) -> Iterator[None]:
        """The client does not take what it is sent as fast as it comes."""
        self.waiting.enter(client, self._network(addr))
        try:
            yield
        finally:
            self.waiting.leave(client)

    def _network(self, addr: Any) -> str:
        """Whose connection it is; those of a proxy are all the same to us, so each is its own."""
        # Imported here: gunicorn's master must stay clear of Flask.
        from app.security.networks import network_of

        if not isinstance(addr, tuple) or self.wsgi.config["SETTINGS"].proxy_hops:
            return f"one of many {next(_NUMBERS)}"
        return network_of(addr[0])

    def run(self) -> None:
        """Answer until this process is told to leave; `app.serving.worker` then ends it."""
        self.servers = tuple(map(self._listen, self.sockets))
        while True:
            self.notify()
            gevent.sleep(1.0)

    def accept_no_more(self) -> None:
        """Accept whoever waits, and nobody from now on. Never yields to another greenlet."""
        # Signals come twice, from the terminal or the system and from the master.
        servers, self.servers = self.servers, ()
        for server in servers:
            server.stop_accepting()
            # Whoever can't be let in is reset.
            with contextlib.suppress(NoFileLeft):
                while arrived := server.do_read():
                    server.do_handle(*arrived)
            server.close()

    def _no_file(self, error: OSError) -> None:
        self.waiting.make_room()
        if time.monotonic() - self._told_at > _BETWEEN_WORDS:
            self._told_at = time.monotonic()
            self.log.error("no connection can be accepted for now: %s", error.strerror)

    def _listen(self, listener: Any) -> Acceptor:
        listener.setblocking(1)
        # For those that come in as well; where the system has no such bound, there is none.
        with contextlib.suppress(AttributeError, OSError):
            listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, MOST_UNSENT)
        pool = Pool(self.worker_connections)
        # What is accepted last is answered when the listener is closed.
        name = _Name(listener.getsockname())
        handle = partial(self.handle, name)
        server = Acceptor(listener, handle=handle, spawn=pool, no_file=self._no_file)
        if self.cfg.workers > 1:
            server.max_accept = 1
        server.start()
        return server
