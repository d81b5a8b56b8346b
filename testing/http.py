"""As little HTTP as a load generator can do with, so that it measures the server and not itself."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field
from urllib.parse import urlencode

Headers = dict[bytes, bytes]


@dataclass
class Reply:
    """One response, read whole."""

    status: int
    headers: Headers
    body: bytes

    @property
    def location(self) -> str:
        """Where a redirect leads."""
        return self.headers[b"location"].decode()


@dataclass
class Client:
    """One kept-alive connection with a cookie jar of one cookie.

    `address` is where a proxy would say that it comes from.
    """

    port: int
    cookie: bytes = b""
    address: str = ""
    _reader: asyncio.StreamReader | None = field(default=None, repr=False)
    _writer: asyncio.StreamWriter | None = field(default=None, repr=False)

    async def get(self, path: str) -> Reply:
        """Fetch a page."""
        return await self._talk(self._head("GET", path) + b"\r\n")

    async def post(self, path: str, fields: dict[str, str]) -> Reply:
        """Send a form."""
        return await self.post_raw(path, urlencode(fields).encode())

    async def post_raw(self, path: str, body: bytes) -> Reply:
        """Send a form that is written already."""
        about = (
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
        )
        return await self._talk(self._head("POST", path) + about.encode() + b"\r\n" + body)

    async def stream(self, path: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Open an event stream; the head of the response is read already."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port, limit=1 << 20)
        writer.write(self._head("GET", path) + b"Accept: text/event-stream\r\n\r\n")
        status = (await reader.readline()).split()[1]
        if status != b"200":
            raise ConnectionError(f"the stream answered {status.decode()}")
        while await reader.readline() != b"\r\n":
            pass
        return reader, writer

    async def connect(self) -> Client:
        """Come to the door, without asking for anything yet."""
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self.port)
        return self

    def close(self) -> None:
        """Let go of the connection."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    def _head(self, method: str, path: str) -> bytes:
        cookie = b"Cookie: " + self.cookie + b"\r\n" if self.cookie else b""
        via = f"X-Forwarded-For: {self.address}\r\n" if self.address else ""
        head = f"{method} {path} HTTP/1.1\r\nHost: localhost:{self.port}\r\n{via}"
        return head.encode() + cookie

    async def _talk(self, request: bytes) -> Reply:
        for last_try in (False, True):
            if self._writer is None:
                self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self.port)
            try:
                self._writer.write(request)
                return await self._read()
            except (ConnectionError, asyncio.IncompleteReadError):
                # A kept-alive connection may be closed under our hands, once.
                self.close()
                if last_try:
                    raise
        raise AssertionError

    async def _read(self) -> Reply:
        assert self._reader is not None
        head = await self._reader.readuntil(b"\r\n\r\n")
        first, *lines = head[:-4].split(b"\r\n")
        headers = {}
        for line in lines:
            name, _, value = line.partition(b": ")
            headers[name.lower()] = value
            # Over https, as in PUBLIC_URL, it has a longer name.
            if found := re.match(rb"set-cookie: ((?:__Host-)?owner=[^;]*)", line, re.IGNORECASE):
                self.cookie = found[1]
        if headers.get(b"transfer-encoding") == b"chunked":
            body = await self._chunks(self._reader)
        else:
            body = await self._reader.readexactly(int(headers.get(b"content-length", b"0")))
        if headers.get(b"connection") == b"close":
            self.close()
        return Reply(int(first.split()[1]), headers, body)

    @staticmethod
    async def _chunks(reader: asyncio.StreamReader) -> bytes:
        body = b""
        while size := int(await reader.readline(), 16):
            body += (await reader.readexactly(size + 2))[:-2]
        await reader.readline()
        return body


async def next_event(reader: asyncio.StreamReader) -> bytes:
    """The next message of a stream that is not a heartbeat; chunk by chunk of the framing."""
    while True:
        size = int(await reader.readline(), 16)
        if size == 0:
            raise ConnectionError("the stream ended")
        chunk = await reader.readexactly(size + 2)
        if not chunk.startswith(b":"):
            return chunk


async def figure(port: int, name: str) -> float:
    """A figure of the server at this port, with all that it counts apart added up; 0 if unknown."""
    client = Client(port)
    lines = (await client.get("/metrics")).body.decode().splitlines()
    client.close()
    told = (line.rpartition(" ") for line in lines if not line.startswith("#"))
    return sum(float(value) for what, _, value in told if what.partition("{")[0] == name)
