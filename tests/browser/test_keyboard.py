"""The counter by keyboard: no mouse is needed, nothing typed presses a button, keys can be off."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.dashboard import Dashboard


def test_whoever_works_at_a_keyboard_needs_no_mouse(dashboard: Dashboard) -> None:
    keyboard = dashboard.page.keyboard
    dashboard.adds("Ann", "Ben")
    dashboard.adds("Cid", queue="Doctor B")
    expect(dashboard.rows).to_have_count(2)
    keyboard.press("n")
    expect(dashboard.row("A1")).to_have_attribute("data-state", "called")
    # The stream may show the call before the reply brings what can be undone.
    expect(dashboard.flash).to_contain_text("A1 is called.")
    keyboard.press("u")
    expect(dashboard.row("A1")).to_have_attribute("data-state", "waiting")
    keyboard.press("ArrowDown")
    expect(dashboard.row("A1")).to_be_focused()
    keyboard.press("ArrowDown")
    expect(dashboard.row("A2")).to_be_focused()
    # A change elsewhere does not take the row out of the hand.
    dashboard.adds("Dee")
    expect(dashboard.rows).to_have_count(3)
    expect(dashboard.row("A2")).to_be_focused()
    keyboard.press("Enter")
    panel = dashboard.page.get_by_role("dialog")
    expect(panel).to_contain_text("A2")
    keyboard.press("Escape")
    expect(panel).to_be_hidden()
    keyboard.press("/")
    keyboard.type("Cid")
    expect(dashboard.page.get_by_role("heading", name="1 person found")).to_be_visible()
    keyboard.press("ArrowDown")
    keyboard.press("Enter")
    expect(dashboard.page.get_by_role("dialog")).to_contain_text("B1")


def test_arrow_leads_into_what_was_found_though_somebody_is_called(dashboard: Dashboard) -> None:
    dashboard.adds("Ann", "Ben", "Cid")
    dashboard.calls()
    expect(dashboard.row("A1")).to_have_attribute("data-state", "called")
    keyboard = dashboard.page.keyboard
    keyboard.press("/")
    keyboard.type("Cid")
    expect(dashboard.page.get_by_role("heading", name="1 person found")).to_be_visible()
    keyboard.press("ArrowDown")
    expect(dashboard.row("A3")).to_be_focused()
    keyboard.press("/")
    keyboard.press("Escape")
    expect(dashboard.rows).to_have_count(3)
    dashboard.page.locator("body").evaluate("body => document.activeElement.blur()")
    keyboard.press("ArrowDown")
    expect(dashboard.row("A1")).to_be_focused()


def test_letters_typed_into_a_field_press_nothing(dashboard: Dashboard) -> None:
    dashboard.adds("Ann")
    expect(dashboard.row("A1")).to_be_visible()
    dashboard.page.keyboard.press("w")
    dashboard.page.keyboard.type("nun")
    expect(dashboard.page.locator("#walk-in input[name=name]")).to_have_value("nun")
    expect(dashboard.row("A1")).to_have_attribute("data-state", "waiting")


def test_keys_can_be_switched_off_and_stay_so(dashboard: Dashboard) -> None:
    dashboard.adds("Ann")
    expect(dashboard.rows).to_have_count(1)
    dashboard.page.keyboard.press("?")
    keys = dashboard.page.get_by_role("dialog", name="Keys")
    keys.get_by_role("button", name="Keys are on").click()
    expect(keys.get_by_role("button", name="Keys are off")).to_have_attribute(
        "aria-pressed", "false"
    )
    dashboard.page.keyboard.press("Escape")
    dashboard.page.reload()
    expect(dashboard.live).to_have_text("Live")
    dashboard.page.keyboard.press("n")
    dashboard.page.wait_for_timeout(300)
    expect(dashboard.row("A1")).to_have_attribute("data-state", "waiting")


def test_keys_and_sound_work_where_the_browser_remembers_nothing(dashboard: Dashboard) -> None:
    dashboard.page.add_init_script("""
        Object.defineProperty(window, "localStorage", {
          get() { throw new DOMException("refused", "SecurityError"); },
        });
    """)
    dashboard.page.reload()
    expect(dashboard.live).to_have_text("Live")
    dashboard.adds("Ann", "Ben")
    expect(dashboard.rows).to_have_count(2)
    dashboard.page.keyboard.press("n")
    expect(dashboard.row("A1")).to_have_attribute("data-state", "called")
    sound = dashboard.opens_menu().get_by_role("button", name="Sound")
    sound.click()
    expect(sound).to_have_attribute("aria-pressed", "true")
    # They can be switched off, too, if only until the page is left.
    dashboard.page.keyboard.press("?")
    dashboard.page.get_by_role("button", name="Keys are on").click()
    dashboard.page.keyboard.press("Escape")
    dashboard.page.keyboard.press("w")
    dashboard.page.wait_for_timeout(300)
    expect(dashboard.page.locator("#walk-in")).not_to_have_attribute("open", "")


def test_keyboard_is_enough_to_call_the_next(dashboard: Dashboard) -> None:
    dashboard.adds("Ann", "Ben")
    expect(dashboard.row("A2")).to_be_visible()
    tab_to(dashboard.page, "Call next A1 Ann just now")
    dashboard.page.keyboard.press("Enter")
    expect(dashboard.row("A1")).to_have_attribute("data-state", "called")
    # The focus is where it was: one more calls the next.
    expect(dashboard.call_next("Doctor A")).to_contain_text("A2")
    expect(dashboard.call_next("Doctor A")).to_be_focused()
    # Sooner it would count as the same press, made twice by accident.
    dashboard.page.wait_for_timeout(600)
    dashboard.page.keyboard.press("Enter")
    expect(dashboard.row("A2")).to_have_attribute("data-state", "called")


def test_keyboard_is_enough_to_set_any_state(dashboard: Dashboard) -> None:
    dashboard.adds("Ann")
    more = dashboard.row("A1").get_by_role("link", name="More for A1")
    tab_to(dashboard.page, "More for A1")
    dashboard.page.keyboard.press("Enter")
    dialog = dashboard.page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    dashboard.page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(more).to_be_focused()
    dashboard.page.keyboard.press("Enter")
    expect(dialog).to_be_visible()
    tab_to(dashboard.page, "Remove (added by mistake)")
    dashboard.page.keyboard.press("Enter")
    expect(dashboard.row("A1")).to_have_attribute("data-state", "removed")
    expect(dialog).to_be_hidden()


def tab_to(page: Page, name: str) -> None:
    """Press Tab until what has this name has the focus."""
    button = page.get_by_role("button", name=name, exact=True)
    link = page.get_by_role("link", name=name, exact=True)
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.locator(":focus").and_(button.or_(link)).count():
            return
    raise AssertionError(f"no Tab leads to {name!r}")
