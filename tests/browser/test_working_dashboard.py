"""The dashboard at work: the focus stays there, nothing shifts, what was done is undone where one
works, the lanes stay in sight, and paper has all of it."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from playwright.sync_api import Locator, expect

from testing.server import Server
from tests.browser.dashboard import Dashboard
from tests.browser.visitors import Visitors

TWENTY = [f"Room {number}" for number in range(1, 21)]


def top(found: Locator) -> float:
    """How far below the window's edge it begins."""
    box = found.bounding_box()
    assert box is not None
    return box["y"]


def test_focus_stays_with_the_work(dashboard: Dashboard) -> None:
    page = dashboard.page
    dashboard.adds("Ann", "Ben", "Cid")
    expect(dashboard.rows).to_have_count(3)
    for _name in ("Ann", "Ben"):
        dashboard.calls()
    # After *Done* the row that comes in its place has it.
    done = dashboard.row("A2").get_by_role("button", name="Done")
    done.focus()
    page.keyboard.press("Enter")
    expect(dashboard.row("A2")).to_have_attribute("data-state", "served")
    expect(dashboard.row("A1")).to_be_focused()
    # What was done can be undone in the list's head, until the next tap.
    expect(dashboard.flash).to_contain_text("A2 is done.")
    head, flash = page.locator(".above").bounding_box(), dashboard.flash.bounding_box()
    assert head is not None
    assert flash is not None
    assert head["y"] <= flash["y"]
    assert flash["y"] + flash["height"] <= head["y"] + head["height"]
    # After an announcement what opened it has the focus.
    page.get_by_text("Running late?").click()
    expect(page.get_by_label("What should everybody know?")).to_be_focused()
    page.keyboard.type("We are late.")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Everybody reads:")).to_be_visible()
    expect(page.locator("#announcing > summary")).to_be_focused()
    # After choosing a queue its lane has it.
    page.get_by_role("link", name="Doctor B").press("Enter")
    expect(page).to_have_title("(1) Test Clinic")
    expect(page.get_by_role("link", name="Doctor B")).to_be_focused()
    page.get_by_role("link", name="Skip to the line").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#people")).to_be_focused()


def test_walk_in_and_call_by_four_presses(dashboard: Dashboard) -> None:
    page, keyboard = dashboard.page, dashboard.page.keyboard
    name = page.get_by_label("Name")
    keyboard.press("w")
    expect(name).to_be_focused()
    expect(page.locator("#walk-in")).to_contain_text("Into the line of Doctor A")
    keyboard.press("Escape")
    expect(name).to_be_hidden()
    expect(page.locator("#walk-in > summary")).to_be_focused()
    keyboard.press("w")
    keyboard.type("nina")
    keyboard.press("Enter")
    expect(dashboard.row("A1")).to_be_focused()
    keyboard.press("n")
    expect(dashboard.row("A1")).to_have_attribute("data-state", "called")
    for opens in (dashboard.opens_menu, dashboard.opens_queue_menu):
        menu = opens()
        expect(menu).to_have_attribute("open", "")
        keyboard.press("Escape")
        expect(menu).not_to_have_attribute("open", "")
        expect(menu.locator("> summary")).to_be_focused()


def test_wrong_phone_of_a_walk_in_has_the_focus_and_its_fields_stay_level(
    visitors: Visitors, dashboard: Dashboard
) -> None:
    visitors.excuse("status of 422")
    page = dashboard.page
    page.get_by_text("+ Walk-in").click()
    page.get_by_label("Name").fill("Joe")
    phone = page.get_by_label("Phone (optional)")
    phone.fill("call me")
    page.get_by_label("Name").press("Enter")
    expect(page.get_by_text("This doesn't look like a phone number.")).to_be_visible()
    expect(phone).to_be_focused()
    tops = [field.bounding_box() for field in (page.get_by_label("Name"), phone)]
    tops.append(page.get_by_role("button", name="Add to the line").bounding_box())
    assert len({round(box["y"]) for box in tops if box}) == 1, tops
    phone.fill("0931 555 777")
    phone.press("Enter")
    expect(dashboard.row("A1")).to_contain_text("Joe")


@pytest.mark.parametrize("width", [1280, 390])
def test_lost_connection_shifts_nothing(
    visitors: Visitors, dashboard: Dashboard, width: int
) -> None:
    visitors.excuse("ERR_INTERNET_DISCONNECTED", "htmx", "Failed to fetch")
    dashboard.page.set_viewport_size({"width": width, "height": 844})
    dashboard.adds("Ann")
    call = dashboard.call_next("Doctor A")
    expect(call).to_be_visible()
    before = [top(call), top(dashboard.row("A1"))]
    dashboard.page.context.set_offline(True)
    expect(dashboard.live).to_contain_text("No connection since")
    assert [top(call), top(dashboard.row("A1"))] == before


# What a head says on paper.
SAID = "head => JSON.parse(getComputedStyle(head, '::before').content)"


def test_paper_has_all_queues_whichever_is_open(dashboard: Dashboard) -> None:
    page = dashboard.page
    dashboard.adds("Ann", "Ben")
    dashboard.adds("Cid", queue="Doctor B")
    dashboard.adds("Dee")
    dashboard.sets("A3", "served", was="waiting")
    dashboard.calls()
    # Those who have been there begin where the others do, too.
    page.emulate_media(media="print")
    expect(dashboard.row("A1").get_by_text("called")).to_be_visible()
    heads = page.locator(".front thead")
    assert top(heads) < top(dashboard.row("A1"))
    assert page.locator("#queue thead").evaluate("heads => heads.clientHeight") <= 1
    assert left(heads.get_by_text("Ticket")) == left(dashboard.row("A2").locator(".ticket"))
    words = [heads.locator(on).evaluate(SAID) for on in ("tr", "th:nth-child(3)", "th:last-child")]
    assert words == ["Done", "Joined", "Phone and note"]
    for ticket in ("A1", "A2"):
        row = dashboard.row(ticket)
        assert left(heads.get_by_text("State")) == left(row.locator(".joined")), ticket
        assert left(heads.get_by_text("Actions")) == left(row.locator(".via")), ticket
    assert left(dashboard.row("A3")) >= left(dashboard.row("A2")) >= 0
    # A sheet is as narrow as a tablet; a strip of queues that is wider makes all of it small.
    page.set_viewport_size({"width": 794, "height": 1123})
    page.locator("#queues").evaluate("queues => queues.classList.add('many')")  # as twenty are
    expect(page.locator("#queues")).to_be_hidden()
    page.set_viewport_size({"width": 1280, "height": 800})
    page.emulate_media(media="screen")
    for queue in ("Doctor A", "Doctor B"):
        page.get_by_role("link", name=queue).click()
        expect(dashboard.card(queue)).to_have_attribute("data-chosen", "")
        page.emulate_media(media="print")
        for ticket, name in (("A1", "Ann"), ("A2", "Ben"), ("B1", "Cid")):
            row = dashboard.row(ticket)
            expect(row).to_be_visible()
            expect(row).to_contain_text(name)
            expect(row.get_by_text(re.compile(r"^\d\d:\d\d$"))).to_be_visible()
            box = row.evaluate("row => getComputedStyle(row, '::before').content + row.innerText")
            assert "☐" in box
        for name in ("Doctor A", "Doctor B"):
            expect(page.locator("h2 bdi, caption bdi").get_by_text(name).last).to_be_visible()
        expect(page.locator("button:visible, input:visible")).to_have_count(0)
        page.emulate_media(media="screen")


def test_line_begins_above_the_fold_and_lanes_stay_in_sight(
    visitors: Visitors, server: Server, application: Flask
) -> None:
    three = Dashboard(visitors.page(width=390, height=844))
    three.finds_open(application, server.url, "Test Clinic", queues=["Ann", "Ben", "Cid"])
    three.adds(*(f"Guest {nth}" for nth in range(12)), queue="Ann")
    three.calls("Ann")
    expect(three.row("A1")).to_have_attribute("data-state", "called")
    expect(three.rows).to_have_count(12)
    bar = top(three.call_next("Ann"))
    seen = [row for row in three.rows.all() if bottom(row) <= bar]
    assert len(seen) >= 5
    twenty = Dashboard(visitors.page(width=1280, height=800))
    twenty.finds_open(application, server.url, "Test Clinic", queues=TWENTY)
    twenty.adds(*(f"Guest {nth}" for nth in range(12)), queue="Room 1")
    twenty.calls("Room 1")
    expect(twenty.row("A1")).to_have_attribute("data-state", "called")
    expect(twenty.rows).to_have_count(12)
    assert bottom(twenty.rows.nth(1)) <= 800
    for dashboard in (three, twenty):
        dashboard.rows.last.scroll_into_view_if_needed()
        assert dashboard.page.evaluate("() => scrollY") > 100
        expect(dashboard.page.get_by_role("list", name="Queues")).to_be_in_viewport()
        expect(dashboard.page.locator(".card[data-chosen]")).to_be_in_viewport()


def left(row: Locator) -> float:
    """How far from the window's edge it begins."""
    box = row.bounding_box()
    assert box is not None
    return box["x"]


def bottom(row: Locator) -> float:
    """How far below the window's edge it ends."""
    box = row.bounding_box()
    assert box is not None
    return box["y"] + box["height"]
