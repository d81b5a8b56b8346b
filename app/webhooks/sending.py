"""One POST to a receiver: to an address that was looked at, without redirects, within seconds."""

import contextlib
import http.client
import socket
import ssl
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from threading import Event, Timer
from typing import Any
from urllib.parse import urlsplit

import dns.exception
import dns.resolver

from app.security import trust
from app.webhooks import addresses

TALK_SECONDS = 10.0
"""How long the whole talk with a receiver may take, the search for its address included."""


class Unanswered(Exception):
    """The receiver could not be reached, or said nothing in time; says why in a few words."""


def public_resolver() -> dns.resolver.Resolver:
    """Finds addresses of the open internet, where names of one's own network mean nothing.

    Not the system's: that one can't be told to give up, and holds up a thread of all too few.
    """
    return dns.resolver.Resolver()


@dataclass(frozen=True, slots=True)
class Sender:
    """Sends as this deployment allows: `allowed` are hosts, or host:port, that may be private."""

    allowed: Collection[str] = ()
    seconds: float = TALK_SECONDS
    resolver: Callable[[], dns.resolver.Resolver] = field(default=public_resolver)

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> int:
        """The status that the receiver answered with. Raises Unanswered."""
        connection = self._connection(url)
        # http.client limits each wait alone.
        late = Event()
        hang_up = Timer(self.seconds, _hang_up, [connection, late])
        hang_up.daemon = True
        hang_up.start()
        try:
            parts = urlsplit(url)
            path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.request("POST", path, body, dict(headers))
            status = connection.getresponse().status
        except (OSError, http.client.HTTPException, dns.exception.DNSException) as error:
            raise Unanswered(_words(TimeoutError() if late.is_set() else error)) from error
        finally:
            hang_up.cancel()
            connection.close()
        if late.is_set():
            # What had come of the answer until then may read like a whole one.
            raise Unanswered(_words(TimeoutError()))
        return status

    def _connection(self, url: str) -> http.client.HTTPConnection:
        try:
            # Also what was taken when the deployer still allowed it.
            parts = urlsplit(addresses.checked(url, self.allowed))
        except ValueError:
            raise Unanswered("not allowed") from None
        host = parts.hostname or ""
        vouched = addresses.is_allowed(parts, self.allowed)
        find = _anywhere if vouched else self._in_public
        if parts.scheme == "https":
            return _Https(host, parts.port or 443, self.seconds, find)
        return _Http(host, parts.port or 80, self.seconds, find)

    def _in_public(self, host: str) -> list[str]:
        """The host's addresses; refused if any of them is not public."""
        literal = addresses.literal_address(host)
        found = [str(literal)] if literal else self._resolve(host)
        if not found:
            raise OSError("no address")
        if not all(addresses.is_public(ip_address(address)) for address in found):
            raise PermissionError("not a public address")
        return found

    def _resolve(self, host: str) -> list[str]:
        resolver, found = self.resolver(), []
        for kind in ("A", "AAAA"):
            with contextlib.suppress(dns.resolver.NoAnswer):
                answer = resolver.resolve(host, kind, lifetime=self.seconds / 2, search=False)
                found += [record.address for record in answer]
        return found


def _anywhere(host: str) -> list[str]:
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


class _Http(http.client.HTTPConnection):
    """Connects to an address that `find` gave, so that no second look-up finds another one."""

    def __init__(
        self, host: str, port: int, seconds: float, find: Callable[[str], list[str]], **more: Any
    ) -> None:
        super().__init__(host, port, timeout=seconds, **more)
        self._find = find
        self._seconds = seconds

    def connect(self) -> None:
        """Try one address after the other, as long as there is time."""
        trouble: OSError | None = None
        until = time.monotonic() + self._seconds
        for address in self._find(self.host):
            left = until - time.monotonic()
            if left <= 0:
                raise TimeoutError
            try:
                self.sock = socket.create_connection((address, self.port), left)
            except OSError as error:
                trouble = error
            else:
                return
        raise trouble or OSError("no address")


class _Https(_Http):
    """The same, encrypted, with the name in the certificate checked."""

    default_port = http.client.HTTPS_PORT

    def connect(self) -> None:
        """Connect, then shake hands."""
        super().connect()
        self.sock = trust.context().wrap_socket(self.sock, server_hostname=self.host)


def _hang_up(connection: http.client.HTTPConnection, late: Event) -> None:
    late.set()
    open_socket = connection.sock
    if open_socket is not None:
        # Whoever waits for the receiver's words reads the end of the connection instead.
        with contextlib.suppress(OSError):
            open_socket.shutdown(socket.SHUT_RDWR)


def _words(error: Exception) -> str:
    """For the owner: what kind of trouble, and nothing that the receiver's network said."""
    if isinstance(error, PermissionError):
        return str(error)
    if isinstance(error, (TimeoutError, dns.exception.Timeout)):
        return "no answer in time"
    if isinstance(error, (dns.exception.DNSException, socket.gaierror)):
        return "no such host"
    if isinstance(error, ssl.SSLError):
        return "no trusted certificate"
    if isinstance(error, ConnectionRefusedError):
        return "refused"
    return "no answer"
