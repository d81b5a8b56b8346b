"""Whatever stands between us and a screen makes of a stream: the screen looks for itself."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Route, expect

from tests.browser.dashboard import Dashboard
from tests.browser.visitors import Visitors

pytestmark = pytest.mark.long

EVENTS = "text/event-stream"
# Virus scanners, guest networks and gateways of companies, as they were reported.
MAKES_OF_IT: dict[str, Callable[[Route], None]] = {
    "resets it": lambda route: route.abort("connectionreset"),
    "answers with a page": lambda route: route.fulfill(content_type="text/html", body="<p>No</p>"),
    "is too busy": lambda route: route.fulfill(status=503, body=""),
    "wants to know who it is": lambda route: route.fulfill(status=407, body=""),
    "ends it at once": lambda route: route.fulfill(content_type=EVENTS, body=""),
    "passes a comment": lambda route: route.fulfill(content_type=EVENTS, body=": hello\n\n"),
    "has no content": lambda route: route.fulfill(status=204, body=""),
    "leads elsewhere": lambda route: route.fulfill(status=302, headers={"Location": "/signin"}),
    "holds it back, head and all": lambda _route: None,
}


@pytest.mark.parametrize("made", MAKES_OF_IT)
def test_board_shows_calls_whatever_is_made_of_its_stream(
    visitors: Visitors, dashboard: Dashboard, made: str
) -> None:
    visitors.excuse("Failed to load resource", "htmx:", "sse", "net::ERR_", "/events")
    page = visitors.page()
    page.route("**/events*", MAKES_OF_IT[made])
    page.clock.install()
    page.goto(dashboard.board_url)
    for ticket, name in (("A1", "Ann"), ("A2", "Ben")):
        dashboard.adds(name)
        dashboard.calls()
        page.clock.fast_forward(31_000)
        called = page.locator("#lanes").get_by_text(ticket, exact=True)
        expect(called.first).to_be_visible()
        expect(page.locator("#live")).not_to_have_text("Live")
