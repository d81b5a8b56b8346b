"""A store's day in a few figures, for its report."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from app.figures.waits import median_of, waited
from app.report.rows import FEW, ReportRow
from app.system.apart import apart


@dataclass(frozen=True, slots=True)
class QueueSummary:
    """The day of one queue. The median wait, in minutes, is None when nobody was called."""

    name: str
    joined: int
    served: int
    median_wait: float | None

    @classmethod
    def of(cls, name: str, rows: Sequence[ReportRow]) -> "QueueSummary":
        """Count this queue's rows among all."""
        mine = [row for row in rows if row.queue_name == name]
        return cls(
            name=name,
            joined=len(mine),
            served=sum(row.state == "served" for row in mine),
            median_wait=median_of(_waits(mine)),
        )


@dataclass(frozen=True, slots=True)
class Summary:
    """The day in a few figures. Waits are minutes, None when nobody was called.

    `busiest_hour` is the first of the full hours in which most people joined, in the store's zone,
    and `joined_then` how many they were; None when nobody joined.
    """

    joined: int
    served: int
    no_show: int
    left: int
    removed: int
    still_in_line: int
    median_wait: float | None
    longest_wait: float | None
    busiest_hour: datetime | None
    joined_then: int
    queues: tuple[QueueSummary, ...]

    @classmethod
    def of(cls, rows: Sequence[ReportRow], zone: str, queue_names: Sequence[str] = ()) -> "Summary":
        """Count the rows."""
        states = Counter(row.state for row in rows)
        waits = _waits(rows)
        busiest_hour, joined_then = _busiest(rows, zone)
        return cls(
            joined=len(rows),
            served=states["served"],
            no_show=states["no_show"],
            left=states["left"],
            removed=states["removed"],
            still_in_line=states["waiting"] + states["called"],
            median_wait=median_of(waits),
            longest_wait=max(waits, default=None),
            busiest_hour=busiest_hour,
            joined_then=joined_then,
            queues=tuple(QueueSummary.of(name, rows) for name in queue_names),
        )


def summary_of(rows: Sequence[ReportRow], zone: str, queue_names: Sequence[str]) -> Summary:
    """Count the rows, in a thread of its own: ten thousand take a fifth of a second."""
    more = zone, tuple(queue_names)
    return apart(Summary.of, rows, *more, trial=(rows[:FEW], *more))


def _waits(rows: Sequence[ReportRow]) -> list[float]:
    # As the dashboard counts them.
    return [wait for wait in map(waited, rows) if wait is not None]


def _busiest(rows: Sequence[ReportRow], zone: str) -> tuple[datetime | None, int]:
    # Counted in UTC, since in autumn one hour of the clock comes twice; cut in the zone, since
    # some are off by half an hour.
    hours: Counter[datetime] = Counter()
    clock = ZoneInfo(zone)
    for row in rows:
        there = row.joined_at.astimezone(clock)
        hours[there.replace(minute=0, second=0, microsecond=0).astimezone(UTC)] += 1
    if not hours:
        return None, 0
    most = max(hours.values())
    return min(hour for hour, joined in hours.items() if joined == most), most
