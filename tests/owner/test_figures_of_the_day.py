"""The figures of a day, counted from its customers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from app.figures.today import Counted, Today

NOW = datetime(2026, 3, 5, 4, 10, tzinfo=UTC)


@dataclass(frozen=True)
class Person:
    """Somebody who joined and was called so many minutes ago."""

    state: str
    joined: float
    called: float | None = None
    ended: float | None = None

    @property
    def joined_at(self) -> datetime:
        return NOW - timedelta(minutes=self.joined)

    @property
    def called_at(self) -> datetime | None:
        return None if self.called is None else NOW - timedelta(minutes=self.called)

    @property
    def ended_at(self) -> datetime | None:
        return None if self.ended is None else NOW - timedelta(minutes=self.ended)


@pytest.mark.parametrize(
    ("people", "expected"),
    [
        pytest.param([], (0, 0, 0, None, None), id="nobody came"),
        pytest.param([Person("waiting", 7)], (1, 0, 0, None, 7), id="one waits"),
        pytest.param(
            [Person("waiting", 7), Person("waiting", 9), Person("waiting", 8)],
            (3, 0, 0, None, 9),
            id="of three the one who came first waits longest",
        ),
        pytest.param(
            [Person("called", 30, 20), Person("served", 30, 26, 10), Person("no_show", 40, 10, 5)],
            (0, 1, 1, 10, None),
            id="the median of 4, 10 and 30",
        ),
        pytest.param(
            [Person("called", 30, 20), Person("served", 30, 26, 10)],
            (0, 1, 0, 7, None),
            id="the middle of 4 and 10",
        ),
        pytest.param(
            [Person("waiting", 30, 20)], (1, 0, 0, None, 30), id="who is back was never called"
        ),
        pytest.param(
            [Person("served", 30, None, 10)], (0, 1, 0, 20, None), id="called at the end if at all"
        ),
        pytest.param(
            [Person("left", 30, None, 10), Person("removed", 20, None, 10)],
            (0, 0, 0, None, None),
            id="who left was not called",
        ),
        pytest.param([Person("left", 30, 25, 10)], (0, 0, 0, 5, None), id="who left after a call"),
        pytest.param([Person("called", 3, 4)], (0, 0, 0, 0, None), id="clocks differ"),
    ],
)
def test_day_is_counted(
    people: list[Person], expected: tuple[int, int, int, float | None, float | None]
) -> None:
    today = Today.of([Counted.of(people)], NOW)
    longest = today.longest.joined if today.longest else None
    assert (
        today.waiting,
        today.served,
        today.no_shows,
        today.median_wait,
        longest,
    ) == expected
    assert today.came == len(people)


def test_each_customer_is_in_the_quarter_of_joining_and_each_wait_in_that_of_the_call() -> None:
    people = [Person("served", 30, 20, 10), Person("called", 30, 1)]
    # 04:10 now; joined at 03:40, called at 03:50 and 04:09.
    quarters = Today.of([Counted.of(people)], NOW).quarters
    found = [(f"{q.begins:%H:%M}", q.joined, q.wait) for q in quarters[-4:]]
    assert found == [("03:15", 0, None), ("03:30", 2, None), ("03:45", 0, 10), ("04:00", 0, 29)]


@pytest.mark.parametrize(("minutes", "quarters"), [(0, 8), (120, 9), (24 * 60, 96), (9999, 96)])
def test_chart_goes_from_the_first_customer_to_now(minutes: int, quarters: int) -> None:
    today = Today.of([Counted.of([Person("waiting", minutes)])], NOW)
    assert len(today.quarters) == quarters
    assert today.quarters[-1].begins == NOW - timedelta(minutes=10)


# 04:10 now.
@pytest.mark.parametrize(
    ("opened", "joined", "first", "last"),
    [
        pytest.param(0, 0, "04:00", "05:45", id="just opened: the two hours that come"),
        pytest.param(50, 5, "03:15", "05:00", id="some of them are over"),
        pytest.param(300, 5, "02:15", "04:00", id="all of them are: the last two hours"),
        pytest.param(300, 200, "00:45", "04:00", id="from the first customer"),
        pytest.param(0, 5, "04:00", "05:45", id="by another clock"),
    ],
)
def test_chart_of_a_new_store_begins_when_it_was_opened(
    opened: int, joined: int, first: str, last: str
) -> None:
    today = Today.of(
        [Counted.of([Person("waiting", joined)])], NOW, NOW - timedelta(minutes=opened)
    )
    assert len(today.quarters) >= 8
    assert f"{today.quarters[0].begins:%H:%M}" == first
    assert f"{today.quarters[-1].begins:%H:%M}" == last
