"""What could not be saved comes up again, with what was typed."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.dashboard import Dashboard
from tests.browser.details import EDITS, beside, call, types
from tests.browser.visitors import Held, Visitors


def test_what_cannot_be_kept_comes_up_again(dashboard: Dashboard, visitors: Visitors) -> None:
    visitors.excuse("status of 422")
    dashboard.adds("Ann", "Ben")
    panel = types(dashboard, "Phone", "none")
    call(panel)
    expect(dashboard.row("A2")).to_have_attribute("data-state", "called")
    expect(panel.locator(".error")).to_be_visible()
    expect(panel.get_by_label("Phone", exact=True)).to_have_value("none")


def test_panel_opens_again_with_what_did_not_get_through(
    dashboard: Dashboard, visitors: Visitors
) -> None:
    visitors.excuse("net::ERR_FAILED", "Failed to fetch")
    dashboard.adds("Ann", "Ben")
    panel = types(dashboard, "Note", "Wheelchair")
    dashboard.page.route(EDITS, lambda route: route.abort())
    beside(panel)
    expect(panel.locator(".error")).to_contain_text("That didn't get through")
    expect(panel.get_by_label("Note")).to_have_value("Wheelchair")
    expect(panel.get_by_label("Note")).to_be_focused()
    dashboard.page.unroute(EDITS)
    panel.page.wait_for_timeout(600)
    beside(panel)
    expect(dashboard.row("A2")).to_contain_text("Wheelchair")


def test_what_cannot_be_kept_waits_until_nobody_elses_panel_is_open(
    dashboard: Dashboard, visitors: Visitors
) -> None:
    visitors.excuse("status of 422")
    dashboard.adds("Ann", "Ben")
    panel = types(dashboard, "Phone", "none")
    held = Held(dashboard.page, EDITS, "POST")
    beside(panel)
    dashboard.opens_panel("A1")
    held.let_go()
    panel.page.wait_for_timeout(500)
    expect(panel.get_by_role("heading")).to_contain_text("A1")
    panel.locator(".back").click()
    expect(panel.get_by_role("heading")).to_contain_text("A2")
    expect(panel.get_by_label("Phone", exact=True)).to_have_value("none")


def test_what_was_wrong_comes_up_again_though_the_panel_was_closed_before_it_was_said(
    dashboard: Dashboard, visitors: Visitors
) -> None:
    visitors.excuse("status of 422")
    dashboard.adds("Ann", "Ben")
    panel = types(dashboard, "Phone", "none")
    held = Held(dashboard.page, EDITS, "POST")
    panel.get_by_role("button", name="Save").click()
    beside(panel)
    expect(panel).to_be_hidden()
    held.let_go()
    expect(panel.locator(".error")).to_be_visible()
    expect(panel.get_by_label("Phone", exact=True)).to_have_value("none")


@pytest.mark.parametrize(("status", "body"), [(500, "oops"), (429, "slow"), (200, "<p>Log in")])
def test_note_stays_whatever_answers_in_the_products_place(
    dashboard: Dashboard, visitors: Visitors, status: int, body: str
) -> None:
    visitors.excuse(f"status of {status}")
    dashboard.adds("Ann", "Ben")
    panel = types(dashboard, "Note", "Wheelchair")
    dashboard.page.route(
        EDITS, lambda route: route.fulfill(status=status, body=body, content_type="text/html")
    )
    beside(panel)
    expect(panel.locator(".error")).to_contain_text("That didn't get through")
    expect(panel.get_by_label("Note")).to_have_value("Wheelchair")
    dashboard.page.unroute_all()
    panel.get_by_role("button", name="Save").click()
    expect(dashboard.row("A2")).to_contain_text("Wheelchair")


def test_reason_is_on_the_screen_and_the_rest_is_as_it_is_now(
    dashboard: Dashboard, visitors: Visitors
) -> None:
    visitors.excuse("status of 422")
    dashboard.page.set_viewport_size({"width": 390, "height": 844})
    dashboard.adds("Ann", "Ben")
    panel = types(dashboard, "Phone", "none")
    call(panel)
    expect(panel.locator(".error")).to_be_in_viewport(ratio=1)
    expect(panel.get_by_label("Phone", exact=True)).to_be_focused()
    expect(panel.get_by_text("Now called.")).to_be_visible()
    expect(panel.get_by_label("Phone", exact=True)).to_have_value("none")


def test_what_a_colleague_wrote_meanwhile_is_replaced_by_save_alone(
    dashboard: Dashboard, visitors: Visitors
) -> None:
    visitors.excuse("status of 409")
    dashboard.adds("Ann", "Ben")
    panel = types(dashboard, "Note", "Knee")
    path = (panel.locator(".edit form").get_attribute("action") or "").partition("?")[0]
    was = {"was_name": "Ben", "was_phone": "", "was_note": ""}
    dashboard._posts(path, name="Ben", phone="", note="Hip", **was)
    beside(panel)
    expect(panel.get_by_text("what is there now: Ben · Hip")).to_be_visible()
    panel.page.wait_for_timeout(600)
    beside(panel)
    expect(panel).to_be_visible()
    expect(dashboard.row("A2")).to_contain_text("Hip")
    panel.get_by_role("button", name="Save").click()
    expect(dashboard.row("A2")).to_contain_text("Knee")
