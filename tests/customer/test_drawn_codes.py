"""The code of a URL is the one that the library makes of it, module by module."""

from __future__ import annotations

import segno
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.display import qr

HOSTS = st.text("abcdefghijklmnopqrstuvwxyz0123456789.-:", min_size=1, max_size=40)
PATHS = st.text(qr._LETTERS, max_size=24)


# How long the library takes depends on who else is at work on this computer.
@settings(deadline=None)
@given(HOSTS, PATHS)
@example("queue.example.com", "J/0000000000")
@example("queue.example.com", "J/ZZZZZZZZZ")
@example("q", "")
@example("q", "ä/b_c?d=e")
def test_code_is_the_one_of_the_library(host: str, path: str) -> None:
    parts = [f"https://{host}", f"/{path}".upper()]
    made = segno.make(parts, error="m", micro=False, mask=3)  # type: ignore[arg-type]
    svg = made.svg_inline(border=4, omitsize=True, light="#fff", dark="#000")
    assert qr.svg(f"https://{host}/{path}") == svg
