"""Many open streams in one client, read with as little work as possible."""

from __future__ import annotations

import asyncio
import re
import time

_WAITING = re.compile(rb"(\d+) waiting")


class Stream(asyncio.Protocol):
    """One open stream: counts messages, and notes when each state was first seen."""

    def __init__(self, crowd: Crowd, request: bytes) -> None:
        self._crowd = crowd
        self._request = request
        self._first = 0
        self._last: int | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the stream."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        """A message, or the beginning of one: its head tells all that is needed."""
        crowd = self._crowd
        crowd.bytes += len(data)
        if b"\nid: " not in data:
            return
        crowd.messages += 1
        found = crowd.shown.search(data)
        if found is not None:
            number = int(found[1])
            if crowd.by_progress:
                self._first = self._first or number
                number = self._first - number
            # It may come again with something else, such as another estimate.
            if number != self._last:
                self._last = number
                crowd.seen.append((number, time.perf_counter()))

    def connection_lost(self, _error: Exception | None) -> None:
        """The server ended it."""
        self._crowd.lost += 1


class Crowd:
    """Open streams of one path or of many.

    `seen` holds each number that a stream came to show, and when; `by_progress` by how much less
    that is than what it showed first.
    """

    def __init__(self, shown: re.Pattern[bytes] = _WAITING, *, by_progress: bool = False) -> None:
        self.shown = shown
        self.by_progress = by_progress
        self.messages = self.bytes = self.lost = 0
        self.seen: list[tuple[int, float]] = []
        self.streams: list[Stream] = []

    async def open(self, port: int, paths: list[str], headers: str = "") -> Crowd:
        """Open the streams, a few at a time, and wait until each has the whole state."""
        loop = asyncio.get_running_loop()
        before = self.messages
        for start in range(0, len(paths), 100):
            for path in paths[start : start + 100]:
                request = (
                    f"GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\n"
                    f"Accept: text/event-stream\r\n{headers}\r\n"
                ).encode()
                _, stream = await loop.create_connection(
                    lambda request=request: Stream(self, request),  # type: ignore[misc]
                    "127.0.0.1",
                    port,
                )
                self.streams.append(stream)
            await self.until(before + min(start + 100, len(paths)))
        return self

    async def until(self, messages: int, seconds: float = 60) -> None:
        """Wait for so many messages in all."""
        deadline = time.perf_counter() + seconds
        while self.messages < messages:
            if time.perf_counter() > deadline:
                raise AssertionError(f"{self.messages} of {messages} messages in {seconds:.0f} s")
            await asyncio.sleep(0.002)

    async def close(self) -> None:
        """Go away without a word."""
        for stream in self.streams:
            stream.transport.abort()
        self.streams.clear()
        # The loop lets go of each in its next round.
        await asyncio.sleep(0)
