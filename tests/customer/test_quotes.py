"""What is told of an estimate: minutes without false precision, and clock times."""

from datetime import UTC, datetime
from itertools import pairwise

import pytest

from app.figures.quotes import Estimate

NOW = datetime(2026, 3, 5, 10, 32, tzinfo=UTC).timestamp() / 60


def clock(minutes: float) -> str:
    """Of minutes since 1970."""
    return f"{datetime.fromtimestamp(minutes * 60, UTC):%H:%M}"


@pytest.mark.parametrize(
    ("low", "high", "rounded"),
    [
        (0.0, 0.2, (0, 1)),
        (0.6, 2.7, (1, 3)),
        (2.2, 5.4, (2, 5)),
        (3.4, 3.6, (3, 4)),
        (4.6, 9.4, (5, 10)),
        (0.0, 10.9, (0, 10)),
        (2.2, 11.1, (2, 12)),
        (6.1, 13.0, (6, 12)),
        (9.2, 21.0, (10, 20)),
        (7.6, 7.9, (8, 10)),
        (11.0, 12.0, (12, 15)),
        (16.4, 22.0, (15, 20)),
        (23.0, 57.4, (25, 60)),
        (23.0, 54.0, (25, 50)),
        (8.0, 62.0, (8, 60)),
        (58.0, 62.0, (60, 75)),
        (44.0, 100.0, (45, 105)),
        (100.0, 350.0, (105, 360)),
        (5000.0, 9000.0, (1410, 1440)),
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


def test_number_that_is_told_is_a_minute_or_a_quarter_from_the_next() -> None:
    numbers = sorted({Estimate(low / 4, low / 4, 1500).rounded()[0] for low in range(6000)})
    assert numbers[:3] == [0, 1, 2]
    for one, next_one in pairwise(numbers):
        assert next_one - one <= max(1, one / 4)


@pytest.mark.parametrize(
    ("low", "high", "told"),
    [
        (0.1, 4.0, (0, 4)),
        (2.0, 11.9, (2, 12)),
        (2.0, 12.1, (0, 12)),
        (3.0, 30.0, (0, 30)),
        (10.0, 40.0, (10, 40)),
        (10.0, 45.0, (10, None)),
        (30.0, 200.0, (30, None)),
        (1.0, 60.0, (0, 60)),
        (1.0, 75.0, None),
        (4.0, 400.0, None),
    ],
)
def test_range_that_could_be_anything_is_told_by_the_end_of_use_or_not_at_all(
    low: float, high: float, told: tuple[int, int | None] | None
) -> None:
    estimate = Estimate((low + high) / 2, low, high)
    assert estimate.told() == told
    assert (estimate.quote(NOW) is None) == (told is None)


def test_range_that_is_told_is_never_wider_than_useful() -> None:
    for low in range(0, 200, 3):
        for high in range(low, 800, 7):
            told = Estimate(low, low, high).told()
            if told and told[0] and told[1]:
                assert told[1] <= 5 * told[0] or told[1] - told[0] <= 12
            elif told and told[1]:
                assert told[1] <= 60


@pytest.mark.parametrize(
    ("low", "high", "begin", "end"),
    [
        (9.7, 22.2, "10:42", "10:54"),
        (3.4, 3.6, "10:35", "10:36"),
        (0.2, 4.4, None, "10:36"),
        (0.4, 40.0, None, "11:10"),
        (11.0, 41.0, "10:45", "11:15"),
        (31.0, 33.0, "11:05", "11:10"),
        (10.0, 70.0, "10:40", None),
    ],
)
def test_clock_times_say_the_same_as_the_minutes(
    low: float, high: float, begin: str | None, end: str | None
) -> None:
    quote = Estimate((low + high) / 2, low, high).quote(NOW)
    assert quote is not None
    assert [one and clock(one) for one in quote.likely] == [begin, end]
    # Where an end of the minutes is of no use, so is its clock time.
    assert (quote.minutes[0] == 0) == (begin is None)
    assert (quote.minutes[1] is None) == (end is None)


def test_clock_times_stay_while_what_was_told_comes_nearer() -> None:
    first = Estimate(20, 11, 26).quote(NOW)
    later = Estimate(17, 8, 23).quote(NOW + 3)
    assert first is not None
    assert later is not None
    assert first.likely == later.likely
