"""On a phone or TV of 2018 nothing touches its neighbour, and nothing is wider than the screen."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.dashboard import Dashboard
from tests.browser.phone import Phone
from tests.browser.test_old_engines import UNKNOWN, without
from tests.browser.visitors import Visitors

pytestmark = pytest.mark.slow

LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
"""A word that no line of a phone has room for."""
TOUCHING = """() => {
  // Parts of a row that stand side by side, by what is drawn of them.
  const found = [];
  const boxes = (one) => {
    const range = document.createRange();
    return [...one.childNodes].flatMap((part) => {
      if (part.nodeType === Node.TEXT_NODE && !part.data.trim()) return [];
      range.selectNode(part);
      const box = part.nodeType === Node.TEXT_NODE
        ? range.getBoundingClientRect() : part.getBoundingClientRect?.();
      const floats = part.nodeType === Node.ELEMENT_NODE
        && ["absolute", "fixed"].includes(getComputedStyle(part).position);
      return box && box.width > 1 && !floats ? [box] : [];
    });
  };
  for (const row of document.querySelectorAll("body *")) {
    if (!getComputedStyle(row).display.includes("flex") || !row.checkVisibility()) continue;
    boxes(row).forEach((box, nth, all) => {
      const next = all[nth + 1];
      const beside = next && next.top < box.bottom && box.top < next.bottom;
      if (beside && next.left - box.right < 3) found.push(row.className || row.tagName);
    });
  }
  return [...new Set(found)];
}"""


def test_nothing_touches_or_is_wider_than_the_screen_on_an_engine_of_2018(
    visitors: Visitors, dashboard: Dashboard
) -> None:
    dashboard.tells(LONG)
    phone = visitors.phone(bypass_csp=True)
    without(phone, *UNKNOWN)
    customer = Phone(phone).scans(dashboard.join_url)
    assert looks(phone) == ([], 390)
    customer.joins("Ann", "Doctor A")
    for closed in phone.locator("summary").all():
        closed.click()
    assert looks(phone) == ([], 390)
    dashboard.adds("Ben", "Cy")
    for _call in range(3):
        dashboard.calls()
    phone.reload()
    assert looks(phone) == ([], 390)
    for path in ("/", "/open", "/signin"):
        phone.goto(path)
        assert looks(phone) == ([], 390), path

    board = visitors.page(width=1920, height=1080, bypass_csp=True)
    without(board, *UNKNOWN)
    board.goto(dashboard.board_url)
    assert looks(board) == ([], 1920)
    number = board.locator("#lanes .calling .ticket")
    assert number.evaluate("(one) => parseFloat(getComputedStyle(one).fontSize)") > 200
    late = board.locator("#late")
    assert late.evaluate("(one) => one.scrollWidth - one.clientWidth") <= 0


def looks(page: Page) -> tuple[list[str], int]:
    """The rows in which something touches, and how wide the page is."""
    width = page.evaluate("() => document.documentElement.scrollWidth")
    return page.evaluate(TOUCHING), width
