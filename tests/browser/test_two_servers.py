"""Two servers on one database: each shows what happens at the other, and one may go away."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from testing.server import Server
from tests.browser.dashboard import Dashboard
from tests.browser.phone import Phone
from tests.browser.renewing import mark, still_marked
from tests.browser.visitors import Visitors


@pytest.fixture(scope="module")
def neighbour(chromium: Browser, environment: dict[str, str]) -> Iterator[Server]:  # noqa: ARG001
    """A second server on the same database. Cookies of localhost are good at every port."""
    with Server(environment) as running:
        yield running


# In every run test_two_browsers.py has two processes, and live/test_faults.py says how soon.
@pytest.mark.long
def test_change_at_one_server_is_seen_by_who_watches_another(
    visitors: Visitors, dashboard: Dashboard, neighbour: Server
) -> None:
    colleague = Dashboard(visitors.page(storage_state=dashboard.page.context.storage_state()))
    colleague.page.goto(f"{neighbour.url}/store")
    expect(colleague.live).to_have_text("Live")
    ann = Phone(visitors.phone()).scans(colleague.join_url).joins("Ann", "Doctor A")
    assert ann.page.url.startswith(neighbour.url)
    expect(dashboard.row("A1")).to_contain_text("Ann")
    dashboard.call_next("Doctor A").click()
    expect(ann.person("A1")).to_contain_text("It's your turn")
    expect(colleague.row("A1")).to_have_attribute("data-state", "called")


@pytest.mark.long  # nearly a minute
def test_pages_say_when_they_are_cut_off_and_catch_up_by_themselves(
    visitors: Visitors, dashboard: Dashboard, neighbour: Server, environment: dict[str, str]
) -> None:
    # The browsers' own words for a server that goes away in the middle of a sentence.
    visitors.excuse("net::ERR_", "htmx:sse:error")
    with Server(environment) as fragile:
        screen = Dashboard(visitors.page(storage_state=dashboard.page.context.storage_state()))
        screen.page.goto(f"{fragile.url}/store")
        expect(screen.live).to_have_text("Live")
        ann = Phone(visitors.phone()).scans(screen.join_url).joins("Ann", "Doctor A")
        live = ann.page.locator("#live")
        expect(live).to_have_text("Live")
        mark(screen.page)
        mark(ann.page)

        fragile.stop()
        expect(screen.live).to_contain_text("No connection since")
        expect(live).to_contain_text("No connection since")
        # Life goes on, at the server next door.
        dashboard.adds("Ben", base=neighbour.url)
        dashboard.calls(base=neighbour.url)

    with fragile:
        expect(screen.live).to_have_text("Live", timeout=20_000)
        expect(live).to_have_text("Live", timeout=20_000)
        expect(screen.row("A1")).to_have_attribute("data-state", "called")
        expect(screen.row("A2")).to_contain_text("Ben")
        expect(ann.person("A1")).to_contain_text("It's your turn")
        assert still_marked(screen.page)
        assert still_marked(ann.page)
        # It is really live, not only up to date.
        dashboard.adds("Cy", base=neighbour.url)
        expect(screen.row("A3")).to_contain_text("Cy")
