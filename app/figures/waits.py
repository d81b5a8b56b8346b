"""How long one customer waited, and when the wait ended.

Numbers in, numbers out. All durations are minutes.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol


class Customer(Protocol):
    """What there is to know of one customer. Times are aware."""

    @property
    def state(self) -> str:
        """One of `models.State`."""

    @property
    def joined_at(self) -> datetime:
        """When the wait began."""

    @property
    def called_at(self) -> datetime | None:
        """The last call, also if it was taken back."""

    @property
    def ended_at(self) -> datetime | None:
        """When they were served, missed, or gone."""


def called_at(customer: Customer) -> datetime | None:
    """When a customer's wait ended with a call.

    For those who are back in the line the call never was. Those who were served or missed without
    having been called were called at the end.
    """
    if customer.state == "waiting":
        return None
    if customer.called_at is None and customer.state in ("served", "no_show"):
        return customer.ended_at
    return customer.called_at


def waited(customer: Customer) -> float | None:
    """Minutes from joining until the call; None for those not called, or back in the line."""
    called = called_at(customer)
    return None if called is None else between(customer.joined_at, called)


def between(joined: datetime, called: datetime) -> float:
    """Minutes of a wait, never less than none, even if clocks differ."""
    return max(0.0, (called - joined).total_seconds() / 60)


def median_of(waits: Iterable[float]) -> float | None:
    """The median; None of nothing."""
    return middle_of(sorted(waits))


def middle_of(waits: Sequence[float]) -> float | None:
    """The median of what is in order."""
    half, odd = divmod(len(waits), 2)
    if not waits:
        return None
    return waits[half] if odd else (waits[half - 1] + waits[half]) / 2
