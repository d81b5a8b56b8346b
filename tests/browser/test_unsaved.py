"""What is typed in the panel and not saved when it closes."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.dashboard import Dashboard
from tests.browser.visitors import Held, Visitors

EDITS = re.compile(r"/store/customers/[^/]*$")


def types(dashboard: Dashboard, label: str, text: str) -> Locator:
    """The owner opens the panel of A2 and types that into it."""
    panel = dashboard.opens_panel("A2")
    panel.get_by_text("Correct name, phone or note").click()
    panel.get_by_label(label).fill(text)
    return panel


def note(dashboard: Dashboard) -> Locator:
    """The note of A2 as the panel has it."""
    return dashboard.opens_panel("A2").get_by_label("Note, for the staff alone")


def call(panel: Locator) -> None:
    """By its button in the panel."""
    panel.get_by_role("button", name="Call", exact=True).click()


def before(panel: Locator) -> None:
    """By the form of the panel."""
    panel.get_by_role("button", name="Move", exact=True).click()


def beside(panel: Locator) -> None:
    """A tap on what is behind the panel closes it."""
    panel.page.mouse.click(5, 300)


@pytest.mark.parametrize("leave", [call, before, beside])
def test_note_is_kept_whatever_is_tapped_after_it(
    dashboard: Dashboard, leave: Callable[[Locator], None]
) -> None:
    dashboard.adds("Ann", "Ben")
    panel = types(dashboard, "Note", "Wheelchair")
    leave(panel)
    expect(panel).to_be_hidden()
    expect(dashboard.row("A2")).to_contain_text("Wheelchair")


def test_deed_beside_the_note_is_what_can_be_undone(dashboard: Dashboard) -> None:
    dashboard.adds("Ann", "Ben")
    call(types(dashboard, "Note", "Wheelchair"))
    expect(dashboard.row("A2")).to_have_attribute("data-state", "called")
    expect(dashboard.flash).to_contain_text("A2 is called.")


@pytest.mark.parametrize("way", ["Escape", "✕"])
def test_note_that_is_not_wanted_is_left(dashboard: Dashboard, way: str) -> None:
    dashboard.adds("Ann", "Ben")
    panel = types(dashboard, "Note", "Wheelchair")
    panel.page.keyboard.press(way) if way == "Escape" else panel.locator(".back").click()
    expect(panel).to_be_hidden()
    dashboard.page.wait_for_timeout(500)
    expect(note(dashboard)).to_have_value("")


def test_what_cannot_be_kept_comes_up_again(dashboard: Dashboard, visitors: Visitors) -> None:
    visitors.excuse("status of 422")
    dashboard.adds("Ann", "Ben")
    panel = types(dashboard, "Phone", "none")
    call(panel)
    expect(dashboard.row("A2")).to_have_attribute("data-state", "called")
    expect(panel.locator(".error")).to_be_visible()
    expect(panel.get_by_label("Phone", exact=True)).to_have_value("none")


def test_panel_stays_open_when_the_answer_to_a_tap_before_it_arrives(dashboard: Dashboard) -> None:
    dashboard.adds("Ann", "Ben")
    held = Held(dashboard.page, "**/state*")
    dashboard.row("A1").get_by_role("button", name="Call").click()
    panel = dashboard.opens_panel("A2")
    held.let_go()
    expect(dashboard.flash).to_contain_text("A1 is called.")
    expect(panel).to_be_visible()


def test_panel_opens_again_with_what_did_not_get_through(
    dashboard: Dashboard, visitors: Visitors
) -> None:
    visitors.excuse("net::ERR_FAILED", "Failed to fetch")
    dashboard.adds("Ann", "Ben")
    panel = types(dashboard, "Note", "Wheelchair")
    dashboard.page.route(EDITS, lambda route: route.abort())
    beside(panel)
    expect(dashboard.flash).to_contain_text("That didn't get through")
    expect(panel.get_by_label("Note")).to_have_value("Wheelchair")
    dashboard.page.unroute(EDITS)
    panel.page.wait_for_timeout(600)
    beside(panel)
    expect(dashboard.row("A2")).to_contain_text("Wheelchair")


def test_what_cannot_be_kept_takes_nobody_elses_panel_away(
    dashboard: Dashboard, visitors: Visitors
) -> None:
    visitors.excuse("status of 422")
    dashboard.adds("Ann", "Ben")
    panel = types(dashboard, "Phone", "none")
    held = Held(dashboard.page, EDITS, "POST")
    beside(panel)
    dashboard.opens_panel("A1")
    held.let_go()
    expect(dashboard.flash).to_contain_text("That didn't get through")
    expect(panel.get_by_role("heading")).to_contain_text("A1")


def test_note_that_is_being_saved_is_not_saved_twice(dashboard: Dashboard) -> None:
    dashboard.adds("Ann", "Ben")
    panel = types(dashboard, "Note", "Wheelchair")
    sent: list[str] = []
    dashboard.page.on("request", lambda request: sent.append(request.method))
    held = Held(dashboard.page, EDITS, "POST")
    panel.get_by_role("button", name="Save").click()
    beside(panel)
    held.let_go()
    expect(dashboard.row("A2")).to_contain_text("Wheelchair")
    dashboard.page.wait_for_timeout(300)
    assert sent.count("POST") == 1
