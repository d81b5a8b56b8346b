"""What was drawn of one store, so that it is drawn once for all that show the same."""

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from app.live.fragments import Fragment, Shown
from app.live.shown import name_of

T = TypeVar("T")

_KEPT = 100
"""Pages of the last changes: those of several queues, in several browsers."""


class Drawn:
    """What was drawn of one snapshot of a store, and what of it lasts for the next ones; and what
    its dashboards show, so that a reply to one needs only what it does not."""

    def __init__(self, beside: "Drawn | None" = None) -> None:
        """What lasts is taken over of what was drawn `beside` this."""
        self._shown: dict[str, Shown] = {}
        self._once: dict[Hashable, Any] = {}
        self._lasting: dict[Hashable, Any] = {}
        self._older: dict[Hashable, Any] = {}
        if beside:
            self._older = {**beside._older, **beside._lasting}

    def renewed(self) -> "Drawn":
        """For a newer snapshot. Another one, since somebody may be about to draw the older."""
        newer = Drawn()
        newer._shown = self._shown
        newer._older = self._lasting or self._older
        return newer

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` returns, made once for each snapshot."""
        made: T | None = self._once.get(key)
        if made is None:
            made = self._once[key] = make()
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
        return dict(self._shown.get(name, {}))
