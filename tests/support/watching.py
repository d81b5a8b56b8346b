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


class Bodies(dict[str, dict[str, str]]):
    """The rows of the tables that a page has, by the ids of their bodies and by their own."""

    def __init__(self) -> None:
        super().__init__()
        self._within: dict[str, str] = {}

    def replace(self, within: str, found: dict[str, dict[str, str]]) -> None:
        """A fragment takes the place of the one before, and its tables that of the tables there."""
        for body in [*self]:
            if within in (body, self._within[body]):
                del self[body]
        for body, rows in found.items():
            self._within.setdefault(body, within)
            self[body] = rows


_ROW = re.compile(r"<tr.*?</tr>", re.DOTALL)
_PATIENCE = 5  # seconds, after which nothing comes any more


@dataclass(frozen=True)
class Message:
    """One message of a stream: the fragments that it replaces, by id, or an event."""

    event: str
    name: str
    fragments: dict[str, str]
    size: int

    @property
    def number(self) -> int:
        """The version of the store, where it is one."""
        return int(self.name)

    @classmethod
    def read(cls, block: str, bodies: Bodies) -> Message:
        """Read as the standard says (HTML, "Interpreting an event stream")."""
        lines = [line.partition(": ") for line in block.splitlines() if not line.startswith(":")]
        fields = {name: value for name, _colon, value in lines if name != "data"}
        data = "\n".join(value for name, _colon, value in lines if name == "data")
        event, name = fields.get("event", ""), fields.get("id", "")
        return cls(event, name, fragments_in(data, bodies), len(block.encode()))


class Screen:
    """Reads its stream only when asked, so it may be as slow as a phone in a lift."""

    def __init__(self, browser: Browser, path: str) -> None:
        self._asked = Semaphore(0)
        self._heard: Queue[Message | None] = Queue()
        self._bodies = Bodies()
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
                messages = [
                    Message.read(block, self._bodies)
                    for block in chunk.decode().split("\n\n")
                    if block
                ]
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


def fragments_in(text: str, bodies: Bodies | None = None) -> dict[str, str]:
    """The HTML of each fragment in a message or a reply, by the id of what it replaces.

    Of rows that come one by one it is the whole body of their table as a page then shows it, if
    `bodies` has what is shown already; as `rows.js` does it.
    """
    bodies = Bodies() if bodies is None else bodies
    partial = r'<hx-partial hx-target="#([^"]+)" hx-swap="(\w+)">(.*?)</hx-partial>'
    found = {}
    everywhere = {id_: row for rows in bodies.values() for id_, row in rows.items()}
    for id_, swap, inner in re.findall(partial, text, re.DOTALL):
        found[id_] = inner.strip()
        if swap == "rows":
            _change(bodies[id_], inner, everywhere)
            found[id_] = f'<tbody id="{id_}">{"".join(bodies[id_].values())}</tbody>'
            continue
        tables = dict(re.findall(r'<tbody id="([^"]+)">(.*?)</tbody>', inner, re.DOTALL))
        bodies.replace(
            id_, {body: {_id(row): row for row in _ROW.findall(tables[body])} for body in tables}
        )
        found |= {body: f'<tbody id="{body}">{rows}</tbody>' for body, rows in tables.items()}
    return found


def _change(rows: dict[str, str], changes: str, everywhere: dict[str, str]) -> None:
    after = None
    for sent in _ROW.findall(changes):
        marker = re.match(r'<tr data-(gone|after|moved)="([^"]*)"', sent)
        row = everywhere[marker[2]] if marker and marker[1] == "moved" else sent
        if marker and marker[1] == "gone":
            del rows[marker[2]]
        elif marker and marker[1] == "after":
            after = marker[2]
        elif after is None:
            assert _id(row) in rows, "a row that is not shown changes"
            rows[_id(row)] = row
        else:
            rows.pop(_id(row), None)
            order = list(rows.items())
            place = [*rows].index(after) + 1 if after else 0
            order.insert(place, (_id(row), row))
            rows.clear()
            rows.update(order)
            after = None


def _id(row: str) -> str:
    found = re.search(r' id="([^"]+)"', row)
    assert found is not None
    return found[1]
