"""A clock that is set, forth or back, deletes nothing and stops nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from app.jobs.clock_watch import HOLD, ClockWatch


class Clocks:
    """The one on the wall, which can be set, and one that only goes on."""

    def __init__(self) -> None:
        self.wall = datetime(2026, 3, 5, tzinfo=UTC)
        self.steady = 1000.0
        self.watch = ClockWatch(lambda: self.wall, lambda: self.steady)

    def pass_by(self, time: timedelta) -> None:
        self.wall += time
        self.steady += time.total_seconds()


def test_time_that_passes_is_no_jump() -> None:
    clocks = Clocks()
    for minutes in (1, 5, 60 * 26):  # a machine that slept has slept by both
        clocks.pass_by(timedelta(minutes=minutes))
        assert not clocks.watch.look()
    clocks.wall += timedelta(seconds=90)  # as time servers do
    assert not clocks.watch.look()
    assert not clocks.watch.holds


def test_clock_that_jumps_a_day_ahead_deletes_nothing_in_the_first_minutes() -> None:
    clocks = Clocks()
    clocks.wall += timedelta(hours=26)
    assert clocks.watch.look() == timedelta(hours=26)
    clocks.pass_by(HOLD - timedelta(seconds=1))
    assert clocks.watch.holds
    assert not clocks.watch.look()
    clocks.pass_by(timedelta(seconds=2))
    assert not clocks.watch.holds


def test_clock_that_is_set_in_small_steps_is_noticed_before_they_are_many() -> None:
    clocks = Clocks()
    steps = 0
    while not clocks.watch.look():
        clocks.pass_by(timedelta(seconds=5))
        clocks.wall += timedelta(seconds=50)
        steps += 1
    assert steps == 3
    assert clocks.watch.holds


def test_clock_that_is_set_back_is_noticed_so_that_the_jobs_go_on() -> None:
    clocks = Clocks()
    clocks.wall -= timedelta(hours=1)
    assert clocks.watch.look() == timedelta(hours=-1)


def test_clock_that_differs_from_the_databases_at_the_start_is_not_believed() -> None:
    clocks = Clocks()
    clocks.watch.compare(clocks.wall - timedelta(seconds=20))
    assert not clocks.watch.holds
    clocks.watch.compare(clocks.wall - timedelta(hours=26))
    assert clocks.watch.holds
