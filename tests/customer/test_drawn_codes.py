"""The code of a URL is the one that the library makes of it, module by module."""

from __future__ import annotations

import secrets
from typing import Any

import pytest
import segno
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.display import qr

HOSTS = st.text("abcdefghijklmnopqrstuvwxyz0123456789.-:", min_size=1, max_size=40)
PATHS = st.text(qr._LETTERS, max_size=24)


# How long the library takes depends on who else is at work on this computer.
@pytest.mark.slow
@settings(deadline=None)
@given(HOSTS, PATHS)
@example("queue.example.com", "J/0000000000")
@example("queue.example.com", "J/ZZZZZZZZZ")
@example("q", "")
@example("q", "ä/b_c?d=e")
def test_code_is_the_one_of_the_library(host: str, path: str) -> None:
    assert qr.svg(f"https://{host}/{path}") == made_by_the_library(host, path)


def made_by_the_library(host: str, path: str) -> str:
    parts = [f"https://{host}", f"/{path}".upper()]
    made = segno.make(parts, error="m", micro=False, mask=3)  # type: ignore[arg-type]
    return made.svg_inline(border=4, omitsize=True, light="#fff", dark="#000")


@pytest.mark.parametrize("length", [2, 3, 12, 13])
def test_code_stays_that_one_when_all_is_known_that_it_is_made_of(length: int) -> None:
    host, changes = "queue.example.com", qr._changes(len("https://queue.example.com"), length + 3)
    for _nth in range(200):
        path = f"J/{''.join(secrets.choice(qr._LETTERS) for _ in range(length))}"
        assert qr.svg(f"https://{host}/{path}") == made_by_the_library(host, path)
    assert not changes.unknown


def test_codes_of_the_own_address_are_drawn_without_the_library_once_they_are_learned(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    base, path = "https://queue.example.org", "/J/0123456789AB"
    qr.learn(base, path, 0)
    qr.svg(base + path)
    expected = made_by_the_library("queue.example.org", "J/BA9876543210")
    monkeypatch.delattr(segno, "make")
    assert qr.svg(f"{base}/J/BA9876543210") == expected


@pytest.mark.slow
def test_code_for_a_name_of_another_length_takes_no_longer_than_two(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whoever asks by names of a hundred lengths would hold up everybody with each of them."""
    made = 0

    def make(*asked: Any, **more: Any) -> Any:
        nonlocal made
        made += 1
        return real(*asked, **more)

    real = segno.make
    monkeypatch.setattr(segno, "make", make)
    for length in range(100, 200):
        made = 0
        qr.svg(f"https://{'h' * length}/J/0123456789AB")
        assert made <= 3  # with what all of this length have in common
