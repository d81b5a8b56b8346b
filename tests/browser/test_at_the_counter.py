"""A Saturday at the counter: undo, find, moving people, several things at once."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.dashboard import Dashboard
from tests.browser.visitors import Visitors


def sought(dashboard: Dashboard) -> str:
    return dashboard.page.get_by_role("searchbox").input_value()


def test_undo_takes_back_the_call_and_says_so(dashboard: Dashboard) -> None:
    dashboard.adds("Ann", "Ben")
    dashboard.call_next("Doctor A").click()
    expect(dashboard.flash).to_contain_text("A1 is called.")
    dashboard.flash.get_by_role("button", name="Undo").click()
    expect(dashboard.row("A1")).to_have_attribute("data-state", "waiting")
    expect(dashboard.flash).to_contain_text("Undone.")
    expect(dashboard.flash.get_by_role("button")).to_have_count(0)


def test_owner_types_into_the_search_while_twenty_changes_arrive(dashboard: Dashboard) -> None:
    dashboard.adds("Ann Lee", "Ben", queue="Doctor A")
    box = dashboard.page.get_by_role("searchbox")
    box.click()
    for nth, letter in enumerate("person 1"):
        dashboard.page.keyboard.type(letter)
        for more in range(5 if nth % 2 else 0):
            dashboard.adds(f"Person {nth}{more}")
    expect(box).to_be_focused()
    assert sought(dashboard) == "person 1"
    expect(dashboard.page.get_by_role("heading", name="5 people found")).to_be_visible()
    expect(dashboard.page.locator("#found tbody tr")).to_have_count(5)
    # What was found is kept in step too.
    dashboard.adds("Person 19")
    expect(dashboard.page.get_by_role("heading", name="6 people found")).to_be_visible()
    dashboard.page.keyboard.press("Escape")
    expect(dashboard.page.locator("#found")).to_be_hidden()
    expect(dashboard.row("A1")).to_be_visible()


def test_browser_without_dialogs_opens_a_page_instead(dashboard: Dashboard) -> None:
    dashboard.page.add_init_script("delete HTMLDialogElement.prototype.showModal")
    dashboard.page.reload()
    expect(dashboard.live).to_have_text("Live")
    dashboard.adds("Ann")
    expect(dashboard.rows).to_have_count(1)
    expect(dashboard.page.get_by_role("button", name="Keys")).to_be_hidden()
    dashboard.page.keyboard.press("ArrowDown")
    expect(dashboard.row("A1")).to_be_focused()
    dashboard.page.keyboard.press("Enter")
    expect(dashboard.page.get_by_role("heading", name="A1 Ann")).to_be_visible()
    expect(dashboard.page.get_by_role("link", name="Back to the line")).to_be_visible()


def tickets(page: Page) -> list[str]:
    return page.locator("#queue tbody th").all_inner_texts()


def test_owner_moves_people_with_the_panel(dashboard: Dashboard) -> None:
    dashboard.adds("Ann", "Ben", "Cid")
    dashboard.adds("Dee", queue="Doctor B")
    expect(dashboard.rows).to_have_count(3)
    dashboard.opens_panel("A3").get_by_role("button", name="Up").click()
    expect(dashboard.page.locator("#queue tbody th")).to_have_text(["A1", "A3", "A2"])
    panel = dashboard.opens_panel("A2")
    panel.get_by_label("Before").select_option(label="A1 Ann")
    panel.get_by_role("button", name="Move", exact=True).click()
    expect(dashboard.page.locator("#queue tbody th")).to_have_text(["A2", "A1", "A3"])
    expect(dashboard.page.get_by_role("dialog")).to_be_hidden()
    dashboard.opens_panel("A1").get_by_role("button", name="Doctor B").click()
    expect(dashboard.flash).to_contain_text("Ann is B2 in Doctor B now.")
    # Until then a tap is meant for the Undo of the move, which stood there before.
    dashboard.page.wait_for_timeout(300)
    dashboard.flash.get_by_role("button", name="Undo").click()
    expect(dashboard.page.locator("#queue tbody th")).to_have_text(["A2", "A1", "A3"])


def test_owner_corrects_a_name_in_the_panel(dashboard: Dashboard, visitors: Visitors) -> None:
    visitors.excuse("status of 422")
    dashboard.adds("Anm")
    panel = dashboard.opens_panel("A1")
    panel.get_by_text("Correct name, phone or note").click()
    panel.get_by_label("Name").fill("")
    panel.get_by_role("button", name="Save").click()
    expect(panel.get_by_text("Please give a name.")).to_be_visible()
    # It did get through.
    dashboard.page.wait_for_timeout(300)
    expect(dashboard.flash).not_to_contain_text("That didn't get through")
    panel.get_by_label("Name").fill("Ann")
    panel.get_by_label("Note").fill("Knee again")
    panel.get_by_role("button", name="Save").click()
    expect(panel).to_be_hidden()
    expect(dashboard.row("A1")).to_contain_text("Ann")
    expect(dashboard.row("A1")).to_contain_text("Knee again")


def test_earlier_today_shows_those_who_are_asked_for_through_any_change(
    dashboard: Dashboard,
) -> None:
    dashboard.adds("Ann", "Ben", "Cid")
    dashboard.sets("A1", "served", was="waiting")
    dashboard.sets("A2", "no_show", was="waiting")
    past = dashboard.page.locator("#history tbody tr")
    expect(past).to_have_count(2)
    dashboard.page.get_by_role("radio", name="No-show").check()
    expect(dashboard.row("A2")).to_be_visible()
    expect(dashboard.row("A1")).to_be_hidden()
    dashboard.sets("A3", "left", was="waiting")
    expect(past).to_have_count(3)
    expect(dashboard.page.get_by_role("radio", name="No-show")).to_be_checked()
    expect(dashboard.row("A3")).to_be_hidden()
    expect(dashboard.page.locator("#history")).to_contain_text("1 done · 1 no-show · 1 left")


@pytest.mark.parametrize("width", [390, pytest.param(1280, marks=pytest.mark.long)])
def test_earlier_today_begins_with_the_latest_five(dashboard: Dashboard, width: int) -> None:
    dashboard.page.set_viewport_size({"width": width, "height": 800})
    dashboard.adds(*(f"Person {nth}" for nth in range(1, 8)))
    expect(dashboard.rows).to_have_count(7)
    for nth in range(1, 8):
        dashboard.sets(f"A{nth}", "served", was="waiting")
    shown = dashboard.page.locator("#history tbody tr:visible")
    expect(shown.locator("th")).to_have_text(["A7", "A6", "A5", "A4", "A3"])
    # On paper nobody can ask for the others.
    dashboard.page.emulate_media(media="print")
    expect(shown).to_have_count(7)
    dashboard.page.emulate_media(media="screen")
    dashboard.page.get_by_text("All", exact=True).click()
    expect(shown).to_have_count(7)


def test_line_is_on_paper_though_somebody_is_sought(dashboard: Dashboard) -> None:
    dashboard.adds("Ann", "Ben")
    dashboard.page.get_by_role("searchbox").fill("Ann")
    expect(dashboard.page.locator("#found")).to_contain_text("1 person found")
    expect(dashboard.row("A2")).to_be_hidden()
    dashboard.page.emulate_media(media="print")
    expect(dashboard.page.locator("#line").get_by_text("Ben")).to_be_visible()


def test_nothing_is_out_of_reach_on_a_small_screen(dashboard: Dashboard) -> None:
    dashboard.adds("Maximiliane von Hohenstein-Wartenberg", "Ben")
    dashboard.calls()
    for width in (320, 390, 640, 768, 1024):
        dashboard.page.set_viewport_size({"width": width, "height": 640})
        expect(dashboard.row("A1").get_by_role("button", name="Done")).to_be_visible()
        assert dashboard.page.evaluate("() => document.scrollingElement.scrollWidth") <= width
        for button in (
            dashboard.page.get_by_role("button").or_(dashboard.page.get_by_role("link")).all()
        ):
            box = button.bounding_box()
            if box is not None and button.is_visible():
                assert box["x"] >= 0, width
                assert box["x"] + box["width"] <= width
        panel = dashboard.opens_panel("A1")
        assert panel.evaluate("panel => panel.scrollWidth <= panel.clientWidth"), width
        dashboard.page.keyboard.press("Escape")
        expect(panel).to_be_hidden()


@pytest.mark.parametrize(
    ("width", "height"), [(390, 844), pytest.param(1280, 800, marks=pytest.mark.long)]
)
def test_undo_is_offered_where_it_covers_nothing_that_is_worked_with(
    dashboard: Dashboard, width: int, height: int
) -> None:
    dashboard.page.set_viewport_size({"width": width, "height": height})
    dashboard.adds("Ann")
    dashboard.page.locator("#walk-in summary").click()
    form = dashboard.page.locator("#walk-in form")
    form.get_by_label("Name").fill("Ben")
    form.get_by_role("button", name="Add to the line").click()
    expect(dashboard.flash).to_contain_text("Ben is in line")
    expect(form).to_be_hidden()
    for row in dashboard.rows.all():
        assert not overlap(dashboard.flash, row)
    assert not overlap(dashboard.flash, dashboard.call_next("Doctor A"))


def overlap(one: Locator, other: Locator) -> bool:
    """Whether one lies over a part of the other."""
    a, b = one.bounding_box(), other.bounding_box()
    if a is None or b is None:
        return False
    beside = a["x"] >= b["x"] + b["width"] or b["x"] >= a["x"] + a["width"]
    below = a["y"] >= b["y"] + b["height"] or b["y"] >= a["y"] + a["height"]
    return not (beside or below)
