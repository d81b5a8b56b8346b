"""The pill that says whether a page is live never lies."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from testing.holding import holding
from testing.server import Server
from tests.browser.dashboard import Dashboard
from tests.browser.phone import Phone
from tests.browser.visitors import Late, Visitors

LOST = re.compile(r"No connection since \d\d:\d\d")
# The browsers' own words for a connection that breaks.
BROKEN = ("net::ERR_", "htmx:sse:error", "htmx:error", "status of 503")
# The screen of a phone goes off or on.
TURN = """(off) => {
  Object.defineProperty(document, "hidden", { value: off, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


def test_page_without_a_network_says_so_and_catches_up(
    visitors: Visitors, dashboard: Dashboard
) -> None:
    visitors.excuse(*BROKEN)
    colleague = Dashboard(visitors.page(storage_state=dashboard.page.context.storage_state()))
    colleague.page.goto("/store")
    expect(colleague.live).to_have_text("Live")
    colleague.page.context.set_offline(True)
    expect(colleague.live).to_have_text(LOST)
    dashboard.adds("Ann")
    expect(dashboard.row("A1")).to_be_visible()
    # It does not come back to "live" by mistake, and shows nothing new.
    colleague.page.wait_for_timeout(2_000)
    expect(colleague.live).to_have_text(LOST)
    expect(colleague.rows).to_have_count(0)
    colleague.page.context.set_offline(False)
    expect(colleague.live).to_have_text("Live")
    expect(colleague.row("A1")).to_be_visible()


# All three have the same script for it.
@pytest.mark.parametrize(
    "page_of",
    ["ticket", *(pytest.param(page, marks=pytest.mark.long) for page in ("dashboard", "board"))],
)
def test_page_that_slept_does_not_say_that_it_is_live(
    visitors: Visitors, dashboard: Dashboard, page_of: str
) -> None:
    visitors.excuse(*BROKEN)
    page = visitors.page(storage_state=dashboard.page.context.storage_state())
    page.clock.install()
    path = {"dashboard": "/store", "board": dashboard.board_url}.get(page_of)
    if path is None:
        Phone(page).scans(dashboard.join_url).joins("Ann", "Doctor A")
    else:
        page.goto(path)
    expect(page.locator("#live")).to_have_text("Live")
    watch_the_pill(page)
    # A sign of life is late, but not by much.
    page.clock.fast_forward(20_000)
    assert page.evaluate("() => window.said") == []
    expect(page.locator("#live")).to_have_text("Live")
    # The lid is closed for ten minutes; the connection has heard nothing meanwhile.
    page.clock.fast_forward(600_000)
    page.wait_for_function("() => window.said.some((text) => text.startsWith('No connection'))")
    # It asks for a new connection at once.
    expect(page.locator("#live")).to_have_text("Live")


@pytest.mark.long
def test_time_of_the_last_update_is_that_of_the_last_news(
    visitors: Visitors, dashboard: Dashboard, environment: dict[str, str]
) -> None:
    visitors.excuse(*BROKEN)
    with Server(environment) as fragile:
        # Somebody far away, whose clock shows another time.
        page = visitors.page(
            storage_state=dashboard.page.context.storage_state(), timezone_id="Asia/Kathmandu"
        )
        page.clock.install(time=datetime(2026, 3, 5, 12, 4, 10, tzinfo=UTC))
        page.goto(f"{fragile.url}/store")
        live = page.locator("#live")
        expect(live).to_have_text("Live")
        fragile.stop()
        zone = ZoneInfo(page.locator("#headline").get_attribute("data-zone") or "")
        told = f"{datetime(2026, 3, 5, 12, 4, tzinfo=UTC).astimezone(zone):%H:%M}"
        expect(live).to_have_text(f"No connection since {told}")
        # The page looks for itself again and again, in vain.
        for _ in range(4):
            with page.expect_event("requestfailed", lambda request: request.url.endswith("/store")):
                page.clock.fast_forward(timedelta(minutes=1).seconds * 1000)
        page.wait_for_timeout(300)
        expect(live).to_have_text(f"No connection since {told}")

    with fragile:
        page.clock.fast_forward(10_000)
        expect(live).to_have_text("Live", timeout=20_000)


@pytest.mark.long
def test_page_that_finds_no_room_for_a_stream_tells_when_it_looked(
    visitors: Visitors, dashboard: Dashboard, environment: dict[str, str]
) -> None:
    visitors.excuse(*BROKEN)
    with Server(environment, MAX_STREAMS="1") as small:
        # Whoever comes first has the place; some are kept for screens, none for customers.
        dashboard.adds("Ann")
        customer = Phone(visitors.phone()).scans(dashboard.join_url).joins("Ben", "Doctor A")
        ticket = urlsplit(customer.page.url).path
        customer.page.close()
        first = visitors.page()
        first.goto(f"{small.url}{ticket}")
        expect(first.locator("#live")).to_have_text("Live")
        page = visitors.page()
        page.clock.install(time=datetime(2026, 3, 5, 12, 4, 10, tzinfo=UTC))
        page.goto(f"{small.url}{ticket}")
        live = page.locator("#live")
        expect(live).to_have_text(LOST)
        before = live.text_content()
        dashboard.calls()
        page.clock.fast_forward(120_000)
        expect(page.get_by_text("You're next", exact=True)).to_be_visible()
        expect(live).to_have_text(LOST)
        expect(live).not_to_have_text(before or "")


def watch_the_pill(page: Page) -> None:
    """Keep everything that the pill says in `window.said`."""
    page.evaluate(
        """() => {
          window.said = [];
          const pill = document.getElementById("live");
          new MutationObserver(() => window.said.push(pill.textContent)).observe(pill, {
            childList: true, characterData: true, subtree: true,
          });
        }"""
    )


def test_ticket_without_a_network_says_so_and_lets_nobody_step_out(
    visitors: Visitors, dashboard: Dashboard
) -> None:
    visitors.excuse(*BROKEN)
    dashboard.adds("Ann", "Ben", "Cy", "Di")
    phone = Phone(visitors.phone())
    phone.scans(dashboard.join_url).joins("Eve", "Doctor A")
    expect(phone.page.locator("#live")).to_have_text("Live")
    expect(phone.page.get_by_text("You can step out.")).to_be_visible()
    height = phone.page.locator("#party").bounding_box()
    phone.page.context.set_offline(True)
    expect(phone.page.get_by_text("Your phone has no connection.")).to_be_visible()
    expect(phone.page.get_by_text("You can step out.")).to_be_hidden()
    assert phone.page.locator("#party").bounding_box() == height


def test_look_that_is_answered_late_takes_back_nothing(
    visitors: Visitors, dashboard: Dashboard
) -> None:
    ann = Phone(visitors.phone()).scans(dashboard.join_url).joins("Ann", "Doctor A")
    expect(ann.page.locator("#live")).to_have_text("Live")
    expect(dashboard.row("A1")).to_be_visible()
    pages = (ann.page, dashboard.page)
    late = [Late(page, page.url) for page in pages]
    for page in pages:
        # As when the phone wakes up.
        page.evaluate("() => document.dispatchEvent(new Event('doubtful'))")
    for held in late:
        held.holds_one()
    dashboard.calls()
    expect(ann.person("A1")).to_contain_text("It's your turn")
    expect(dashboard.row("A1")).to_have_attribute("data-state", "called")
    for page, held in zip(pages, late, strict=True):
        with page.expect_response(page.url):
            held.let_go()
        page.wait_for_timeout(200)
    expect(ann.person("A1")).to_contain_text("It's your turn")
    expect(dashboard.row("A1")).to_have_attribute("data-state", "called")


# What the page hears when it is shown again, and how many seconds it was away.
SHOWN_AGAIN = {
    "screen on": (60, TURN),
    "back to the page": (
        2,
        """(off) => off || window.dispatchEvent(
          new PageTransitionEvent("pageshow", { persisted: true }))""",
    ),
}


@pytest.mark.long
@pytest.mark.parametrize("how", SHOWN_AGAIN)
def test_phone_that_wakes_up_knows_within_two_seconds_that_it_was_called(
    visitors: Visitors, dashboard: Dashboard, server: Server, how: str
) -> None:
    seconds, turn = SHOWN_AGAIN[how]
    page = Phone(visitors.phone()).scans(dashboard.join_url).joins("Ann", "Doctor A").page
    # Its stream died without a word, as in a pocket; whatever it asked for meanwhile, too.
    visitors.excuse("htmx:error: timeout")
    with holding(server.port) as port:
        page.clock.install()
        page.goto(f"http://localhost:{port}{urlsplit(page.url).path}")
        page.evaluate(turn, True)
        page.clock.fast_forward(seconds * 1000)
        page.wait_for_timeout(500)
        dashboard.calls()
        page.evaluate(turn, False)
        expect(page.get_by_text("It's your turn").first).to_be_visible(timeout=2_000)
