"""Numbers as they are typed on keyboards of every script, or pasted from anywhere."""

from __future__ import annotations

import pytest
from flask import Flask

from app.forms import rules

FIFTEEN = [
    *("15", " 15 ", "0015", "15\xa0", "15\t"),
    # Arabic, Persian, Devanagari, Bengali, Thai, Myanmar, full-width and mathematical figures.
    *("١٥", "۱۵", "१५", "১৫", "๑๕", "၁၅", "１５", "𝟏𝟓"),
    # What nobody sees comes along from a messenger or a sheet.
    *("\u200e15", "\u206615\u2069", "15\u200b", "\ufeff15", "\u202d15\u202c", "1️⃣5️⃣"),
]


@pytest.mark.parametrize("typed", FIFTEEN)
def test_number_is_read_however_it_is_typed(app: Flask, typed: str) -> None:
    with app.test_request_context():
        assert rules.minutes(typed) == 15
        assert rules.most_waiting(typed) == 15


@pytest.mark.parametrize(
    "typed",
    ["0", "٠", "²", "①", "Ⅻ", "十五", "1.5", "1,5", "-15", "1 5", "1٫5", "15\u202e"],
)
def test_what_is_no_whole_number_is_refused(app: Flask, typed: str) -> None:
    with app.test_request_context(), pytest.raises(ValueError, match="a whole number"):
        rules.minutes(typed)


def test_no_limit_is_none_whatever_unseen_is_in_it(app: Flask) -> None:
    with app.test_request_context():
        assert {rules.most_waiting(typed) for typed in ("", " ", "\u200b", "\u2060")} == {None}
