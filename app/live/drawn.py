"""What was drawn of one store, so that it is drawn once for all that show the same."""

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

T = TypeVar("T")


class Drawn:
    """What was drawn of the newest snapshot of a store, and what of it lasts for the next ones."""

    def __init__(self) -> None:
        self._once: dict[Hashable, Any] = {}
        self._lasting: dict[Hashable, Any] = {}
        self._older: dict[Hashable, Any] = {}

    def renew(self) -> None:
        """There is a newer snapshot."""
        self._once = {}
        if self._lasting:
            self._older, self._lasting = self._lasting, {}

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` returns, made once for each snapshot."""
        if key not in self._once:
            self._once[key] = make()
        made: T = self._once[key]
        return made

    def lasting(self, key: Hashable, make: Callable[..., T], *values: object) -> T:
        """What `make` returns of these values, made once for as long as each snapshot that is drawn
        asks for it. The key must tell all that it shows."""
        if key not in self._lasting:
            older = self._older.get(key)
            self._lasting[key] = make(*values) if older is None else older
        made: T = self._lasting[key]
        return made
