"""What a page shows, fragment by fragment, and what it takes to show something newer."""

from collections.abc import Iterable
from hashlib import blake2b

from app.live.fragments import Fragment, Shown


def fresh_of(fragments: Iterable[Fragment], shown: Shown) -> tuple[list[Fragment], Shown]:
    """Those of a page's fragments that are not yet shown as they are, and what it shows then. With
    each goes what is within it.

    What the page does not have any more is forgotten: no row of a table that is gone could be moved
    to another one.
    """
    news: list[Fragment] = []
    marks: Shown = {}
    _find(news, fragments, shown, marks)
    return [fragment.since(shown) for fragment in news], marks


def _find(news: list[Fragment], fragments: Iterable[Fragment], shown: Shown, marks: Shown) -> None:
    for fragment in fragments:
        id_ = fragment.id
        marks[id_] = mark = fragment.mark
        if id_ in shown and shown[id_] == mark:
            if fragment.inner:
                _find(news, fragment.inner, shown, marks)
        else:
            news.append(fragment)
            if fragment.inner:
                _note(fragment.inner, marks)


def _note(fragments: Iterable[Fragment], marks: Shown) -> None:
    for fragment in fragments:
        marks[fragment.id] = fragment.mark
        _note(fragment.inner, marks)


def name_of(shown: Shown) -> str:
    """A name for what a page shows, by its content: in each process the same."""
    marks = repr(sorted(shown.items(), key=lambda item: item[0]))
    return blake2b(marks.encode(), digest_size=9).hexdigest()
