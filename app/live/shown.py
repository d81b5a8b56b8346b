"""What a page shows, fragment by fragment, and what it takes to show something newer."""

from collections.abc import Iterable
from hashlib import blake2b

from app.live.fragments import Fragment, Shown


def fresh_of(fragments: Iterable[Fragment], shown: Shown) -> list[Fragment]:
    """The fragments that are not yet shown as they are, which are shown from now on; with each goes
    what is within it."""
    news: list[Fragment] = []
    _find(news, fragments, shown)
    fresh = [fragment.since(shown) for fragment in news]
    for fragment in news:
        _note(fragment, shown)
    return fresh


def _find(news: list[Fragment], fragments: Iterable[Fragment], shown: Shown) -> None:
    for fragment in fragments:
        if shown.get(fragment.id) != fragment.mark:
            news.append(fragment)
        elif fragment.inner:
            _find(news, fragment.inner, shown)


def _note(fragment: Fragment, shown: Shown) -> None:
    shown[fragment.id] = fragment.mark
    for inner in fragment.inner:
        _note(inner, shown)


def name_of(shown: Shown) -> str:
    """The same for pages that show the same, in whatever process they were drawn."""
    marks = repr(sorted(shown.items(), key=lambda item: item[0]))
    return blake2b(marks.encode(), digest_size=9).hexdigest()
