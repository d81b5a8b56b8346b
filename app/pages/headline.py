"""The name of the store above each of its pages."""

from app.live.drawn import Drawn
from app.live.fragments import Fragment
from app.snapshot.store import Snapshot


def draw(snapshot: Snapshot, drawn: Drawn) -> Fragment:
    """With the time zone, in which the page tells the time. It seldom changes."""
    says = snapshot.name, snapshot.timezone
    return drawn.lasting(("headline", says), _named, *says)


def _named(name: str, zone: str) -> Fragment:
    return Fragment("headline", "_headline.html", mark=(name, zone), name=name, zone=zone)
