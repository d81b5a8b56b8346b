"""How good the estimates were: the ranges told at joining against the waits that came; pure."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Self

_FEWEST = 10


@dataclass(frozen=True, slots=True)
class Accuracy:
    """How many were called within the range they had been told, and how many sooner or later."""

    within: int
    sooner: int
    later: int

    @classmethod
    def of(
        cls, surprises: Iterable[int | None], counted: Mapping[Any, int] = MappingProxyType({})
    ) -> Self:
        """Count what `Customer.surprise` says of each, on top of what is counted already; None
        counts for nobody."""
        counts = Counter[Any](surprises)
        counts.update(counted)
        return cls(within=counts[0], sooner=counts[-1], later=counts[1])

    @property
    def told(self) -> int:
        """Those who were told a range and have been called."""
        return self.within + self.sooner + self.later

    @property
    def enough(self) -> bool:
        """Whether so many were told one that their share says something."""
        return self.told >= _FEWEST
