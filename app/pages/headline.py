"""The name of the store above each of its pages."""

from app.live.drawn import Drawn
from app.live.fragments import Fragment
from app.snapshot.store import Snapshot


def draw(snapshot: Snapshot, drawn: Drawn) -> Fragment:
    """It seldom changes."""
    return drawn.lasting(("headline", snapshot.name), _named, snapshot.name)


def _named(name: str) -> Fragment:
    return Fragment("headline", "_headline.html", mark=name, name=name)
