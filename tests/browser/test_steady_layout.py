"""What one can tap stays where it is while the scripts come: nobody taps on something else."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.dashboard import Dashboard
from tests.browser.phone import Phone
from tests.browser.visitors import Visitors

pytestmark = pytest.mark.slow

# As the browser itself counts them, with whatever has moved within the window.
SHIFTS = """() => new Promise((done) => {
  const taps = "a, button, input, summary";
  const isTapped = (node) => node?.closest?.(taps) ?? node?.querySelector?.(taps);
  const at = ({ x, y }) => `${x}, ${y}`;
  const said = ({ node, previousRect, currentRect }) =>
    `${node.outerHTML.slice(0, 80)} from ${at(previousRect)} to ${at(currentRect)}`;
  new PerformanceObserver((list) => {
    const sources = list.getEntries().flatMap((entry) => entry.sources);
    done(sources.filter(({ node }) => isTapped(node)).map(said));
  }).observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done([]), 200);
})"""


# How much can be tapped beside the lines, when the page is first shown and in the end.
FIRST_SHOWN = """
  window.taps = () => document.querySelectorAll(":is(.bar, .board-code) :is(a, button)").length;
  window.first = new Promise((shown) =>
    new PerformanceObserver(() => shown(taps())).observe({ type: "paint", buffered: true }));
"""
# In bytes a second: the page comes bit by bit.
SLOW = {"offline": False, "latency": 20, "downloadThroughput": 5000, "uploadThroughput": 5000}


def shifts(page: Page, url: str) -> list[str]:
    """What moved on the page there, with scripts that come late."""

    def late(route: Route) -> None:
        page.wait_for_timeout(50)
        route.continue_()

    page.route("**/*.js*", late)
    page.goto(url)
    expect(page.locator("#live")).to_have_text("Live")
    page.wait_for_timeout(500)
    moved: list[str] = page.evaluate(SHIFTS)
    return moved


# Each page as wide as it mostly is; as wide as it may be, too, where there is time.
LONG = pytest.mark.long


@pytest.mark.parametrize(
    ("at", "width"),
    [
        *(("ticket", 390), ("board", 1280), ("dashboard", 390)),
        pytest.param("ticket", 1280, marks=LONG),
        pytest.param("board", 390, marks=LONG),
        pytest.param("dashboard", 1280, marks=LONG),
    ],
)
def test_nothing_moves_away_from_under_a_finger(
    visitors: Visitors, dashboard: Dashboard, at: str, width: int
) -> None:
    dashboard.adds("Ben", "Cleo")
    ticket = Phone(visitors.phone()).scans(dashboard.join_url).joins("Ann", "Doctor A").page.url
    dashboard.calls()
    url = {"ticket": ticket, "board": dashboard.board_url, "dashboard": "/store"}[at]
    signed_in = dashboard.page.context.storage_state()
    page = visitors.page(width=width, height=1200, storage_state=signed_in)
    assert shifts(page, url) == []


@pytest.mark.parametrize("at", ["board", "dashboard"])
def test_page_that_comes_bit_by_bit_is_shown_with_all_that_can_be_tapped(
    visitors: Visitors, dashboard: Dashboard, at: str
) -> None:
    url = {"board": dashboard.board_url, "dashboard": "/store"}[at]
    signed_in = dashboard.page.context.storage_state()
    page = visitors.page(height=1200, storage_state=signed_in)
    page.goto(url)
    expect(page.locator("#live")).to_have_text("Live")
    # The sheets and scripts are there already.
    page.goto("about:blank")
    page.add_init_script(FIRST_SHOWN)
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", SLOW)
    page.goto(url)
    expect(page.locator("#live")).to_have_text("Live")
    assert page.evaluate("first") == page.evaluate("taps()")
    assert page.evaluate(SHIFTS) == []
