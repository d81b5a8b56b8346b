"""What was drawn of one store, so that it is drawn once for all that show the same."""

from collections.abc import Callable, Hashable, Iterable
from typing import Any, NamedTuple, TypeVar

from app.live.fragments import Fragment, Shown
from app.live.shown import name_of

T = TypeVar("T")
V = TypeVar("V")

_NOT_YET = object()
_KEPT = 100
"""Pages of the last changes: those of several queues, in several browsers."""


class _Part(NamedTuple):
    """A part of a page, what was drawn for it, and of what."""

    of: Hashable
    drawn: "Drawn"
    made: Any


class Drawn:
    """What was drawn of one snapshot of a store, and what of it lasts for the next ones; and what
    its dashboards show, so that a reply to one needs only what it does not."""

    def __init__(self, beside: "Drawn | None" = None) -> None:
        """What lasts is taken over of what was drawn `beside` this for pages that are open; but no
        whole part, in which minutes are as old as it is: those pages count on by themselves, and
        one that is drawn now says them right without scripts."""
        self._shown: dict[str, Shown] = {}
        self._once: dict[Hashable, Any] = {}
        self._lasting: dict[Hashable, Any] = {}
        self._older: dict[Hashable, Any] = {}
        self._parts: dict[Hashable, _Part] = {}
        self._older_parts: dict[Hashable, _Part] = {}
        if beside:
            self._older = {**beside._older, **beside._lasting}
            parts = {**beside._older_parts, **beside._parts}
            self._older_parts = {
                name: _Part(None, Drawn(beside=part.drawn), None) for name, part in parts.items()
            }

    def renewed(self) -> "Drawn":
        """For a newer snapshot. Another one, since somebody may be about to draw the older."""
        newer = Drawn()
        newer._shown = self._shown
        newer._older = self._lasting or self._older
        newer._older_parts = self._parts or self._older_parts
        return newer

    def part(self, name: Hashable, of: Hashable, make: Callable[["Drawn"], T]) -> T:
        """What `make` draws for a part of a page: the same as long as it is `of` the same.

        It is given what was drawn of this part alone, of which nothing is forgotten while the part
        stays.
        """
        part = self._parts.get(name)
        if part is None:
            part = self._older_parts.get(name) or _Part(None, Drawn(), None)
            if part.of != of:
                drawn = part.drawn.renewed()
                part = _Part(of, drawn, make(drawn))
            self._parts[name] = part
        made: T = part.made
        return made

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` returns, made once for each snapshot; that may be nothing."""
        found: Any = self._once.get(key, _NOT_YET)
        if found is _NOT_YET:
            found = self._once[key] = make()
        made: T = found
        return made

    def lasting(self, key: Hashable, make: Callable[..., T], *values: object) -> T:
        """What `make` returns of these values, made once for as long as each snapshot that is drawn
        asks for it. The key must tell all that it shows."""
        made: T | None = self._lasting.get(key)
        if made is None:
            made = self._older.get(key)
            if made is None:
                made = make(*values)
            self._lasting[key] = made
        return made

    def all_lasting(self, wanted: Iterable[tuple[Hashable, V]], make: Callable[[V], T]) -> list[T]:
        """The same of each of these values, of which there may be hundreds, by its key."""
        lasting, older, found = self._lasting, self._older, []
        for key, value in wanted:
            made: T | None = lasting.get(key)
            if made is None:
                made = older.get(key)
                if made is None:
                    made = make(value)
                lasting[key] = made
            found.append(made)
        return found

    def fragment(self, id_: str, template: str, language: str, **shows: Any) -> Fragment:
        """What shows nothing but these values, drawn again only if one of them is another.

        They can be hashed. `language` is the one that is spoken.
        """
        key = id_, template, language, *shows.values()
        return self.lasting(key, lambda: Fragment(id_, template, **shows))

    def keep(self, shown: Shown) -> str:
        """Remember for a while what a page shows, which is not changed any more; its name."""
        name = name_of(shown)
        self._shown[name] = self._shown.pop(name, shown)
        if len(self._shown) > _KEPT:
            del self._shown[next(iter(self._shown))]
        return name

    def shown(self, name: str) -> Shown:
        """What a page of this name shows; nothing if that is forgotten."""
        return self._shown.get(name, {})
