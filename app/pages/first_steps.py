"""What an owner does in the first five minutes, and how much of it has really happened."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, Self

_IN_USE = 5
"""So many customers don't come for a try."""


class Customer(Protocol):
    """What there is to know of one customer."""

    @property
    def joined_via(self) -> str:
        """`scan` or `walk-in`."""

    @property
    def called_at(self) -> datetime | None:
        """The last call."""


@dataclass(frozen=True, slots=True)
class FirstSteps:
    """Which steps are done. Once somebody was called or a few came, they are `over`."""

    scanned: bool
    joined: bool
    added: bool
    over: bool

    @classmethod
    def of(cls, customers: Sequence[Customer], *, scanned: bool, ended: bool) -> Self:
        """`scanned` says whether the code of the store was ever scanned, `ended` whether anybody
        is out of the line; the customers are those in it."""
        # Most of the time: nothing else is looked at then.
        if ended or len(customers) >= _IN_USE or any(one.called_at for one in customers):
            return cls(scanned=True, joined=True, added=True, over=True)
        ways = {customer.joined_via for customer in customers}
        return cls(scanned=scanned, joined="scan" in ways, added="walk-in" in ways, over=False)
