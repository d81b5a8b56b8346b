"""A phone sleeps, wakes and changes networks: connections die without a word, events mislead."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Error, Page, Route, expect

from testing.road import Road
from testing.server import Server
from tests.browser.dashboard import Dashboard
from tests.browser.phone import Phone
from tests.browser.visitors import Visitors

pytestmark = pytest.mark.slow

THEN = datetime(2026, 3, 5, 12, 4, 10, tzinfo=UTC)
# As browsers do it that freeze a hidden page: it is told of its waking before it is shown.
SLEEP = """() => {
  Object.defineProperty(document, "hidden", { value: true, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
  document.dispatchEvent(new Event("freeze"));
}"""
WAKE = """() => {
  document.dispatchEvent(new Event("resume"));
  Object.defineProperty(document, "hidden", { value: false, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""
PORTAL = (
    "<!doctype html><title>Hotel</title><h1>Welcome</h1><p id=party><button id=live>Go</button>"
)
# A hotel's network, on which one must first click on "I agree".
# One of each kind is looked at in every run.
LONG = pytest.mark.long
PORTALS = {
    "page": f"HTTP/1.1 200 OK\r\nContent-Length: {len(PORTAL)}\r\nContent-Type: text/html\r\n"
    f"Connection: close\r\n\r\n{PORTAL}",
    "511": "HTTP/1.1 511 Network Authentication Required\r\nContent-Length: 0\r\n"
    "Connection: close\r\n\r\n",
    "other host": "HTTP/1.1 302 Found\r\nLocation: http://localhost:9/\r\nContent-Length: 0\r\n"
    "Connection: close\r\n\r\n",
}


@pytest.fixture
def ticket(visitors: Visitors, dashboard: Dashboard) -> Page:
    """Ann's, which is not open yet; what happens to her connections is no complaint."""
    visitors.excuse("net::ERR_", "htmx:", "status of 511", "Access to fetch", "Unsafe attempt")
    page = Phone(visitors.phone()).scans(dashboard.join_url).joins("Ann", "Doctor A").page
    page.clock.install(time=THEN)
    return page


def goes(page: Page, road: Road) -> None:
    """Look at the same page by this way."""
    page.goto(f"http://localhost:{road.port}{urlsplit(page.url).path}")
    expect(page.locator("#live")).to_have_text("Live")


def sleeps(page: Page, seconds: int) -> None:
    """Nothing runs meanwhile; the clock of the day goes on alone."""
    page.evaluate(SLEEP)
    page.clock.set_system_time(THEN + timedelta(seconds=seconds))


@pytest.mark.parametrize("seconds", [pytest.param(12, marks=LONG), 3600])
def test_ticket_shows_the_call_within_two_seconds_though_all_connections_are_dead(
    ticket: Page, dashboard: Dashboard, server: Server, seconds: int
) -> None:
    with Road(server.port) as road:
        goes(ticket, road)
        sleeps(ticket, seconds)
        road.dies()
        dashboard.calls()
        ticket.evaluate(WAKE)
        expect(ticket.get_by_text("It's your turn").first).to_be_visible(timeout=2_000)
        expect(ticket.locator("#live")).to_have_text("Live")


def test_stream_that_is_asked_for_in_vain_is_given_up_soon(
    ticket: Page, dashboard: Dashboard, server: Server
) -> None:
    with Road(server.port) as road:
        goes(ticket, road)
        # Over a connection that the browser had kept, say, and that is dead as well.
        road.losses = {b"/events": 1}
        sleeps(ticket, 3600)
        road.dies()
        dashboard.calls()
        ticket.evaluate(WAKE)
        expect(ticket.locator("#live")).to_have_text("No connection since 13:04")
        expect(ticket.locator("#live")).to_have_text("Live", timeout=8_000)
        assert not road.losses[b"/events"]


@pytest.mark.parametrize("late", [pytest.param(0, marks=LONG), 500])
def test_stream_is_not_asked_for_over_what_is_dead_however_late_the_first_one_came(
    ticket: Page, server: Server, late: int
) -> None:
    def comes_late(route: Route) -> None:
        ticket.wait_for_timeout(late)
        route.continue_()

    with Road(server.port) as road:
        ticket.route("**/events", comes_late)
        goes(ticket, road)
        ticket.unroute("**/events")
        sleeps(ticket, 60)
        road.dies()
        ticket.evaluate(WAKE)
        expect(ticket.locator("#live")).to_have_text("No connection since 12:05")
        expect(ticket.locator("#live")).to_have_text("Live")
        assert not road.unheard


@pytest.mark.long
def test_stream_comes_though_each_answer_takes_four_seconds(ticket: Page, server: Server) -> None:
    def late(route: Route) -> None:
        ticket.wait_for_timeout(4_000)
        with contextlib.suppress(Error):
            route.continue_()

    with Road(server.port) as road:
        goes(ticket, road)
        ticket.route("**/events", late)
        ticket.evaluate("() => window.dispatchEvent(new Event('online'))")
        expect(ticket.locator("#live")).to_have_text("No connection since 12:04")
        expect(ticket.locator("#live")).to_have_text("Live", timeout=20_000)


@pytest.mark.parametrize("event", ["online", pytest.param("offline", marks=LONG)])
def test_ticket_looks_at_once_when_the_network_changes_whatever_it_is_told(
    ticket: Page, dashboard: Dashboard, server: Server, event: str
) -> None:
    with Road(server.port) as road:
        goes(ticket, road)
        road.dies()
        dashboard.calls()
        ticket.evaluate("name => window.dispatchEvent(new Event(name))", event)
        expect(ticket.get_by_text("It's your turn").first).to_be_visible(timeout=2_000)


def test_dashboard_gives_up_dead_connections_one_after_the_other(
    visitors: Visitors, dashboard: Dashboard, server: Server
) -> None:
    visitors.excuse("net::ERR_", "htmx:")
    page = visitors.page(storage_state=dashboard.page.context.storage_state())
    page.clock.install(time=THEN)
    with Road(server.port) as road:
        page.goto(f"http://localhost:{road.port}/store")
        expect(page.locator("#live")).to_have_text("Live")
        sleeps(page, 60)
        road.dies()
        dashboard.adds("Ann")
        page.evaluate(WAKE)
        # Six connections at most, of which the stream had one.
        for nth in range(8):
            if page.get_by_role("rowheader", name="A1", exact=True).count():
                break
            page.clock.fast_forward(min(3_000 * 2**nth, 10_000))
            page.wait_for_timeout(100)
        expect(page.get_by_role("rowheader", name="A1", exact=True)).to_be_visible()


@pytest.mark.parametrize(
    "portal", ["page", *(pytest.param(other, marks=LONG) for other in PORTALS if other != "page")]
)
def test_page_of_a_hotels_network_is_no_news(
    ticket: Page, dashboard: Dashboard, server: Server, portal: str
) -> None:
    with Road(server.port) as road:
        goes(ticket, road)
        before = ticket.locator("#party").inner_html()
        road.answer = PORTALS[portal].encode()
        sleeps(ticket, 3600)
        road.dies()
        with ticket.expect_event("requestfailed" if portal == "other host" else "requestfinished"):
            ticket.evaluate(WAKE)
        ticket.wait_for_timeout(300)
        assert ticket.locator("#party").inner_html() == before
        expect(ticket.locator("#live")).to_have_text("No connection since 12:04")
        # Agreed.
        road.answer = b""
        dashboard.calls()
        ticket.evaluate("() => window.dispatchEvent(new Event('online'))")
        expect(ticket.get_by_text("It's your turn").first).to_be_visible()
