"""Seven live pages of one browser, which opens six connections to a host."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import expect

from tests.browser.dashboard import Dashboard

pytestmark = [pytest.mark.slow, pytest.mark.long]


# What the nth page of this browser has.
HAS = {
    "all that it needs": "",
    "no channel": "delete window.BroadcastChannel",  # Safari before 15.4
    "a channel that is refused": """window.BroadcastChannel = class {
      constructor() { throw new DOMException("", "SecurityError") }
    }""",
    "a clock that was set back": """{
      const real = Date.now;
      Date.now = () => real() - NTH * 3600000;
    }""",
}


@pytest.mark.parametrize("has", HAS)
def test_seventh_live_page_loads_and_all_see_a_call_at_once(dashboard: Dashboard, has: str) -> None:
    dashboard.adds("Ann", "Ben", "Cy")
    first = dashboard.page
    pages = [first]
    first.add_init_script(HAS[has].replace("NTH", "0"))
    first.reload()
    for nth in range(1, 8):
        page = first.context.new_page()
        page.add_init_script(HAS[has].replace("NTH", str(nth)))
        page.goto(dashboard.board_url, wait_until="domcontentloaded")
        expect(page.locator("#live")).to_have_text("Live")
        pages.append(page)
    began = time.monotonic()
    dashboard.call_next("Doctor A").click()
    expect(dashboard.row("A1")).to_have_attribute("data-state", "called")
    assert time.monotonic() - began < 2
    for page in pages[1:]:
        expect(page.locator("#lanes").get_by_text("A1", exact=True).first).to_be_visible()
    assert time.monotonic() - began < 3
    # Those that had no stream get one when others go.
    for page in pages[1:5]:
        page.close()
    dashboard.call_next("Doctor A").click()
    for page in pages[5:]:
        expect(page.locator("#lanes").get_by_text("A2", exact=True).first).to_be_visible()
        expect(page.locator("#live")).to_have_text(re.compile("Live"))
