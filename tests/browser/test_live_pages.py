"""What makes a live page pleasant: it never disturbs who works on it, and it always comes back."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.dashboard import Dashboard
from tests.browser.phone import Phone
from tests.browser.renewing import mark, still_marked
from tests.browser.visitors import Held, Visitors

CROWD = [f"Guest {number}" for number in range(1, 21)]


def caret(page: Page) -> object:
    """Which field has the focus, and between which letters one types."""
    return page.evaluate("() => [document.activeElement.id, document.activeElement.selectionStart]")


def top_of(dashboard: Dashboard, ticket: str) -> float:
    """How far below the window's edge a row is."""
    box = dashboard.row(ticket).bounding_box()
    assert box is not None
    return box["y"]


def test_owner_goes_on_typing_while_the_line_grows(dashboard: Dashboard) -> None:
    page = dashboard.page
    page.get_by_text("+ Walk-in").click()
    name = page.get_by_label("Name")
    name.press_sequentially("Mrs. Ofor")
    for _ in "for":
        page.keyboard.press("ArrowLeft")
    mark(page)
    before = caret(page)
    dashboard.adds(*CROWD[:10])
    expect(dashboard.rows).to_have_count(10)
    assert caret(page) == before
    page.keyboard.type("ka")
    dashboard.adds(*CROWD[10:])
    expect(dashboard.rows).to_have_count(20)
    expect(name).to_be_focused()
    page.keyboard.type("'")
    expect(name).to_have_value("Mrs. Oka'for")
    assert still_marked(page)

    # What was typed is added, and the form is ready for the next.
    page.keyboard.press("Enter")
    expect(dashboard.row("A21")).to_contain_text("Mrs. Oka'for")


def test_customer_panel_stays_open_while_the_line_grows(dashboard: Dashboard) -> None:
    dashboard.adds("Ann")
    panel = dashboard.opens_panel("A1")
    dashboard.adds(*CROWD)
    expect(dashboard.rows).to_have_count(21)
    expect(panel).to_be_visible()
    panel.get_by_role("button", name="no-show").click()
    expect(dashboard.row("A1")).to_have_attribute("data-state", "no_show")
    expect(panel).to_be_hidden()


@pytest.mark.parametrize("found", [True, pytest.param(False, marks=pytest.mark.long)])
def test_note_that_is_being_typed_stays_when_a_colleague_calls(
    visitors: Visitors, dashboard: Dashboard, found: bool
) -> None:
    dashboard.adds("Ann", "Ben")
    colleague = Dashboard(visitors.page()).signs_in(dashboard.email)
    if found:
        dashboard.page.get_by_label("Find somebody").fill("Ann")
        dashboard.page.locator("#found").get_by_role("link", name="More for A1").click()
    else:
        dashboard.opens_panel("A1")
    panel = dashboard.page.get_by_role("dialog")
    panel.get_by_text("Correct name, phone or note").click()
    note = panel.get_by_label("Note, for the staff alone")
    note.fill("Wheelchair")
    colleague.calls()
    expect(panel.get_by_text("Now called.")).to_be_visible()
    expect(note).to_have_value("Wheelchair")
    expect(note).to_be_focused()
    panel.get_by_role("button", name="Save").click()
    expect(panel).to_be_hidden()
    expect(dashboard.page.get_by_text("Wheelchair").first).to_be_visible()


def test_what_the_owner_looks_at_stays_in_place_while_the_line_changes(
    dashboard: Dashboard,
) -> None:
    dashboard.adds(*CROWD)
    expect(dashboard.rows).to_have_count(20)
    for nth, width in enumerate((1280, 820, 390), 1):
        dashboard.page.set_viewport_size({"width": width, "height": 800})
        stays_in_place(dashboard, f"A{nth}", 20 + nth)


def stays_in_place(dashboard: Dashboard, called: str, rows: int) -> None:
    dashboard.page.evaluate("() => scrollTo(0, 0)")
    dashboard.row("A12").scroll_into_view_if_needed()
    before = top_of(dashboard, "A12")
    assert dashboard.page.evaluate("() => document.scrollingElement.scrollTop") > 0
    # Below it somebody joins, above it somebody is called, served, and goes down to the history.
    dashboard.adds("Zoe")
    dashboard.calls()
    dashboard.sets(called, "served", was="called")
    expect(dashboard.row(called)).to_have_attribute("data-state", "served")
    expect(dashboard.rows).to_have_count(rows)
    assert top_of(dashboard, "A12") == pytest.approx(before, abs=2)


def test_row_that_goes_to_another_table_is_the_same_row_and_keeps_the_focus(
    dashboard: Dashboard,
) -> None:
    """Who was up is still called when the next one is: the row moves down, in the owner's hand."""
    dashboard.adds("Ann", "Ben")
    dashboard.calls()
    ann = dashboard.row("A1")
    expect(ann).to_have_attribute("data-state", "called")
    done = ann.get_by_role("button", name="Done")
    done.focus()
    ann.evaluate("row => { row.mine = true }")
    dashboard.calls()
    expect(dashboard.row("A2")).to_have_attribute("data-state", "called")
    expect(dashboard.page.locator("#up")).not_to_contain_text("Ann")
    expect(dashboard.page.locator("#line")).to_contain_text("Ann")
    assert ann.evaluate("row => row.mine === true")
    expect(done).to_be_focused()
    # And back, when the one who came after is done.
    dashboard.sets("A2", "served", was="called")
    expect(dashboard.page.locator("#up")).to_contain_text("Ann")
    expect(dashboard.row("A2")).to_have_attribute("data-state", "served")
    expect(done).to_be_focused()


def test_colleague_who_was_slower_is_told_and_sees_the_fresh_row(
    visitors: Visitors, dashboard: Dashboard
) -> None:
    visitors.excuse("status of 409")
    dashboard.adds("Ann")
    colleague = Dashboard(visitors.page()).signs_in(dashboard.email)
    # Both press before either is answered: the colleague's press is held back on its way.
    slow = Held(colleague.page, "**/state?*")
    dashboard.calls()
    colleague.row("A1").get_by_role("button", name="No-show").click()
    dashboard.row("A1").get_by_role("button", name="Done").click()
    expect(dashboard.row("A1")).to_have_attribute("data-state", "served")
    slow.holds_one()
    slow.let_go()
    expect(colleague.flash).to_contain_text("A1 was already marked done on another device.")
    expect(colleague.row("A1")).to_have_attribute("data-state", "served")
    expect(dashboard.row("A1")).to_have_attribute("data-state", "served")
    expect(dashboard.flash).to_contain_text("A1 is done.")


def test_colleague_is_told_that_the_store_has_closed(
    visitors: Visitors, dashboard: Dashboard
) -> None:
    colleague = visitors.page(storage_state=dashboard.page.context.storage_state())
    colleague.goto("/store")
    expect(Dashboard(colleague).live).to_have_text("Live")
    dashboard.closes()
    expect(colleague.get_by_role("heading", name="Your store has closed")).to_be_visible()


def test_two_clicks_on_call_next_call_one_person(visitors: Visitors, dashboard: Dashboard) -> None:
    visitors.excuse("status of 409")
    dashboard.adds("Ann", "Ben")
    expect(dashboard.row("A2")).to_be_visible()
    dashboard.call_next("Doctor A").dblclick()
    # What is pressed is answered in its order, so after this both clicks have been.
    dashboard.row("A1").get_by_role("button", name="Done").click()
    expect(dashboard.row("A1")).to_have_attribute("data-state", "served")
    expect(dashboard.row("A2")).to_have_attribute("data-state", "waiting")
    # The button speaks of who is called by one more.
    expect(dashboard.call_next("Doctor A")).to_contain_text("Call next A2")
    dashboard.call_next("Doctor A").click()
    expect(dashboard.row("A2")).to_have_attribute("data-state", "called")


def test_page_goes_live_even_if_its_scripts_come_slowly(dashboard: Dashboard) -> None:
    slow = Held(dashboard.page, "**/hx-sse*")
    dashboard.page.goto("/store", wait_until="commit")
    expect(dashboard.page.get_by_text("Nobody is in line.")).to_be_visible()
    # Time enough for everything that does not wait for the one that is missing.
    dashboard.page.wait_for_timeout(300)
    slow.holds_one()
    slow.let_go()
    expect(dashboard.live).to_have_text("Live")
    dashboard.adds("Ann")
    expect(dashboard.row("A1")).to_be_visible()


def test_row_that_a_page_has_lost_is_back_soon_whatever_is_told_meanwhile(
    dashboard: Dashboard,
) -> None:
    dashboard.adds("Ann", "Ben", "Cid")
    dashboard.calls()
    expect(dashboard.row("A1")).to_have_attribute("data-state", "called")
    mark(dashboard.page)
    # As by something else in the browser, such as an extension.
    dashboard.page.evaluate("document.querySelector('#up tr').remove()")
    # Ann's row is to be moved, and then more happens before the page has asked for all there is.
    dashboard.calls()
    dashboard.adds("Dee")
    expect(dashboard.row("A2")).to_have_attribute("data-state", "called")
    expect(dashboard.row("A1")).to_have_attribute("data-state", "called")
    assert still_marked(dashboard.page)


def test_whoever_is_called_when_the_store_closes_can_read_that_it_has(
    visitors: Visitors, dashboard: Dashboard
) -> None:
    ann = Phone(visitors.phone()).scans(dashboard.join_url).joins("Ann", "Doctor A")
    dashboard.calls()
    expect(ann.page.locator("body.turn")).to_be_visible()
    dashboard.closes()
    closed = ann.page.get_by_role("heading", name="Test Clinic has closed")
    expect(closed).to_be_visible()
    expect(ann.page.locator("body.turn")).to_have_count(0)
