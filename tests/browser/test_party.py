"""Several who joined together, on one phone."""

from __future__ import annotations

from playwright.sync_api import Locator, expect

from tests.browser.dashboard import Dashboard
from tests.browser.phone import Phone
from tests.browser.visitors import Visitors

# Its animations are those that take away what comes too late.
LATER = "() => document.getAnimations().forEach((one) => one.finish())"


def test_what_can_not_be_undone_any_more_leaves_no_gap(
    visitors: Visitors, dashboard: Dashboard
) -> None:
    phone = Phone(visitors.phone()).scans(dashboard.join_url)
    phone.page.get_by_text("2", exact=True).click()
    phone.page.get_by_role("group", name="Person 2").get_by_label("Name").fill("Ben")
    page = phone.joins("Ann", "Doctor A").page
    first = page.locator("#party > article").first
    expect(page.locator("#live")).to_have_text("Live")
    before = top(first)
    page.get_by_role("link", name="Leave the line").click()
    page.get_by_label("Ann").check()
    page.get_by_label("Ben").uncheck()
    page.get_by_role("button", name="leave").click()
    undo = page.get_by_role("button", name="Undo: I stay in line")
    expect(undo).to_be_visible()
    page.evaluate(LATER)
    expect(undo).to_be_hidden()
    assert top(first) - before < 4


def top(found: Locator) -> float:
    """How far down it begins."""
    box = found.bounding_box()
    assert box is not None
    return box["y"]
