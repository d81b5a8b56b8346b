"""What customers are told about their wait: a queue's story in minutes, and the estimate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from math import log

import pytest

from app.figures.waits import Estimate, Pace

NOW = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Someone:
    state: str
    joined_at: datetime
    called_at: datetime | None = None
    ended_at: datetime | None = None


def ago(minutes: float) -> datetime:
    return NOW - timedelta(minutes=minutes)


def waiting(joined: float, called: float | None = None) -> Someone:
    """In line since so many minutes; with `called`, back in line after that call."""
    return Someone("waiting", ago(joined), None if called is None else ago(called))


def called(joined: float, at: float) -> Someone:
    return Someone("called", ago(joined), ago(at))


def gone(state: str, joined: float, called: float | None, ended: float) -> Someone:
    return Someone(state, ago(joined), None if called is None else ago(called), ago(ended))


def steady(every: float, until: float = 0) -> list[Someone]:
    """A line for ten hours, and a call every so many minutes, the last one `until` minutes ago."""
    calls = int((600 - until) / every)
    return [called(600, until + every * nth) for nth in range(calls)] + [waiting(600)]


def minutes_a_call(customers: list[Someone], guess: float = 5.0) -> float:
    pace = Pace.observed(customers, NOW, guess)
    return pace.minutes / pace.calls


# The decayed minutes of somebody waiting from 30 minutes ago until now: 30 / ln 2 / 2.
HALF_AN_HOUR = 30 / log(2) / 2


@pytest.mark.parametrize(
    ("story", "customers", "calls", "minutes"),
    [
        ("nothing is known yet", [], 1, 5),
        ("one has just come", [waiting(0)], 1, 5),
        ("one waits for half an hour", [waiting(30)], 1, 5 + HALF_AN_HOUR),
        ("two wait at the same time", [waiting(30), waiting(20)], 1, 5 + HALF_AN_HOUR),
        ("one after the other", [called(30, 10), waiting(10)], 1 + 2 ** (-1 / 3), 5 + HALF_AN_HOUR),
        ("a call half an hour ago counts half", [called(30, 30)], 1.5, 5),
        ("nobody waits now", [called(60, 30)], 1.5, 5 + HALF_AN_HOUR / 2),
        ("one left: no call", [gone("left", 60, None, 30)], 1, 5 + HALF_AN_HOUR / 2),
        ("one was removed: no call", [gone("removed", 60, None, 30)], 1, 5 + HALF_AN_HOUR / 2),
        ("one was missed: a call", [gone("no_show", 60, 30, 27)], 1.5, 5 + HALF_AN_HOUR / 2),
        ("the end doesn't matter", [gone("served", 60, 30, 0)], 1.5, 5 + HALF_AN_HOUR / 2),
        ("served without a call", [gone("served", 60, None, 30)], 1.5, 5 + HALF_AN_HOUR / 2),
        ("put back to waiting", [waiting(30, called=20)], 1, 5 + HALF_AN_HOUR),
        ("put back, then called again", [called(30, 0)], 2, 5 + HALF_AN_HOUR),
        ("joined by a clock that is ahead", [waiting(-1)], 1, 5),
        ("yesterday doesn't matter", [called(1500, 1400)] * 50, 1, 5),
    ],
)
def test_pace_is_what_the_queue_has_seen(
    story: str, customers: list[Someone], calls: float, minutes: float
) -> None:
    for order in (customers, customers[::-1]):
        pace = Pace.observed(order, NOW)
        assert (pace.calls, pace.minutes) == pytest.approx((calls, minutes)), story


def test_before_the_first_call_the_owners_guess_is_all_there_is() -> None:
    assert Pace.observed([], NOW, guess=8).estimate(2).point == 24


@pytest.mark.parametrize("every", [1, 3, 10])
def test_steady_queue_is_estimated_at_its_pace(every: float) -> None:
    assert minutes_a_call(steady(every, every / 2)) == pytest.approx(every, rel=0.15)


def test_guess_is_forgotten_as_calls_are_seen() -> None:
    assert minutes_a_call(steady(3), guess=30) < 5


def test_stalled_counter_lengthens_the_estimate_as_time_passes() -> None:
    estimates = [Pace.observed(steady(3, until), NOW).estimate(4) for until in (0, 5, 15, 30, 60)]
    points = [estimate.point for estimate in estimates]
    assert points == sorted(points)
    assert points[-1] > 3 * points[0]


def test_time_without_anybody_waiting_does_not_lengthen_the_estimate() -> None:
    busy = [called(120, 60 + 3 * nth) for nth in range(20)]
    assert minutes_a_call(busy) == pytest.approx(4, abs=1)
    assert minutes_a_call([*busy, waiting(60)]) > 8


def test_burst_of_calls_shortens_the_estimate() -> None:
    slow = steady(10)
    burst = [called(600, nth) for nth in range(5)]
    assert minutes_a_call(slow + burst) < 0.6 * minutes_a_call(slow)


def test_call_that_was_taken_back_leaves_the_estimate_as_it_was() -> None:
    before, after = [*steady(5), waiting(100)], [*steady(5), waiting(100, called=1)]
    assert Pace.observed(before, NOW) == Pace.observed(after, NOW)


def test_more_people_ahead_never_wait_less() -> None:
    for customers in ([], steady(1), steady(4), steady(20)):
        pace = Pace.observed(customers, NOW)
        estimates = [pace.estimate(ahead) for ahead in range(300)]
        for one, next_one in pairwise(estimates):
            assert one.low <= one.point <= one.high
            assert one.point < next_one.point
            assert one.low < next_one.low
            assert one.high < next_one.high
            assert one.rounded()[0] <= next_one.rounded()[0]
            assert one.rounded()[1] <= next_one.rounded()[1]


def test_next_in_line_may_be_called_at_once() -> None:
    assert Pace.observed(steady(4), NOW).estimate(0).low == 0
    assert Pace.observed(steady(4), NOW).estimate(1).low > 0


def test_range_is_narrower_the_more_is_known_and_wider_the_further_ahead() -> None:
    def width(estimate: Estimate) -> float:
        return (estimate.high - estimate.low) / estimate.point

    assert width(Pace(20, 60).estimate(5)) < width(Pace(2, 6).estimate(5))
    # Two hours ahead, today's calls say little; with the same calls all at once they would.
    assert width(Pace(20, 60).estimate(40)) > width(Pace(20, 1).estimate(40))


@pytest.mark.parametrize(
    ("low", "high", "rounded"),
    [
        (0.0, 0.2, (0, 1)),
        (0.6, 2.7, (1, 3)),
        (2.2, 5.4, (2, 5)),
        (3.4, 3.6, (3, 4)),
        (4.6, 9.4, (5, 10)),
        (0.0, 11.0, (0, 10)),
        (2.2, 11.0, (2, 10)),
        (6.1, 13.0, (5, 15)),
        (8.9, 21.0, (10, 20)),
        (7.6, 9.4, (10, 15)),
        (11.0, 12.0, (10, 15)),
        (23.0, 57.4, (25, 55)),
        (23.0, 59.9, (25, 60)),
        (8.0, 62.0, (10, 60)),
        (58.0, 62.0, (60, 75)),
        (44.0, 100.0, (45, 105)),
        (100.0, 350.0, (105, 345)),
    ],
)
def test_range_is_rounded_so_that_it_promises_no_false_precision(
    low: float, high: float, rounded: tuple[int, int]
) -> None:
    assert Estimate((low + high) / 2, low, high).rounded() == rounded


def test_rounded_range_is_never_empty() -> None:
    ends = [nth / 7 for nth in range(1000)]
    for low in ends:
        for high in (low, low * 1.01, low + 1, low * 2):
            start, end = Estimate(low, low, high).rounded()
            assert start < end
