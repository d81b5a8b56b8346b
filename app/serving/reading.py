"""What is read of a request, and how much: clients that send it in pieces hold up nobody else.

gunicorn looks at each piece of a head together with all that came before, and what is there already
is read without letting others go on. So a head and the pieces of a body are bounded.
"""

import contextlib
import io
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

import gevent
from gunicorn.http import message, parser
from gunicorn.http.errors import InvalidChunkSize

from app.serving.waiting import BODY_SECONDS, LARGEST_BODY
from app.system.turns import let_others_go_first

LARGEST_HEAD = 32 * 1024
"""Bytes: twice what a browser with all cookies sends; as much as nginx takes at most."""
MOST_PIECES = 1_000
"""Of a body in chunks: sixteen times as many as it is sent in at 1 kB each."""
_COOKIE = "COOKIE"
_STREAMS = "/events"
"""How the addresses of streams end."""


class TooSlow(Exception):
    """The body did not come within its time."""


class Gone(Exception):
    """The client has gone in the middle of the body."""


class _Request(message.Request):
    """A request with a head that no sender makes long, and all its cookies in one line."""

    headers: list[tuple[str, str]]

    @property
    def max_buffer_headers(self) -> int:
        """Bytes."""
        return LARGEST_HEAD

    @max_buffer_headers.setter
    def max_buffer_headers(self, _of_all_fields_together: int) -> None:
        """gunicorn's is a hundred times its longest field."""

    def parse(self, unreader: Any) -> Any:
        """Read the head; what came behind it."""
        rest = super().parse(unreader)
        cookies = [said for name, said in self.headers if name == _COOKIE]
        if len(cookies) > 1:
            # As HTTP/2 lets them come (RFC 9113, 8.2.3). gunicorn would put commas between them.
            others = [field for field in self.headers if field[0] != _COOKIE]
            self.headers = [*others, (_COOKIE, "; ".join(cookies))]
        return rest


parser.RequestParser.mesg_class = _Request


def read_body(req: Any, sock: Any) -> bool:
    """Put the whole body in the place of what would read it; False if it is too long.

    What is no body raises what gunicorn answers with 400, else TooSlow or Gone.
    """
    headers = dict(req.headers)
    length = int(headers.get("CONTENT-LENGTH", 0))
    chunked = "TRANSFER-ENCODING" in headers
    if not length and not chunked:
        return True
    if req._expected_100_continue:
        req._expected_100_continue = False  # or gunicorn says it once more
        sock.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
    coming, read = req.body, None
    if chunked:
        coming.reader.parser = _few(coming.reader.parser)
    with gevent.Timeout(BODY_SECONDS, False):  # type: ignore[arg-type]
        read = coming.read(LARGEST_BODY + 1)
    if read is None:
        raise TooSlow
    if len(read) < min(length, LARGEST_BODY):
        raise Gone
    req.body = io.BytesIO(read)
    if len(read) <= LARGEST_BODY:
        return True
    if chunked:
        # Said as its length is too long for the application, too: it would go by the beginning.
        others = [field for field in req.headers if field[0] != "TRANSFER-ENCODING"]
        req.headers = [*others, ("CONTENT-LENGTH", str(len(read)))]
    return False


def _few(pieces: Iterator[bytes]) -> Iterator[bytes]:
    for nth, piece in enumerate(pieces):
        if nth == MOST_PIECES:
            raise InvalidChunkSize(b"one too many")
        yield piece


def let_come(sock: Any, seconds: float) -> None:
    """Take what is still sent, and forget it, so that the client gets to read the answer."""
    with contextlib.suppress(OSError), gevent.Timeout(seconds, False):  # type: ignore[arg-type]
        while sock.recv(LARGEST_BODY):
            # What is here already does not wait, so nobody else would come to their turn.
            let_others_go_first()


def asks_for_stream(req: Any) -> bool:
    """Whether the connection will carry nothing else, once this is answered."""
    return unquote(req.path).endswith(_STREAMS)
