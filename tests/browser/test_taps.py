"""A tap counts once, and for what stood there when the finger set out."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import expect

from tests.browser.dashboard import Dashboard
from tests.browser.finger import call, comes_down, line_of, place, under, waiting
from tests.browser.visitors import Visitors

AGAIN = "Look at the line, then try again."


def test_double_tap_on_call_does_not_mark_a_no_show(dashboard: Dashboard) -> None:
    dashboard.adds("Ann")
    # The second tap comes down where another button is by then.
    dashboard.row("A1").get_by_role("button", name="Call").dblclick(delay=20)
    expect(dashboard.row("A1")).to_have_attribute("data-state", "called")
    dashboard.page.wait_for_timeout(300)
    expect(dashboard.row("A1")).to_have_attribute("data-state", "called")


# As Enter does where the focus has gone on to another button of the same row.
TWICE = """(row) => {
  const swapped = "htmx:after:swap";
  document.addEventListener(swapped, function again() {
    const other = document.querySelector(`#${row} button[value=no_show]`);
    if (!other) return;
    document.removeEventListener(swapped, again);
    other.click();
  });
  document.querySelector(`#${row} button[value=called]`).click();
}"""


def test_key_that_is_pressed_twice_calls_and_does_no_more(dashboard: Dashboard) -> None:
    dashboard.adds("Ann", "Ben")
    dashboard.page.evaluate(TWICE, dashboard.row("A2").get_attribute("id"))
    expect(dashboard.row("A2")).to_have_attribute("data-state", "called")
    dashboard.page.wait_for_timeout(300)
    expect(dashboard.row("A2")).to_have_attribute("data-state", "called")


# A key that is pressed as soon as that is true of the page.
PRESSES = """() => {
  const swapped = "htmx:after:swap";
  document.addEventListener(swapped, function press() {
    if (!(%s)) return;
    document.removeEventListener(swapped, press);
    document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "n", bubbles: true }));
    document.body.dataset.pressed = "";
  });
}"""


def test_tap_is_not_of_somebody_who_has_just_come_under_the_finger(dashboard: Dashboard) -> None:
    line_of(dashboard, 5)
    comes_down(call(dashboard, "A4"), waiting(4))
    dashboard.sets("A2", "removed", "waiting")
    assert "A5" in under(dashboard.page)
    expect(dashboard.flash).to_contain_text(AGAIN)
    expect(dashboard.page.locator("tr[data-state=called]")).to_have_count(0)
    # Seen.
    dashboard.page.wait_for_timeout(300)
    call(dashboard, "A5").click()
    expect(dashboard.row("A5")).to_have_attribute("data-state", "called")


def test_second_try_is_not_of_whom_the_words_about_the_first_have_moved(
    dashboard: Dashboard,
) -> None:
    line_of(dashboard, 7)
    dashboard.page.set_viewport_size({"width": 390, "height": 800})
    call(dashboard, "A1").click()
    expect(dashboard.flash).to_contain_text("A1 is called.")
    dashboard.page.wait_for_timeout(600)
    comes_down(call(dashboard, "A4"), waiting(5), twice=True)
    dashboard.sets("A2", "removed", "waiting")
    under(dashboard.page)
    dashboard.page.wait_for_timeout(600)
    expect(dashboard.flash).to_contain_text(AGAIN)
    expect(dashboard.page.locator("tr[data-state=called]")).to_have_count(1)


def test_finger_that_stays_down_means_who_stood_there_when_it_came(
    dashboard: Dashboard, visitors: Visitors
) -> None:
    line_of(dashboard, 6)
    phone = visitors.phone(has_touch=True)
    phone.context.add_cookies(dashboard.page.context.cookies())  # type: ignore[arg-type]
    phone.goto("/store")
    expect(phone.locator("#live")).to_have_text("Live")
    held = Dashboard(phone)
    x, y = place(call(held, "A3"))
    touch = phone.context.new_cdp_session(phone)

    def send(kind: str, *points: Any) -> None:
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": list(points)})

    send("touchStart", {"x": x, "y": y})
    dashboard.sets("A1", "removed", "waiting")
    expect(phone.locator("#line > [data-state=waiting]")).to_have_count(5)
    phone.wait_for_timeout(400)
    send("touchEnd")
    expect(held.flash).to_contain_text(AGAIN)
    expect(phone.locator("tr[data-state=called]")).to_have_count(0)


def test_call_next_is_not_of_somebody_who_has_just_become_the_next(dashboard: Dashboard) -> None:
    line_of(dashboard, 4)
    # With the first who goes the first steps do.
    dashboard.sets("A1", "removed", "waiting")
    expect(dashboard.row("A1")).to_have_attribute("data-state", "removed")
    comes_down(dashboard.call_next("Doctor A"), waiting(2))
    dashboard.sets("A2", "removed", "waiting")
    assert "A3" in under(dashboard.page)
    expect(dashboard.flash).to_contain_text(AGAIN)
    expect(dashboard.page.locator("tr[data-state=called]")).to_have_count(0)


def taps_in_vain_after_a_call(dashboard: Dashboard) -> None:
    """A1 is called, which can be undone, and then a tap is refused."""
    line_of(dashboard, 6)
    call(dashboard, "A1").click()
    expect(dashboard.flash).to_contain_text("A1 is called.")
    dashboard.page.wait_for_timeout(600)
    comes_down(call(dashboard, "A4"), waiting(4))
    dashboard.sets("A2", "removed", "waiting")
    under(dashboard.page)


def test_words_about_a_tap_that_did_not_count_go_and_what_can_be_undone_stays(
    dashboard: Dashboard,
) -> None:
    taps_in_vain_after_a_call(dashboard)
    expect(dashboard.flash).to_contain_text(AGAIN)
    expect(dashboard.flash).not_to_contain_text(AGAIN)
    expect(dashboard.flash).to_contain_text("A1 is called.")
    expect(dashboard.flash.get_by_role("button", name="Undo")).to_be_visible()


def test_key_is_not_of_what_a_button_has_just_become(dashboard: Dashboard) -> None:
    line_of(dashboard, 2)
    expect(call(dashboard, "A1")).to_be_visible()
    dashboard.page.evaluate(PRESSES % waiting(1))
    dashboard.sets("A1", "removed", "waiting")
    expect(dashboard.page.locator("body[data-pressed]")).to_have_count(1)
    expect(dashboard.flash).to_contain_text(AGAIN)
    expect(dashboard.row("A2")).to_have_attribute("data-state", "waiting")


def test_tap_in_the_panel_is_not_of_what_has_just_come_under_the_finger(
    dashboard: Dashboard,
) -> None:
    line_of(dashboard, 1)
    panel = dashboard.opens_panel("A1")
    called = "document.querySelector('#set-state').textContent.includes('called')"
    comes_down(panel.get_by_role("button", name="Call", exact=True), called)
    dashboard.sets("A1", "called", "waiting")
    assert under(dashboard.page) == "Call again"
    # It is said where it can be read.
    expect(panel).to_be_hidden()
    expect(dashboard.flash).to_contain_text(AGAIN)
    dashboard.page.wait_for_timeout(200)
    expect(dashboard.row("A1")).not_to_contain_text("second call")
    assert dashboard.row("A1").get_attribute("data-state") == "called"


def test_tap_that_does_not_count_leaves_what_can_be_undone(dashboard: Dashboard) -> None:
    taps_in_vain_after_a_call(dashboard)
    expect(dashboard.flash).to_contain_text(f"{AGAIN} A1 is called.")
    dashboard.page.wait_for_timeout(600)
    dashboard.flash.get_by_role("button", name="Undo").click()
    expect(dashboard.row("A1")).to_have_attribute("data-state", "waiting")
    expect(dashboard.flash).to_have_text("Undone.")
