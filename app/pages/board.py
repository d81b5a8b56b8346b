"""What the board at the door shows: the code and the numbers being called; no private data."""

from app.display import languages
from app.live.drawn import Drawn
from app.live.fragments import Fragment
from app.pages import join_code
from app.snapshot.store import Snapshot


def draw(snapshot: Snapshot, drawn: Drawn, base: str) -> list[Fragment]:
    """The fragments of the board, the same for every screen."""
    languages.speak(snapshot.language)
    return [
        drawn.once("headline", lambda: Fragment("headline", "_headline.html", store=snapshot)),
        join_code.draw(snapshot, drawn, base, public=True),
        drawn.once("lanes", lambda: Fragment("lanes", "board/_lanes.html", store=snapshot)),
        drawn.once("before", lambda: Fragment("before", "board/_before.html", store=snapshot)),
        drawn.once("late", lambda: Fragment("late", "board/_late.html", store=snapshot)),
    ]
