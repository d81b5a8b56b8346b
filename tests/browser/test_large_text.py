"""Whoever reads with letters twice as large finds whole words, and nothing beside the screen."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.dashboard import Dashboard
from tests.browser.phone import Phone
from tests.browser.visitors import Visitors

BROKEN = """() => {
    const broken = [];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
        const text = texts.currentNode;
        if (text.parentElement.closest("script, noscript, .hidden, .join-url, #link")) continue;
        for (const word of text.data.matchAll(/[^\\s\\-–·…]+/g)) {
            const range = document.createRange();
            range.setStart(text, word.index);
            range.setEnd(text, word.index + word[0].length);
            const lines = new Set([...range.getClientRects()].map((box) => Math.round(box.top)));
            if (lines.size > 1) broken.push(word[0]);
        }
    }
    return broken;
}"""
"""The words that begin on one line and end on another."""
BESIDE = """() => {
    const page = document.scrollingElement;
    return page.scrollWidth - page.clientWidth;
}"""


def enlarge(page: Page) -> None:
    """Letters twice as large, as a phone's settings make them."""
    page.evaluate("() => { document.documentElement.style.fontSize = '200%'; }")


def test_ticket_and_join_form_break_no_word_at_twice_the_size(
    visitors: Visitors, dashboard: Dashboard
) -> None:
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
