"""A Saturday at the counter: undo, find, the keyboard, moving people, several things at once."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.people import Desk
from tests.browser.visitors import Visitors


def sought(desk: Desk) -> str:
    return desk.page.get_by_role("searchbox").input_value()


def test_undo_takes_back_the_call_and_says_so(desk: Desk) -> None:
    desk.adds("Ann", "Ben")
    desk.call_next("Doctor A").click()
    expect(desk.notice).to_contain_text("A1 is called.")
    desk.notice.get_by_role("button", name="Undo").click()
    expect(desk.row("A1")).to_have_attribute("data-state", "waiting")
    expect(desk.notice).to_contain_text("Undone.")
    expect(desk.notice.get_by_role("button")).to_have_count(0)


def test_owner_types_into_the_search_while_twenty_changes_arrive(desk: Desk) -> None:
    desk.adds("Ann Lee", "Ben", queue="Doctor A")
    box = desk.page.get_by_role("searchbox")
    box.click()
    for nth, letter in enumerate("person 1"):
        desk.page.keyboard.type(letter)
        for more in range(5 if nth % 2 else 0):
            desk.adds(f"Person {nth}{more}")
    expect(box).to_be_focused()
    assert sought(desk) == "person 1"
    expect(desk.page.get_by_role("heading", name="5 people found")).to_be_visible()
    expect(desk.page.locator("#found tbody tr")).to_have_count(5)
    # What was found is kept in step too.
    desk.adds("Person 19")
    expect(desk.page.get_by_role("heading", name="6 people found")).to_be_visible()
    desk.page.keyboard.press("Escape")
    expect(desk.page.locator("#found")).to_be_hidden()
    expect(desk.row("A1")).to_be_visible()


def test_whoever_works_at_a_keyboard_needs_no_mouse(desk: Desk) -> None:
    keyboard = desk.page.keyboard
    desk.adds("Ann", "Ben")
    desk.adds("Cid", queue="Doctor B")
    expect(desk.rows).to_have_count(2)
    keyboard.press("n")
    expect(desk.row("A1")).to_have_attribute("data-state", "called")
    # The stream may show the call before the reply brings what can be undone.
    expect(desk.notice).to_contain_text("A1 is called.")
    keyboard.press("u")
    expect(desk.row("A1")).to_have_attribute("data-state", "waiting")
    keyboard.press("ArrowDown")
    expect(desk.row("A1")).to_be_focused()
    keyboard.press("ArrowDown")
    expect(desk.row("A2")).to_be_focused()
    # A change elsewhere does not take the row out of the hand.
    desk.adds("Dee")
    expect(desk.rows).to_have_count(3)
    expect(desk.row("A2")).to_be_focused()
    keyboard.press("Enter")
    panel = desk.page.get_by_role("dialog")
    expect(panel).to_contain_text("A2")
    keyboard.press("Escape")
    expect(panel).to_be_hidden()
    keyboard.press("/")
    keyboard.type("Cid")
    expect(desk.page.get_by_role("heading", name="1 person found")).to_be_visible()
    keyboard.press("ArrowDown")
    keyboard.press("Enter")
    expect(desk.page.get_by_role("dialog")).to_contain_text("B1")


def test_letters_typed_into_a_field_press_nothing(desk: Desk) -> None:
    desk.adds("Ann")
    expect(desk.row("A1")).to_be_visible()
    desk.page.keyboard.press("w")
    desk.page.keyboard.type("nun")
    expect(desk.page.locator("#walk-in input[name=name]")).to_have_value("nun")
    expect(desk.row("A1")).to_have_attribute("data-state", "waiting")


def test_keys_can_be_switched_off_and_stay_so(desk: Desk) -> None:
    desk.adds("Ann")
    expect(desk.rows).to_have_count(1)
    desk.page.keyboard.press("?")
    keys = desk.page.get_by_role("dialog", name="Keys")
    keys.get_by_role("button", name="Keys are on").click()
    expect(keys.get_by_role("button", name="Keys are off")).to_have_attribute(
        "aria-pressed", "false"
    )
    desk.page.keyboard.press("Escape")
    desk.page.reload()
    expect(desk.live).to_have_text("live")
    desk.page.keyboard.press("n")
    desk.page.wait_for_timeout(300)
    expect(desk.row("A1")).to_have_attribute("data-state", "waiting")


def test_keys_and_sound_work_where_the_browser_remembers_nothing(desk: Desk) -> None:
    desk.page.add_init_script("""
        Object.defineProperty(window, "localStorage", {
          get() { throw new DOMException("refused", "SecurityError"); },
        });
    """)
    desk.page.reload()
    expect(desk.live).to_have_text("live")
    desk.adds("Ann", "Ben")
    expect(desk.rows).to_have_count(2)
    desk.page.keyboard.press("n")
    expect(desk.row("A1")).to_have_attribute("data-state", "called")
    sound = desk.page.get_by_role("button", name="Sound")
    sound.click()
    expect(sound).to_have_attribute("aria-pressed", "true")
    # They can be switched off, too, if only until the page is left.
    desk.page.keyboard.press("?")
    desk.page.get_by_role("button", name="Keys are on").click()
    desk.page.keyboard.press("Escape")
    desk.page.keyboard.press("w")
    desk.page.wait_for_timeout(300)
    expect(desk.page.locator("#walk-in")).not_to_have_attribute("open", "")


def test_browser_without_dialogs_opens_a_page_instead(desk: Desk) -> None:
    desk.page.add_init_script("delete HTMLDialogElement.prototype.showModal")
    desk.page.reload()
    expect(desk.live).to_have_text("live")
    desk.adds("Ann")
    expect(desk.rows).to_have_count(1)
    expect(desk.page.get_by_role("button", name="Keys")).to_be_hidden()
    desk.page.keyboard.press("ArrowDown")
    expect(desk.row("A1")).to_be_focused()
    desk.page.keyboard.press("Enter")
    expect(desk.page.get_by_role("heading", name="A1 Ann")).to_be_visible()
    expect(desk.page.get_by_role("link", name="Back to the line")).to_be_visible()


def tickets(page: Page) -> list[str]:
    return page.locator("#queue tbody th").all_inner_texts()


def test_owner_moves_people_with_the_panel(desk: Desk) -> None:
    desk.adds("Ann", "Ben", "Cid")
    desk.adds("Dee", queue="Doctor B")
    expect(desk.rows).to_have_count(3)
    desk.opens_panel("A3").get_by_role("button", name="Up").click()
    expect(desk.page.locator("#queue tbody th")).to_have_text(["A1", "A3", "A2"])
    panel = desk.opens_panel("A2")
    panel.get_by_label("Before").select_option(label="A1 Ann")
    panel.get_by_role("button", name="Move", exact=True).click()
    expect(desk.page.locator("#queue tbody th")).to_have_text(["A2", "A1", "A3"])
    expect(desk.page.get_by_role("dialog")).to_be_hidden()
    desk.opens_panel("A1").get_by_role("button", name="Doctor B").click()
    expect(desk.notice).to_contain_text("Ann is B2 in Doctor B now.")
    desk.notice.get_by_role("button", name="Undo").click()
    expect(desk.page.locator("#queue tbody th")).to_have_text(["A2", "A1", "A3"])


def test_owner_corrects_a_name_in_the_panel(desk: Desk, visitors: Visitors) -> None:
    visitors.excuse("status of 422")
    desk.adds("Anm")
    panel = desk.opens_panel("A1")
    panel.get_by_text("Correct name, phone or note").click()
    panel.get_by_label("Name").fill("")
    panel.get_by_role("button", name="Save").click()
    expect(panel.get_by_text("Please give a name.")).to_be_visible()
    panel.get_by_label("Name").fill("Ann")
    panel.get_by_label("Note").fill("Knee again")
    panel.get_by_role("button", name="Save").click()
    expect(panel).to_be_hidden()
    expect(desk.row("A1")).to_contain_text("Ann")
    expect(desk.row("A1")).to_contain_text("Knee again")


def test_earlier_today_shows_those_who_are_asked_for_through_any_change(desk: Desk) -> None:
    desk.adds("Ann", "Ben", "Cid")
    desk.sets("A1", "served", was="waiting")
    desk.sets("A2", "no_show", was="waiting")
    past = desk.page.locator("#history tbody tr")
    expect(past).to_have_count(2)
    desk.page.get_by_role("radio", name="No-show").check()
    expect(desk.row("A2")).to_be_visible()
    expect(desk.row("A1")).to_be_hidden()
    desk.sets("A3", "left", was="waiting")
    expect(past).to_have_count(3)
    expect(desk.page.get_by_role("radio", name="No-show")).to_be_checked()
    expect(desk.row("A3")).to_be_hidden()
    expect(desk.page.locator("#history")).to_contain_text("1 served · 1 no-show · 1 left")


@pytest.mark.parametrize("width", [1280, 390])
def test_earlier_today_begins_with_the_latest_five(desk: Desk, width: int) -> None:
    desk.page.set_viewport_size({"width": width, "height": 800})
    desk.adds(*(f"Person {nth}" for nth in range(1, 8)))
    expect(desk.rows).to_have_count(7)
    for nth in range(1, 8):
        desk.sets(f"A{nth}", "served", was="waiting")
    shown = desk.page.locator("#history tbody tr:visible")
    expect(shown.locator("th")).to_have_text(["A7", "A6", "A5", "A4", "A3"])
    # On paper nobody can ask for the others.
    desk.page.emulate_media(media="print")
    expect(shown).to_have_count(7)
    desk.page.emulate_media(media="screen")
    desk.page.get_by_text("All", exact=True).click()
    expect(shown).to_have_count(7)


@pytest.mark.parametrize("width", [320, 390, 640, 768, 1024])
def test_nothing_is_out_of_reach_on_a_small_screen(desk: Desk, width: int) -> None:
    desk.adds("Maximiliane von Hohenstein-Wartenberg", "Ben")
    desk.calls()
    desk.page.set_viewport_size({"width": width, "height": 640})
    expect(desk.row("A1").get_by_role("button", name="Served")).to_be_visible()
    assert desk.page.evaluate("() => document.scrollingElement.scrollWidth") <= width
    for button in desk.page.get_by_role("button").or_(desk.page.get_by_role("link")).all():
        box = button.bounding_box()
        if box is not None and button.is_visible():
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= width
    panel = desk.opens_panel("A1")
    assert panel.evaluate("panel => panel.scrollWidth <= panel.clientWidth")


@pytest.mark.parametrize(("width", "height"), [(390, 844), (1280, 800)])
def test_undo_is_offered_where_it_covers_nothing_that_is_worked_with(
    desk: Desk, width: int, height: int
) -> None:
    desk.page.set_viewport_size({"width": width, "height": height})
    desk.adds("Ann")
    desk.page.locator("#walk-in summary").click()
    form = desk.page.locator("#walk-in form")
    form.get_by_label("Name").fill("Ben")
    form.get_by_role("button", name="Add to the line").click()
    expect(desk.notice).to_contain_text("Ben is in line")
    assert not overlap(desk.notice, form)
    if width > 900:
        for row in desk.rows.all():
            assert not overlap(desk.notice, row)
    desk.page.locator("#walk-in summary").click()
    expect(form).to_be_hidden()
    assert not overlap(desk.notice, desk.call_next("Doctor A"))


def test_owner_without_javascript_reads_and_searches_on_a_phone(visitors: Visitors) -> None:
    desk = Desk(visitors.phone(java_script_enabled=False))
    desk.opens("Dr. Lin Family Clinic and Dentist", queues=["Doctor A"])
    until, search = desk.page.locator("#until"), desk.page.locator("#find button")
    for shown in (until, search):
        box = shown.bounding_box()
        assert box is not None
        assert box["height"] < 60 < box["width"]


def test_owner_without_javascript_finds_moves_corrects_and_undoes(visitors: Visitors) -> None:
    desk = Desk(visitors.page(java_script_enabled=False))
    desk.opens("Test Clinic", queues=["Doctor A", "Doctor B"])
    page = desk.page
    for name in ("Ann", "Ben"):
        page.locator("#walk-in summary").click()
        page.get_by_label("Name").fill(name)
        page.get_by_role("button", name="Add to the line").click()
    desk.call_next("Doctor A").click()
    expect(page.locator("#flash")).to_contain_text("A1 is called.")
    page.locator("#flash button").click()
    expect(desk.row("A1")).to_have_attribute("data-state", "waiting")
    page.get_by_role("searchbox").fill("ben")
    page.get_by_role("searchbox").press("Enter")
    expect(page.locator("#found tbody tr")).to_have_count(1)
    page.locator("#found").get_by_role("link", name="More for A2").click()
    page.get_by_role("button", name="Up").click()
    expect(page.locator("#queue tbody th")).to_have_text(["A2", "A1"])
    desk.row("A2").get_by_role("link", name="More for A2").click()
    page.get_by_label("Note").fill("Knee again")
    page.get_by_role("button", name="Save").click()
    expect(desk.row("A2")).to_contain_text("Knee again")


def overlap(one: Locator, other: Locator) -> bool:
    """Whether one lies over a part of the other."""
    a, b = one.bounding_box(), other.bounding_box()
    if a is None or b is None:
        return False
    beside = a["x"] >= b["x"] + b["width"] or b["x"] >= a["x"] + a["width"]
    below = a["y"] >= b["y"] + b["height"] or b["y"] >= a["y"] + a["height"]
    return not (beside or below)
