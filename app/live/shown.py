"""What a page shows, fragment by fragment, and what it takes to show something newer."""

from collections.abc import Hashable, Iterable
from hashlib import blake2b

from app.live.fragments import Fragment

Shown = dict[str, Hashable]
"""The marks of the fragments that a page shows, by their ids."""


def fresh_of(fragments: Iterable[Fragment], shown: Shown) -> list[Fragment]:
    """The fragments that are not yet shown as they are, which are shown from now on; with each goes
    what is within it."""
    fresh = []
    for fragment in fragments:
        known = shown.get(fragment.id)
        if known != fragment.mark:
            fresh.append(fragment.since(known))
            _note(fragment, shown)
        elif fragment.inner:
            fresh += fresh_of(fragment.inner, shown)
    return fresh


def _note(fragment: Fragment, shown: Shown) -> None:
    shown[fragment.id] = fragment.mark
    for inner in fragment.inner:
        _note(inner, shown)


def name_of(shown: Shown) -> str:
    """The same for pages that show the same, in whatever process they were drawn."""
    marks = repr(sorted(shown.items(), key=lambda item: item[0]))
    return blake2b(marks.encode(), digest_size=9).hexdigest()
