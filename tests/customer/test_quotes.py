"""What is told of an estimate: minutes without false precision, and clock times."""

from datetime import UTC, datetime

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
    assert [one and clock(one) for one in quote.likely] == [begin, end]
    # Where an end of the minutes is of no use, so is its clock time.
    assert (quote.minutes[0] == 0) == (begin is None)
    assert (quote.minutes[1] is None) == (end is None)


def test_clock_times_stay_while_what_was_told_comes_nearer() -> None:
    first = Estimate(20, 11, 26).quote(NOW)
    later = Estimate(17, 8, 23).quote(NOW + 3)
    assert first.likely == later.likely
