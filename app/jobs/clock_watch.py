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
    """Compares two clocks whenever it is asked to look.

    One that is ahead would close and delete too early, so it is not believed at once. One that was
    set back does so too late at worst, so it is; it may have been put right.
    """

    def __init__(
        self, wall: Callable[[], datetime] = clock.now, steady: Callable[[], float] = steady
    ) -> None:
        self._wall = wall
        self._steady = steady
        self._offset = self._now_offset()
        self._believed = self._offset
        self._until: float | None = None

    def look(self) -> timedelta:
        """How far the clock was set since that was last noticed; 0 if it was little."""
        offset = self._now_offset()
        jump = offset - self._offset
        if abs(jump) < NOTICED:
            return timedelta()
        if not self.holds:
            self._believed = self._offset
        self._offset = offset
        if jump > timedelta():
            self._hold()
        elif offset - self._believed < NOTICED:
            self._until = None
        what = f"nothing is closed or deleted for {HOLD}" if self.holds else "the jobs go on"
        log.warning("the clock was set by %s h; %s", _hours(jump), what)
        return jump

    def compare(self, other: datetime) -> None:
        """Hold if this computer is ahead of another, such as the database's."""
        ahead = self._wall() - other
        if abs(ahead) < NOTICED:
            return
        if ahead > timedelta():
            self._believed = self._offset - ahead
            self._hold()
        what = f"nothing is closed for {HOLD}" if self.holds else "what is due comes late"
        log.warning("this clock is %s h ahead of the database's; %s", _hours(ahead), what)

    def _hold(self) -> None:
        """Believe the clock again after a while."""
        self._until = self._steady() + HOLD.total_seconds()

    @property
    def holds(self) -> bool:
        """Whether nothing may be closed or deleted yet."""
        return self._until is not None and self._steady() < self._until

    def _now_offset(self) -> timedelta:
        return timedelta(seconds=self._wall().timestamp() - self._steady())


def _hours(time: timedelta) -> str:
    return f"{time / timedelta(hours=1):+.2f}"
