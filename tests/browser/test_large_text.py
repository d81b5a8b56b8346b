"""Whoever reads with letters twice as large finds whole words, and nothing beside the screen."""

from __future__ import annotations

from flask import Flask
from playwright.sync_api import Page, expect

from testing.server import Server
from tests.browser.dashboard import Dashboard
from tests.browser.phone import Phone
from tests.browser.visitors import Visitors

BROKEN = """(within) => {
    const broken = [];
    const unseen = (part) =>
        part && (getComputedStyle(part).clipPath !== "none" || unseen(part.parentElement));
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
        const text = texts.currentNode;
        if (text.parentElement.closest("script, noscript, .join-url, #link")) continue;
        if (within && !text.parentElement.closest(within)) continue;
        if (!text.parentElement.checkVisibility() || unseen(text.parentElement)) continue;
        for (const word of text.data.matchAll(/[^\\s\\-–·…]+/g)) {
            if (/[@/]/.test(word[0])) continue;
            const range = document.createRange();
            range.setStart(text, word.index);
            range.setEnd(text, word.index + word[0].length);
            const lines = new Set([...range.getClientRects()].map((box) => Math.round(box.top)));
            if (lines.size > 1) broken.push(word[0]);
        }
    }
    return broken;
}"""
"""The words that begin on one line and end on another, on the page or `within` parts; addresses
may."""
BESIDE = """() => {
    const page = document.scrollingElement;
    return page.scrollWidth - page.clientWidth;
}"""


def enlarge(page: Page) -> None:
    """Letters twice as large, as a phone's settings make them."""
    page.evaluate("() => { document.documentElement.style.fontSize = '200%'; }")


def test_ticket_and_join_form_break_no_word_at_twice_the_size(
    visitors: Visitors, server: Server, application: Flask
) -> None:
    dashboard = Dashboard(visitors.page())
    dashboard.finds_open(
        application, server.url, "Riverside Clinic", queues=["Doctor A", "Doctor B"]
    )
    phone = Phone(visitors.phone())
    dashboard.adds("Ann", "Ben", "Cy")
    phone.scans(dashboard.join_url)
    enlarge(phone.page)
    phone.page.locator("label[for=n3]").click()
    assert phone.page.evaluate(BROKEN) == []
    assert phone.page.evaluate(BESIDE) == 0
    phone.page.locator("label[for=n1]").click()
    phone.joins("Maximilian", "Doctor A")
    expect(phone.page.locator("#live")).to_have_text("Live")
    enlarge(phone.page)
    for details in phone.page.locator("details summary").all():
        details.click()
    assert phone.page.evaluate(BROKEN) == []
    assert phone.page.evaluate(BESIDE) == 0
    for ticket in ("A1", "A2", "A3", "A4"):
        dashboard.calls()
        expect(dashboard.row(ticket)).to_have_attribute("data-state", "called")
    expect(phone.page.get_by_text("It's your turn").first).to_be_visible()
    assert phone.page.evaluate(BROKEN) == []
    assert phone.page.evaluate(BESIDE) == 0


def test_nothing_beside_the_lanes_of_a_board_covers_another_at_twice_the_size(board: Page) -> None:
    enlarge(board)
    for width, height in ((1280, 720), (1920, 1080), (820, 1180)):
        board.set_viewport_size({"width": width, "height": height})
        nothing_beside_the_lanes_covers_another(board)


def nothing_beside_the_lanes_covers_another(board: Page) -> None:
    parts = board.locator(".board-code > h1, .board-code .code > *, .board-foot").all()
    boxes = [box for part in parts if (box := part.bounding_box())]
    assert len(boxes) >= 4
    covered = [
        (one, other)
        for nth, one in enumerate(boxes)
        for other in boxes[nth + 1 :]
        if one["y"] + one["height"] > other["y"] + 1
        and other["y"] + other["height"] > one["y"] + 1
        and one["x"] + one["width"] > other["x"] + 1
        and other["x"] + other["width"] > one["x"] + 1
    ]
    assert covered == []
    cut = "heading => heading.scrollHeight - heading.clientHeight"
    assert board.locator(".board-code > h1").evaluate(cut) <= 1


# As wide as a phone, a tablet and a laptop are in letters twice as large, which a browser's own
# settings make: with them whatever is said in rem of the screen is half as much.
SMALL = ((195, 422), (410, 590), (640, 400))


def test_dashboard_breaks_no_word_at_twice_the_size(
    visitors: Visitors, dashboard: Dashboard
) -> None:
    page = dashboard.page
    page.set_viewport_size({"width": 410, "height": 590})
    phone = Phone(visitors.phone())
    phone.scans(dashboard.join_url).joins("Agnieszka Nowak", "Doctor A", "+44 20 7946 0693")
    dashboard.adds("Niamh Fernandes", "Zanele Dube", "Agnieszka Zielińska", "Ann")
    dashboard.calls()
    phone.page.get_by_role("button", name="I'm on my way").click()
    expect(dashboard.row("A1")).to_contain_text("on the way")
    for width, height in SMALL:
        page.set_viewport_size({"width": width, "height": height})
        for sheet in ("#walk-in", "#announcing", "#store-menu"):
            page.locator(f"{sheet} > summary").click()
            assert page.evaluate(BROKEN) == [], (width, sheet)
            assert page.evaluate(BESIDE) == 0, (width, sheet)
            page.keyboard.press("Escape")
        assert page.evaluate(BROKEN) == [], width
        assert page.evaluate(BESIDE) == 0, width
    for ticket, (width, height) in zip(("A2", "A3", "A4"), SMALL, strict=True):
        page.set_viewport_size({"width": width, "height": height})
        dashboard.call_next("Doctor A").click()
        expect(dashboard.row(ticket)).to_have_attribute("data-state", "called")
        # Sooner it would count as the same press, made twice by accident.
        page.wait_for_timeout(600)
