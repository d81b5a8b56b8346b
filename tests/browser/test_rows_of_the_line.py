"""What stands beside each other in the rows of the line, on a desk and on a phone."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Locator, Page, expect

from testing.server import Server
from tests.browser.dashboard import Dashboard
from tests.browser.phone import Phone
from tests.browser.visitors import Visitors

# A piece of text is as wide as the same words written at one go.
WIDER = """mark => {
    const plain = mark.cloneNode();
    plain.textContent = mark.textContent.trim().replace(/\\s+/g, " ");
    mark.after(plain);
    const wider = mark.offsetWidth - plain.offsetWidth;
    plain.remove();
    return wider;
}"""


def middle(found: Locator) -> float:
    """How far below the window's edge the middle of it is."""
    box = found.bounding_box()
    assert box is not None
    return box["y"] + box["height"] / 2


def test_words_of_a_mark_are_one_space_apart(dashboard: Dashboard) -> None:
    dashboard.adds("Ann", "Ben")
    for _name in ("Ann", "Ben"):
        dashboard.calls()
    for ticket in ("A1", "A2"):
        mark = dashboard.row(ticket).locator(".pill")
        expect(mark).to_have_text("called · just now")
        assert abs(mark.evaluate(WIDER)) <= 1


@pytest.mark.parametrize("number", ["+49 711 1234567", pytest.param("", marks=pytest.mark.long)])
def test_facts_of_a_row_stand_on_one_line_on_a_phone(
    visitors: Visitors, dashboard: Dashboard, number: str
) -> None:
    page = dashboard.page
    page.set_viewport_size({"width": 390, "height": 844})
    phone = Phone(visitors.phone())
    phone.scans(dashboard.join_url)
    phone.page.get_by_text("2", exact=True).click()
    group = phone.page.get_by_role("group", name="Person 2")
    group.get_by_label("Name").fill("Ben")
    phone.joins("Ann", "Doctor A", number)
    row = dashboard.row("A1")
    expect(row).to_be_visible()
    facts = row.locator(".facts .icon")
    expect(facts).to_have_count(2 if number else 1)
    for fact in facts.all():
        assert abs(middle(row.locator(".wait time")) - middle(fact)) <= 1


def test_card_is_as_tall_as_one_ticket_after_a_call_elsewhere(dashboard: Dashboard) -> None:
    """Chromium keeps the height of two that were in it at once where rows move as they are."""
    front = dashboard.page.locator("#front")
    dashboard.adds("Ann", "Ben", "Cid")
    dashboard.calls()
    expect(front.get_by_role("rowheader")).to_have_text("A1")
    tall = box_of(dashboard.page, "#front")["height"]
    for ticket in ("A2", "A3"):
        dashboard.calls()
        expect(front.get_by_role("rowheader")).to_have_text(ticket)
        assert box_of(dashboard.page, "#front")["height"] == tall


# What is said of somebody reaches beyond where it is shown.
CUT = """facts => [...facts.children].filter(fact => {
    const box = fact.getBoundingClientRect(), room = facts.getBoundingClientRect();
    return box.width > 1 && (box.right > room.right + 1 || box.left < room.left - 1);
}).map(fact => fact.textContent.trim())"""


def test_nothing_that_is_said_of_somebody_is_cut_off_on_a_phone(
    visitors: Visitors, dashboard: Dashboard
) -> None:
    page = dashboard.page
    page.set_viewport_size({"width": 390, "height": 844})
    phone = Phone(visitors.phone())
    # The same person under two tickets, with a number, and somebody along.
    for line in ("Doctor A", "Doctor B"):
        phone.scans(dashboard.join_url)
        phone.page.get_by_text("2", exact=True).click()
        group = phone.page.get_by_role("group", name="Person 2")
        group.get_by_label("Name").fill("Ben")
        phone.joins("Ann", line, "+49 711 1234567")
    row = dashboard.row("A1")
    expect(row.get_by_text("also B1")).to_be_visible()
    widths = (320, 360, 390)
    for width in widths:
        page.set_viewport_size({"width": width, "height": 844})
        assert row.locator(".facts").evaluate(CUT) == [], width
    # Whoever is found may be in another line.
    page.get_by_role("searchbox").fill("Ann")
    found = page.locator("#found .facts")
    expect(found).to_have_count(2)
    for width in widths:
        page.set_viewport_size({"width": width, "height": 844})
        for facts in found.all():
            assert facts.evaluate(CUT) == [], width


@pytest.mark.parametrize("width", [390, pytest.param(1280, marks=pytest.mark.long)])
def test_whoever_cannot_come_is_let_back_in_from_any_row(
    visitors: Visitors, dashboard: Dashboard, width: int
) -> None:
    page = dashboard.page
    page.set_viewport_size({"width": width, "height": 844})
    phone = Phone(visitors.phone()).scans(dashboard.join_url).joins("Ann", "Doctor A")
    dashboard.adds("Ben", "Cid", "Dee", "Eve")
    for _name in ("Ann", "Ben"):
        dashboard.calls()
    # Ben's ticket is up, and Ann's is in the line below.
    phone.page.get_by_role("button", name="I can't come right now").click()
    expect(dashboard.row("A1")).to_contain_text("can't come right now")
    back = dashboard.row("A1").get_by_role("button", name="Let back in behind 3: A1")
    expect(back).to_be_visible()
    # Until then a tap is meant for what stood there before.
    page.wait_for_timeout(300)
    back.click()
    expect(dashboard.row("A1")).to_have_attribute("data-state", "waiting")
    assert page.evaluate(
        "() => document.scrollingElement.scrollWidth <= document.scrollingElement.clientWidth"
    )


def test_board_that_stands_upright_has_the_code_above_the_lanes(
    visitors: Visitors, server: Server, application: Flask
) -> None:
    names = [f"Room {nth}" for nth in range(1, 7)]
    dashboard = Dashboard(visitors.page())
    dashboard.finds_open(application, server.url, "Test Clinic", queues=names)
    dashboard.adds("Ann", queue="Room 1")
    board = visitors.page(width=820, height=1180)
    board.goto(dashboard.board_url)
    expect(board.locator("#live")).to_have_text("Live")
    for width, height in ((820, 1180), (1080, 1920), (390, 844)):
        board.set_viewport_size({"width": width, "height": height})
        the_code_is_above_the_lanes(board, width, height)


def the_code_is_above_the_lanes(board: Page, width: int, height: int) -> None:
    code, first, last = (
        box_of(board, place) for place in (".qr", ".lane >> nth=0", ".lane >> nth=-1")
    )
    assert code["y"] + code["height"] <= first["y"]
    # A third of the smaller side is scanned from as far as one stands.
    assert code["width"] >= min(width, height) / 3
    assert first["x"] >= 0
    assert last["x"] + last["width"] <= width
    if width > height / 2:
        assert last["y"] + last["height"] <= height


def box_of(page: Page, place: str) -> dict[str, float]:
    """Where this is on the screen, in pixels."""
    box = page.locator(place).bounding_box()
    assert box is not None
    return {"x": box["x"], "y": box["y"], "width": box["width"], "height": box["height"]}
