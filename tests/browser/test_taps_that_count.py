"""What happens beside a tap takes it from nobody who was meant."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.dashboard import Dashboard
from tests.browser.finger import COMES_DOWN, call, comes_down, line_of, place, under, waiting


def test_tap_after_scrolling_is_of_the_row_that_was_meant(dashboard: Dashboard) -> None:
    line_of(dashboard, 12)
    comes_down(call(dashboard, "A4"), waiting(11), scrolled=64)
    dashboard.sets("A12", "removed", "waiting")
    assert "A4" in under(dashboard.page)
    expect(dashboard.row("A4")).to_have_attribute("data-state", "called")


def test_tap_is_of_a_row_that_the_browser_keeps_in_its_place(dashboard: Dashboard) -> None:
    line_of(dashboard, 24)
    dashboard.page.evaluate("() => scrollTo(0, 700)")
    dashboard.page.wait_for_timeout(100)
    # Who goes stood above all that is to be seen, so nothing on the screen moves.
    comes_down(call(dashboard, "A12"), waiting(22))
    dashboard.sets_unseen("A2", "A3", to="removed", was="waiting")
    assert "A12" in under(dashboard.page)
    expect(dashboard.row("A12")).to_have_attribute("data-state", "called")


def test_bar_that_stays_while_the_page_scrolls_is_not_the_row_that_was_there(
    dashboard: Dashboard,
) -> None:
    line_of(dashboard, 30)
    page = dashboard.page
    page.set_viewport_size({"width": 390, "height": 844})
    page.evaluate("() => scrollTo(0, 700)")
    page.wait_for_timeout(400)
    row_x, row_y = place(call(dashboard, "A16"))
    _, y = place(dashboard.call_next("Doctor A"))
    # Scrolled so that, were the bar a part of the page, that row's button had been there before.
    page.evaluate(COMES_DOWN % waiting(31), [row_x, y, row_y - y, False])
    dashboard.adds("Late")
    assert "Call next" in under(page)
    expect(dashboard.flash).to_contain_text("A1 is called.")


def test_key_counts_after_a_finger_that_came_up_without_a_click(dashboard: Dashboard) -> None:
    line_of(dashboard, 3)
    page = dashboard.page
    page.mouse.click(5, 300, button="right")
    page.keyboard.press("Escape")
    dashboard.sets("A1", "removed", "waiting")
    expect(dashboard.row("A1")).to_have_attribute("data-state", "removed")
    page.wait_for_timeout(600)
    page.keyboard.press("n")
    expect(dashboard.flash).to_contain_text("A2 is called.")


def test_button_of_the_same_deed_counts_though_fewer_are_ahead(dashboard: Dashboard) -> None:
    line_of(dashboard, 6)
    panel = dashboard.opens_panel("A5")
    up = panel.get_by_role("button", name="Up")
    before = up.get_attribute("formaction")
    asked = "document.querySelector('#panel button[formaction*=move]').getAttribute('formaction')"
    comes_down(up, f"{asked} != '{before}'")
    dashboard.sets("A1", "removed", "waiting")
    assert under(dashboard.page) == "Up"
    expect(dashboard.page.locator("#queue tbody th")).to_have_text(["A2", "A3", "A5", "A4", "A6"])
