"""How long customers will wait: what a line did lately, and the estimate."""

from __future__ import annotations

import random
from datetime import timedelta
from itertools import islice, pairwise

import pytest

from app.figures.accuracy import Accuracy
from app.figures.pace import Pace
from app.figures.quotes import Estimate, Minutes
from app.figures.signs import LATEST, Signs
from bench.wait_estimates.days import Day, Shop
from bench.wait_estimates.kinds import LateRooms
from bench.wait_estimates.steadiness import leaps, reads_otherwise, told_on
from tests.support.lines import NOW, Someone, by_chance, called, gone, steady, waiting


def estimate(
    customers: list[Someone], ahead: int = 0, guess: float = 5.0, **missed: int
) -> Estimate:
    accuracy = Accuracy(**{"within": 0, "sooner": 0, "later": 0, **missed})
    return Pace.observed(customers, NOW, guess, accuracy).estimate(ahead)


def a_turn(customers: list[Someone], guess: float = 5.0) -> float:
    """The minutes that one more ahead takes, with ten ahead."""
    return estimate(customers, 11, guess).point - estimate(customers, 10, guess).point


@pytest.mark.parametrize("every", [0.5, 1, 3, 10])
def test_steady_queue_is_estimated_at_its_pace(every: float) -> None:
    assert a_turn(steady(every, every / 2), guess=every) == pytest.approx(every, rel=0.25)


@pytest.mark.parametrize("times", [0.2, 5])
def test_the_same_story_at_another_speed_takes_as_much_longer(times: float) -> None:
    def slowed(one: Someone) -> Someone:
        moments = (one.called_at, one.ended_at)
        moved = [None if when is None else NOW - (NOW - when) * times for when in moments]
        return Someone(one.state, NOW - (NOW - one.joined_at) * times, *moved)

    for customers in by_chance(50):
        stories = [one for one in customers if one.state != "left"]
        before = estimate(stories, 4)
        after = estimate([slowed(one) for one in stories], 4, guess=5 * times)
        assert after == pytest.approx([times * end for end in before], rel=1e-3)


def test_guess_is_forgotten_as_calls_are_seen() -> None:
    assert a_turn(steady(3), guess=30) < 1.5 * a_turn(steady(3), guess=3)
    # And before anybody was called it is all there is.
    assert estimate([], 2, guess=8).point == pytest.approx(2 * estimate([], 2, guess=4).point)
    assert not Pace.observed([waiting(30)], NOW).is_known
    assert not Pace.observed([gone("left", 60, None, 30)], NOW).is_known
    assert Pace.observed([called(60, 30)], NOW).is_known
    assert Pace.observed([gone("served", 60, None, 30)], NOW).is_known


def test_waiting_for_the_doors_to_open_is_no_pace() -> None:
    """People come an hour before the first call; then one is called every five minutes."""
    line = [waiting(60 + nth) for nth in range(10)]
    for calls in (1, 2, 4):
        came = [called(70 + nth, 5.0 * nth) for nth in range(calls)]
        assert 3 <= a_turn(came + line) <= 9


def test_time_without_anybody_waiting_is_no_pace() -> None:
    busy = [called(120, 60 + 3 * nth) for nth in range(20)]
    again = [called(20, 3 * nth) for nth in range(6)]
    assert a_turn(busy) < 3.5
    assert Signs.of(busy + again, NOW, 5).pace == pytest.approx(3, abs=0.5)
    assert a_turn([*busy, waiting(1)]) < 3.5
    assert a_turn([*busy, waiting(60)]) > 5


def test_stalled_counter_lengthens_the_estimate_as_time_passes() -> None:
    points = [estimate(steady(3, until), 4).point for until in (0, 5, 15, 30, 60)]
    assert points == sorted(points)
    assert points[-1] > 1.8 * points[0]


def test_burst_of_calls_shortens_the_estimate() -> None:
    burst = [called(600, nth) for nth in range(5)]
    assert a_turn(steady(10) + burst) < 0.8 * a_turn(steady(10))


def test_those_who_give_up_shorten_the_estimate_for_those_behind() -> None:
    leaving = [gone("left", 40, None, 3.0 * nth) for nth in range(1, 10)]
    assert estimate(steady(3) + leaving, 12).point < 0.8 * estimate(steady(3), 12).point


def test_regular_calls_are_foretold_more_closely() -> None:
    def width(minutes: list[float]) -> float:
        calls = [called(600, 1 + sum(minutes[:nth])) for nth in range(len(minutes))]
        told = estimate([*calls, waiting(600)], 4)
        return (told.high - told.low) / told.point

    assert width([15.0] * 20) < 0.8 * width([2.0, 28.0] * 10)


def test_call_that_was_taken_back_leaves_the_estimate_as_it_was() -> None:
    before, after = [*steady(5), waiting(100)], [*steady(5), waiting(100, called=1)]
    assert Pace.observed(before, NOW) == Pace.observed(after, NOW)


def test_what_happened_long_ago_need_not_be_known() -> None:
    """Those in line and the latest who were called or left are all that an estimate is made of."""
    for nth, customers in enumerate(by_chance(100)):
        line = [one for one in customers if one.state == "waiting"]
        done = [one for one in customers if one.state != "waiting"]
        done.sort(key=lambda one: one.called_at or one.ended_at or NOW, reverse=True)
        few = line + done[:LATEST]
        random.Random(nth).shuffle(few)
        assert Pace.observed(few, NOW) == Pace.observed(customers, NOW)


def test_more_people_ahead_never_wait_less() -> None:
    for customers in [[], *by_chance(100)]:
        pace = Pace.observed(customers, NOW)
        for one, next_one in pairwise(pace.estimate(ahead) for ahead in range(300)):
            assert 0 < one.low <= one.point <= one.high
            assert one.point < next_one.point
            assert one.low <= next_one.low
            assert one.high <= next_one.high
            assert one.rounded() <= next_one.rounded()


def test_ends_that_were_missed_today_move_outwards_and_never_inwards() -> None:
    as_ever = estimate(steady(4), 3)
    assert estimate(steady(4), 3, within=500) == as_ever
    assert estimate(steady(4), 3, within=80, sooner=10, later=10) == as_ever
    late = estimate(steady(4), 3, within=50, later=50)
    assert late.high > 1.3 * as_ever.high
    assert late[:2] == as_ever[:2]
    assert estimate(steady(4), 3, within=50, sooner=50).low < 0.6 * as_ever.low
    # A few mean little.
    assert estimate(steady(4), 3, later=2).high < 1.15 * as_ever.high


def test_what_one_reads_changes_by_more_than_a_quarter_only_when_something_happened() -> None:
    """Within a refresh in which nothing happens: neither the ends nor the numbers that are told."""
    for customers in by_chance(200):
        first = Pace.observed(customers, NOW)
        then = Pace.observed(customers, NOW + timedelta(seconds=15))
        for ahead in (0, 1, 3, 10, 30):
            before, after = first.estimate(ahead), then.estimate(ahead)
            for end, later in zip(before, after, strict=True):
                assert abs(later - end) <= 0.25 * max(end, 1)
            assert not leaps(before.told(), after.told())


@pytest.mark.parametrize("kind", [Shop, LateRooms])
def test_nothing_that_is_read_on_a_day_leaps_while_nothing_happens(kind: type[Day]) -> None:
    """Four times a minute; tickets, board and join form say in the same words what is told."""
    last: list[Minutes | None] = []
    quiet = turned = 0
    for happened, told in islice(told_on(kind(1).customers), 150):
        if not happened:
            for before, after in zip(last, told, strict=True):
                assert not leaps(before, after)
                turned += reads_otherwise(before, after)
            quiet += len(told)
        last = told
    assert quiet > 200
    assert turned < 0.03 * quiet


def test_without_news_an_estimate_never_goes_back_and_forth() -> None:
    for customers in by_chance(50):
        moments = [NOW + timedelta(minutes=nth / 2) for nth in range(40)]
        paces = [Pace.observed(customers, moment) for moment in moments]
        for ahead in (0, 2, 8):
            for ends in zip(*(pace.estimate(ahead) for pace in paces), strict=True):
                steps = [after - before for before, after in pairwise(ends)]
                turns = sum(a * b < -1e-9 for a, b in pairwise(steps))
                assert turns <= 1
