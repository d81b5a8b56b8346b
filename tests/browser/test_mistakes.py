"""Nobody does harm by accident, and nothing fails in silence."""

from __future__ import annotations

from flask import Flask
from playwright.sync_api import expect

from testing.server import Server
from tests.browser.dashboard import Dashboard
from tests.browser.phone import Phone
from tests.browser.visitors import Visitors

LONG = "W" * 64


def test_owner_whose_tap_did_not_get_through_is_told(
    dashboard: Dashboard, visitors: Visitors
) -> None:
    dashboard.adds("Ann")
    visitors.excuse("net::ERR_FAILED", "Failed to fetch")
    dashboard.page.route("**/call?*", lambda route: route.abort())
    dashboard.call_next("Doctor A").click()
    expect(dashboard.flash).to_contain_text("That didn't get through")
    expect(dashboard.row("A1")).to_have_attribute("data-state", "waiting")


def test_new_name_of_the_store_is_on_every_open_page(
    dashboard: Dashboard, visitors: Visitors
) -> None:
    colleague = Dashboard(visitors.page()).signs_in(dashboard.email)
    dashboard.opens_menu().get_by_role("link", name="Settings").click()
    dashboard.page.get_by_label("Name of the store").fill("Renamed Clinic")
    dashboard.page.get_by_label("Description").fill("Closed at noon today.")
    dashboard.page.get_by_role("button", name="Save").click()
    expect(colleague.page.get_by_role("heading", level=1)).to_have_text("Renamed Clinic")
    expect(colleague.page.get_by_text("Closed at noon today.")).to_be_visible()


def test_names_without_a_space_push_nothing_off_the_page(
    visitors: Visitors, server: Server, application: Flask
) -> None:
    dashboard = Dashboard(visitors.page())
    dashboard.finds_open(application, server.url, LONG, queues=[LONG], description="x" * 400)
    dashboard.adds(LONG, queue=LONG)
    expect(dashboard.rows).to_have_count(1)
    board = visitors.page()
    board.goto(
        dashboard.page.get_by_role("link", name="Board", exact=True).get_attribute("href") or ""
    )
    for page in (dashboard.page, board):
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("() => document.scrollingElement.scrollWidth") <= width
            box = page.locator("figure[data-join-url] svg").bounding_box()
            assert box is not None
            assert box["x"] + box["width"] <= width


def test_message_without_a_space_is_read_on_a_ticket(
    dashboard: Dashboard, visitors: Visitors
) -> None:
    ticket = Phone(visitors.phone()).scans(dashboard.join_url).joins("Ann", "Doctor A").page
    dashboard.tells(f"See example.com/{'x' * 100}")
    said = ticket.get_by_text("See example.com")
    expect(said).to_be_visible()
    box = said.bounding_box()
    assert box is not None
    assert box["x"] + box["width"] <= 390


def test_name_without_a_space_is_no_wider_than_what_its_owner_is_asked(
    dashboard: Dashboard, visitors: Visitors
) -> None:
    phone = Phone(visitors.phone()).scans(dashboard.join_url)
    phone.page.get_by_text("2", exact=True).click()
    phone.page.get_by_role("group", name="Person 2").get_by_label("Name").fill("Ben")
    ticket = phone.joins(LONG, "Doctor A").page
    dashboard.adds("Cid", "Dee")
    url = ticket.url
    for path in ("leave", "later"):
        ticket.goto(f"{url}/{path}")
        expect(ticket.get_by_text(LONG)).to_be_visible()
        assert ticket.evaluate("() => document.scrollingElement.scrollWidth") <= 390, path


# Where the letters are, not the room around them.
WORDS = """found => {
    const range = document.createRange();
    range.selectNodeContents(found);
    return Math.round(range.getBoundingClientRect().left);
}"""


def test_line_with_an_arabic_name_has_its_words_below_each_other(visitors: Visitors) -> None:
    dashboard = Dashboard(visitors.page()).opens("Clinic", queues=["مساعد الطبيب", "Doctor B"])
    phone = Phone(visitors.phone()).scans(dashboard.join_url).page
    name, waiting = phone.locator(".d").first.locator("> *").all()
    assert name.evaluate(WORDS) == waiting.evaluate(WORDS)
