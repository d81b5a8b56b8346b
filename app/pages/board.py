"""What the board at the door shows: the code and the numbers being called; no private data."""

from itertools import islice

from app.display import languages
from app.live.fragments import Fragment
from app.pages import join_code
from app.snapshot.store import Snapshot

_CALLED_BEFORE = 5


def draw(snapshot: Snapshot, base: str) -> list[Fragment]:
    """The fragments of the board, the same for every screen."""
    languages.speak(snapshot.language)
    return [
        join_code.draw(snapshot, base, public=True),
        snapshot.once("lanes", lambda: Fragment("lanes", "board/_lanes.html", store=snapshot)),
        snapshot.once("before", lambda: _before(snapshot)),
        snapshot.once("late", lambda: Fragment("late", "board/_late.html", store=snapshot)),
    ]


def _before(snapshot: Snapshot) -> Fragment:
    """Who was called before those who are called now, the last one first."""
    called = [one for one in snapshot.customers if one.called_at and not one.state.in_line]
    called.sort(key=lambda one: one.called_at or one.joined_at, reverse=True)
    before = [one.ticket for one in islice(called, _CALLED_BEFORE)]
    return Fragment("before", "board/_before.html", before=before)
