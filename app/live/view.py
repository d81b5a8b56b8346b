"""What a stream says, and to whom."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import ClassVar, Protocol

from app.live.drawn import Drawn
from app.live.fragments import Fragment, Shown
from app.live.shown import fresh_of
from app.snapshot.store import Snapshot

# A comment for what stands between, an event for the page, which shows whether it is live.
_BEAT = b": still here\nevent: beat\ndata: beat\n\n"
END = b"event: end\ndata: end\n\n"
"""Nothing comes any more, and the browser need not come back."""

Say = Callable[[Snapshot, Drawn], bytes | None]
"""Gives the message about a snapshot, None if nothing in it is new."""


class View(Protocol):
    """What one stream says, and to whom: a page as HTML, or a program as JSON."""

    @property
    def party(self) -> str:
        """The token of the only ticket that is shown, so that nobody is woken in vain."""

    @property
    def session(self) -> str:
        """By what name its streams are ended, or ""."""

    @property
    def screen(self) -> bool:
        """Whether it shows the join code."""

    @property
    def dashboard(self) -> bool:
        """Whether it shows those who are out of the line."""

    @property
    def asks(self) -> bool:
        """Whether it may ask the database for what it says; no screen waits for those that do."""

    @property
    def beat(self) -> bytes:
        """A sign of life."""

    def begin(self) -> Say:
        """What says the messages of one stream, and remembers them."""

    def last_words(self, snapshot: Snapshot | None) -> bytes | None:
        """What is said at the end, once the store has closed; None while it goes on."""

    def goodbye(self) -> bytes:
        """What is said when the session is ended."""


class _Page:
    """What a page shows, and its name. Never changed: a thousand boards may share one."""

    __slots__ = ("name", "shown")

    def __init__(self, shown: Shown, name: str = "") -> None:
        self.shown = shown
        self.name = name


_BLANK = _Page({})


@dataclass(frozen=True, slots=True, kw_only=True)
class PageView:
    """What one page shows.

    `draw` makes the page's fragments of a snapshot. Pages that are `alike`, and show the same, are
    told the same. `party` is the token of the only ticket that is shown, so that nobody is woken
    and nothing drawn in vain. `ended` is None while the page may go on; once the store has closed,
    or its password was changed, it gives the page's last words. `farewell` gives those for an owner
    whose `session` is signed out in this browser.
    """

    draw: Callable[[Snapshot, Drawn], Iterable[Fragment]]
    ended: Callable[[Snapshot | None], Fragment | None]
    alike: Hashable
    party: str = ""
    farewell: Callable[[], Fragment] | None = None
    session: str = ""
    screen: bool = False
    asks: ClassVar[bool] = False
    beat: ClassVar[bytes] = _BEAT

    @property
    def dashboard(self) -> bool:
        """Only owners have a session."""
        return bool(self.session)

    def begin(self) -> Say:
        """Remembers what the page shows."""
        page = _BLANK

        def say(snapshot: Snapshot, drawn: Drawn) -> bytes | None:
            nonlocal page
            key = (self.alike, page)
            message, page = drawn.once(key, lambda: self._next(snapshot, drawn, page))
            return message

        return say

    def _next(self, snapshot: Snapshot, drawn: Drawn, page: _Page) -> tuple[bytes | None, _Page]:
        """What is said to all pages that show this, and what they show then."""
        fresh, shown = fresh_of(self.draw(snapshot, drawn), page.shown)
        if not fresh:
            return None, page
        name = drawn.keep(shown) if self.dashboard else ""
        id_ = f"{page.name}>{name}" if page.name else name or str(snapshot.version)
        lines = b"".join([fragment.lines for fragment in fresh])
        if self.party:
            page = _Page(shown)
        else:
            # Those that came at different times show the same from now on, and are told together.
            page = drawn.once(name or frozenset(shown.items()), lambda: _Page(shown, name))
        return b"%sid: %s\n\n" % (lines, id_.encode()), page

    def last_words(self, snapshot: Snapshot | None) -> bytes | None:
        """The page's last state."""
        ended = self.ended(snapshot)
        if snapshot is not None and ended is None:
            return None
        return ending(ended) if ended else END

    def goodbye(self) -> bytes:
        """The same for an owner who is signed out."""
        return ending(self.farewell()) if self.farewell else END


def ending(last_words: Fragment) -> bytes:
    """Without an id of its own a message has the one before, which the page shows already."""
    return last_words.lines + b"id:\n\n" + END
