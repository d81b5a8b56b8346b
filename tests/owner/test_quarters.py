"""Quarters of the day with news are those that would be made anew."""

from hypothesis import given
from hypothesis import strategies as st

from app.snapshot.quarters import Quarter, Quarters

# Few, so that some are the same.
WAITS = st.lists(st.sampled_from([0.0, 0.5, 1.25, 7.0, 7.5, 90.0]), max_size=8)
DAY = st.dictionaries(st.integers(0, 5), WAITS)


@given(DAY, st.lists(DAY, max_size=5))
def test_all_waits_stay_in_order_whatever_quarter_changes(
    day: dict[int, list[float]], news: list[dict[int, list[float]]]
) -> None:
    quarters, expected = Quarters().with_news(made(day)), dict(day)
    for some in news:
        before, waits = quarters, list(quarters.waits)
        quarters, expected = quarters.with_news(made(some)), expected | some
        assert quarters == made(expected)
        assert quarters.waits == sorted(wait for waits in expected.values() for wait in waits)
        # A snapshot that somebody still draws.
        assert before.waits == waits


def made(day: dict[int, list[float]]) -> dict[int, Quarter]:
    return {nth: Quarter(len(waits), tuple(sorted(waits))) for nth, waits in day.items()}
