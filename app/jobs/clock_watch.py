"""Whether the computer's clock can be believed; jobs go by it, and what they delete stays deleted.

A clock that is set anew moves against one that nothing can set. A computer that slept has moved
both, where the system has a clock that counts sleep.
"""

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from app import clock

log = logging.getLogger(__name__)

NOTICED = timedelta(minutes=2)
"""What the clock may be off without anybody minding; time servers correct less than that."""
HOLD = timedelta(minutes=10)
"""How long nothing is closed or deleted after a jump: time to put the clock right."""


def steady() -> float:
    """Seconds by a clock that nobody sets; with sleep where the system counts it (Linux)."""
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()


class ClockWatch:
    """Compares two clocks whenever it is asked to look."""

    def __init__(
        self, wall: Callable[[], datetime] = clock.now, steady: Callable[[], float] = steady
    ) -> None:
        self._wall = wall
        self._steady = steady
        self._offset = self._now_offset()
        self._until: float | None = None

    def look(self) -> timedelta:
        """How far the clock was set since that was last noticed; 0 if it was little."""
        offset = self._now_offset()
        jump = offset - self._offset
        if abs(jump) < NOTICED:
            return timedelta()
        self._offset = offset
        log.warning("the clock was set by %s; nothing is closed or deleted for %s", jump, HOLD)
        self.hold()
        return jump

    def compare(self, other: datetime) -> None:
        """Hold if another computer, such as the database's, has another time."""
        apart = self._wall() - other
        if abs(apart) >= NOTICED:
            log.warning("the database's clock differs by %s; nothing is closed for %s", apart, HOLD)
            self.hold()

    def hold(self) -> None:
        """Believe the clock again after a while."""
        self._until = self._steady() + HOLD.total_seconds()

    @property
    def holds(self) -> bool:
        """Whether nothing may be closed or deleted yet."""
        return self._until is not None and self._steady() < self._until

    def _now_offset(self) -> timedelta:
        return timedelta(seconds=self._wall().timestamp() - self._steady())
