"""Visitors have pages that others have left, and find nothing of those."""

from __future__ import annotations

from playwright.sync_api import Browser

from testing.server import Server
from tests.browser.lending import Lending
from tests.browser.visitors import Visitors

KEEPS = """() => {
    localStorage.setItem("sound", "on");
    sessionStorage.setItem("said", "it");
    document.cookie = "owner=somebody";
    window.name = "counter";
}"""
KEPT = """() => [
    localStorage.length, sessionStorage.length, document.cookie, window.name,
    innerWidth, navigator.onLine,
]"""


def test_page_that_is_left_has_nothing_of_whoever_had_it(
    chromium: Browser, server: Server, lends: Lending
) -> None:
    with Visitors(chromium, server.url, lends) as visitors:
        first = visitors.page(width=700)
        first.goto("/")
        first.evaluate(KEEPS)
        first.set_viewport_size({"width": 300, "height": 300})
    with Visitors(chromium, server.url, lends) as visitors:
        second = visitors.page(width=700)
        assert second is first
        second.goto("/")
        assert second.evaluate(KEPT) == [0, 0, "", "", 700, True]


def test_browser_that_was_changed_is_had_by_nobody_else(
    chromium: Browser, server: Server, lends: Lending
) -> None:
    with Visitors(chromium, server.url, lends) as visitors:
        changed = [visitors.page(width=700) for _nth in range(4)]
        changed[0].add_init_script("window.marked = true")
        changed[1].context.set_offline(True)
        changed[2].clock.install()
        changed[3].context.new_page()
    assert all(page.is_closed() for page in changed)
