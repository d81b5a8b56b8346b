"""The figures of a day, as a table of cases."""

from datetime import UTC, datetime, timedelta

import pytest

from app.display.times import clock
from app.report.rows import ReportRow
from app.report.summary import Summary

NOON = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)


def row(
    joined: datetime, waited: float | None = None, queue: str = "A", state: str = ""
) -> ReportRow:
    """Somebody who joined then, and was called after so many minutes if at all."""
    called = None if waited is None else joined + timedelta(minutes=waited)
    return ReportRow(
        queue_name=queue,
        name="Ann",
        phone="",
        state=state or ("waiting" if called is None else "served"),
        joined_at=joined,
        ticket="A1",
        party=1,
        joined_via="scan",
        called_at=called,
        ended_at=None,
    )


def at(*minutes: float) -> list[ReportRow]:
    return [row(NOON + timedelta(minutes=minute)) for minute in minutes]


@pytest.mark.parametrize(
    ("rows", "zone", "hour", "joined"),
    [
        (at(0), "UTC", "12:00", 1),
        (at(0, 59, 60, 61, 62), "UTC", "13:00", 3),
        # Of two hours that were as busy, the first.
        (at(65, 0), "UTC", "12:00", 1),
        # The hours of a zone that is off by half an hour are other ones.
        (at(25, 31, 35, 59), "Asia/Kolkata", "18:00", 3),
        (at(0), "America/New_York", "07:00", 1),
    ],
)
def test_busiest_hour_is_one_of_the_shops_own_clock(
    rows: list[ReportRow], zone: str, hour: str, joined: int
) -> None:
    summary = Summary.of(rows, zone)
    assert summary.busiest_hour is not None
    assert clock(summary.busiest_hour, zone) == hour
    assert summary.joined_then == joined


def test_hour_that_comes_twice_in_autumn_counts_as_two() -> None:
    twice = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)  # 02:30 in Berlin, and an hour later again
    rows = [row(twice), row(twice + timedelta(hours=1)), row(twice + timedelta(hours=1))]
    assert Summary.of(rows, "Europe/Berlin").joined_then == 2


def test_waits_are_those_of_who_was_called() -> None:
    rows = [row(NOON, 5), row(NOON, 30, "B"), row(NOON, 10), row(NOON), row(NOON, 7, state="left")]
    summary = Summary.of(rows, "UTC", ["A", "B", "C"])
    assert (summary.joined, summary.served, summary.left) == (5, 3, 1)
    assert (summary.median_wait, summary.longest_wait) == (8.5, 30)
    assert [(q.name, q.joined, q.served, q.median_wait) for q in summary.queues] == [
        ("A", 4, 2, 7),
        ("B", 1, 1, 30),
        ("C", 0, 0, None),
    ]


def test_day_on_which_nobody_came_has_no_figures_to_tell() -> None:
    summary = Summary.of([], "UTC", ["A"])
    assert (summary.joined, summary.median_wait, summary.longest_wait) == (0, None, None)
    assert (summary.busiest_hour, summary.joined_then) == (None, 0)
