"""What people paste is cleaned, understood, or refused with a word about what to do."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from app.forms import rules
from tests.support.people import Browser, Customer, Owner, opening, words

FAMILY = "👨\u200d👩\u200d👧"

NAMES = {
    "\u202dAnn\u202c": "Ann",
    "\u200eAnn\u200f": "Ann",
    "\u2068محمد\u2069 Ali": "محمد Ali",
    "\u2067\u202aAnn\u202c\u2069": "Ann",
    "\u202aAnn": "Ann",
    "Ann\u00a0\u2009Onymous\u3000": "Ann Onymous",
    "An\u00adn\ufeff\u2060": "Ann",
    "Doctor A\u200b": "Doctor A",
    "Doctor\u2028A": "Doctor A",
    "Doctor\vA": "Doctor A",
    "Doctor\u0085A": "Doctor A",
    "\u115fAnn\u3164": "Ann",
    "\u2800Ann\u2800B": "Ann B",
    "\ufffcAnn": "Ann",
    "Ann\ufe0f": "Ann",
    "Ann\u200d\u200cB": "AnnB",
    f"{FAMILY}\u200d": FAMILY,
    f"{FAMILY}\u200d\ufffd": FAMILY,
    f"{FAMILY} 3\ufe0f\u20e3 ❤\ufe0f\u200d🔥 👍🏽": f"{FAMILY} 3\ufe0f\u20e3 ❤\ufe0f\u200d🔥 👍🏽",
    "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f A": (
        "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f A"
    ),
    "A\U000e0067": "A",
    "می\u200cخواهم": "می\u200cخواهم",
    "क्\u200dष": "क्\u200dष",
    # Malayalam and Bengali, as keyboards of Windows write them: the joiner makes another letter.
    "രാജന്\u200d": "രാജന്\u200d",
    "അഴീക്കല്\u200d ബാബു": "അഴീക്കല്\u200d ബാബു",
    "হঠাত্\u200d": "হঠাত্\u200d",
    "ശ്രീ\u200d": "ശ്രീ",
    "Ann\U0001d159\u070f\U00013430\U00016fe4": "Ann",
    "葛\U000e0100城": "葛\U000e0100城",
    "e\u0301": "é",
    "ann (she)": "ann (she)",
}


@pytest.mark.parametrize("typed", NAMES)
def test_name_is_kept_without_what_nobody_sees(typed: str) -> None:
    assert rules.name(typed) == NAMES[typed]


@pytest.mark.parametrize(
    "typed",
    [
        "\u3164",
        "\u2800\u2800",
        "\u115f\u1160",
        "\uffa0",
        "\u200b",
        "\u2066\u2069",
        "\u034f",
        "\ufffc",
        "\U0001d159",
        "\U00013430\u070f",
    ],
)
def test_name_that_nobody_sees_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="Please give a name"):
        rules.name(typed)


@pytest.mark.parametrize("typed", ["Ann \u202egnp", "\u202egnp", "A\u2066B", "Ann\x07", "\ud800"])
def test_name_that_would_be_read_as_another_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="can't be shown"):
        rules.name(typed)


def test_lines_end_where_word_and_powerpoint_end_them() -> None:
    pasted = "Bring\u2028your\vcard.\u0085\u2029Thank\r\nyou\fall."
    assert rules.description(pasted) == "Bring\nyour\ncard.\n\nThank\nyou\nall."
    assert rules.queue_names("Doctor A\u2028Doctor B\vDoctor C\r\n") == [
        *("Doctor A", "Doctor B", "Doctor C")
    ]
    assert rules.queue_names("• Doctor A\n\u25aa\tDoctor B\n- Doctor C_x000D_\n_x000D_") == [
        *("Doctor A", "Doctor B", "Doctor C")
    ]
    # Bullets of Word's in fonts of its own, the levels below, numbers before a tab, arrows.
    for mark in (
        "\uf0b7\t",
        "\uf0a7 ",
        "o\t",
        "§\t",
        "1.\t",
        "12)\t",
        "a)\t",
        "∙ ",
        "➢\t",
        "☐ ",
        "▶ ",
    ):
        assert rules.queue_names(f"{mark}Doctor A\n{mark}Doctor B") == ["Doctor A", "Doctor B"], (
            mark
        )
    assert rules.queue_names("1. Floor\n§ 5\no'Neil") == ["1. Floor", "§ 5", "o'Neil"]
    assert rules.queue_names("-5 °C\nA-1") == ["-5 °C", "A-1"]
    assert rules.note("\u2068يرجى\u2069\nالانتظار") == "يرجى\nالانتظار"


@pytest.mark.parametrize(
    "other", ["Doctor A\u200b", "doctor a", "Ｄｏｃｔｏｒ Ａ", "Doctor\u00a0A", "Doctor A\u200d"]
)
def test_two_queues_that_look_alike_are_one(other: str) -> None:
    with pytest.raises(ValueError, match="a name of its own"):
        rules.queue_names(f"Doctor A\n{other}")


LONG = [
    "a" + "\u0301" * 30_000 + "\u0334" * 30_000,
    "\u202a" * 60_000,
    "\u202a" * 30_000 + "\u202c" * 30_000,
    "\u200d" * 60_000,
    "a\n" * 30_000,
    "a@" * 30_000,
    "<" * 60_000,
    "\ud55c" * 60_000,
    " " * 60_000,
    "1" * 60_000,
]
RULES: list[Callable[[str], object]] = [
    *(rules.name, rules.description, rules.note, rules.announcement, rules.queue_names),
    *(rules.phone, rules.email, rules.password, rules.minutes, rules.most_waiting),
]


@pytest.mark.parametrize("typed", LONG, ids=range(len(LONG)))
def test_length_is_looked_at_before_anything_that_takes_time(typed: str) -> None:
    began = time.process_time()
    for rule in RULES:
        with contextlib.suppress(ValueError):
            rule(typed)
    assert time.process_time() - began < 0.1 * len(RULES)


ANY = st.text(max_size=80) | st.text(
    st.sampled_from(
        "aA 1.@<>+-\u200b\u200d\u200c\u202a\u202c\u202d\u2068\u2069\ufe0f\u0301👨👍\n\u2028"
    ),
    max_size=40,
)


@pytest.mark.slow
@settings(max_examples=300, database=None, deadline=None)
@given(ANY)
def test_what_is_clean_stays_as_it_is(typed: str) -> None:
    for rule in (rules.name, rules.description, rules.announcement, rules.phone, rules.email):
        try:
            clean = rule(typed)
        except ValueError:
            continue
        assert rule(clean) == clean
        assert not set(clean) & set(
            "\u200b\u202a\u202b\u202c\u202d\u202e\u2066\u2069\ufeff\x00\r\v"
        )


@settings(max_examples=300, database=None, deadline=None)
@given(ANY, st.sampled_from("\u200b\u200e\ufeff\u2060\u00ad\u061c"), st.integers(0, 80))
def test_what_nobody_sees_makes_no_difference(typed: str, unseen: str, where: int) -> None:
    def read(text: str) -> str:
        try:
            return rules.announcement(text)
        except ValueError:
            return "refused"

    # Between the parts of an emoji it does: there it takes them apart.
    if not set(typed) & set("\u200d\u200c\ufe0f\u0301") and typed.isprintable():
        assert read(typed[:where] + unseen + typed[where:]) == read(typed)


def test_owner_pastes_what_a_phone_gives(anybody: Browser) -> None:
    pasted = opening(
        name="\u2068Clinic\u2069",
        email="Owner <owner@example.com>",
        queues="Doctor\u00a0A\vDoctor B\u200b",
    )
    assert anybody.submit("/open", pasted).status_code == 303
    page = words(anybody.get("/store"))
    assert all(name in page for name in ("Clinic", "Doctor A", "Doctor B"))


def test_customer_with_an_invisible_name_is_asked_for_one(app: Flask, owner: Owner) -> None:
    customer = Customer(app)
    customer.scans(owner.join_code)
    refused = customer.sends({"name-0": "\u3164\u2800"})
    assert refused.status_code == 422
    assert "Please give a name." in words(refused)
