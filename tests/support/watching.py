"""A page that stays open and hears what changes, inside the test's own process."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import gevent
from gevent.lock import Semaphore
from gevent.queue import Queue

from tests.support.people import Browser

_PATIENCE = 5  # seconds, after which nothing comes any more


@dataclass(frozen=True)
class Message:
    """One message of a stream: the fragments that it replaces, by id, or an event."""

    event: str
    number: int | None
    fragments: dict[str, str]

    @classmethod
    def read(cls, block: str) -> Message:
        """Read as the standard says (HTML, "Interpreting an event stream")."""
        lines = [line.partition(": ") for line in block.splitlines() if not line.startswith(":")]
        fields = {name: value for name, _colon, value in lines if name != "data"}
        data = "\n".join(value for name, _colon, value in lines if name == "data")
        number = int(fields["id"]) if "id" in fields else None
        return cls(fields.get("event", ""), number, fragments_in(data))


class Screen:
    """Reads its stream only when asked, so it may be as slow as a phone in a lift."""

    def __init__(self, browser: Browser, path: str) -> None:
        self._asked = Semaphore(0)
        self._heard: Queue[Message | None] = Queue()
        self._greenlet = gevent.spawn(self._run, browser, path)
        gevent.sleep(0)

    def hears(self) -> Message | None:
        """What comes next; None when the stream has ended."""
        if self._heard.empty():
            self._asked.release()
        return self._heard.get(timeout=_PATIENCE)

    def shows(self) -> dict[str, str]:
        """The fragments of the next message, as text."""
        message = self.hears()
        assert message is not None, "the stream has ended"
        return {name: html.unescape(inner) for name, inner in message.fragments.items()}

    def close(self) -> None:
        """Go away."""
        self._greenlet.kill()

    def _run(self, browser: Browser, path: str) -> None:
        with browser.get(path) as response:
            self._asked.acquire()
            for chunk in response.iter_encoded():
                messages = [Message.read(block) for block in chunk.decode().split("\n\n") if block]
                news = [message for message in messages if message.event or message.fragments]
                for message in news:
                    self._heard.put(message)
                if news:
                    self._asked.acquire()
        self._heard.put(None)


@contextmanager
def watching(browser: Browser, path: str, times: int = 1) -> Iterator[list[Screen]]:
    """So many screens that have the page at this path open."""
    stream = re.search(r'hx-sse:connect="([^"]+)"', browser.get(path).text)
    assert stream is not None
    screens = [Screen(browser, html.unescape(stream[1])) for _nth in range(times)]
    try:
        yield screens
    finally:
        for screen in screens:
            screen.close()


def fragments_in(text: str) -> dict[str, str]:
    """The HTML of each fragment in a message or a reply, by the id of what it replaces."""
    found = re.findall(
        r'<hx-partial hx-target="#([^"]+)" hx-swap="\w+">(.*?)</hx-partial>', text, re.DOTALL
    )
    return {name: inner.strip() for name, inner in found}
