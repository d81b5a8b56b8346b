"""A finger on its way while the page changes."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.browser.dashboard import Dashboard

# A finger that comes down on `x, y`, scrolled by so much, as soon as that is true of the page.
COMES_DOWN = """([x, y, by, twice]) => {
  const swapped = "htmx:after:swap";
  const frame = () => new Promise((shown) => requestAnimationFrame(() => setTimeout(shown)));
  window.under = new Promise((tell, fail) => {
    setTimeout(fail, 10000);
    document.addEventListener(swapped, async function down() {
      if (!(%s)) return;
      document.removeEventListener(swapped, down);
      await frame();
      if (by) {
        scrollBy(0, by);
        await frame();
      }
      const how = { bubbles: true, cancelable: true, detail: 1, clientX: x, clientY: y };
      const tap = () => {
        const under = document.elementFromPoint(x, y);
        under.dispatchEvent(new MouseEvent("click", how));
        return under;
      };
      const under = tap();
      if (twice) setTimeout(tap, 100);
      tell((under.closest("tr, .call") ?? under).textContent);
    });
  });
}"""


def waiting(people: int) -> str:
    """True of a page as soon as so many wait in the line on the screen."""
    return f"document.querySelectorAll('#line > [data-state=waiting]').length == {people}"


def comes_down(button: Locator, done: str, scrolled: float = 0, *, twice: bool = False) -> None:
    """A tap that is meant for this button, and comes when that has happened."""
    x, y = place(button)
    button.page.evaluate(COMES_DOWN % done, [x, y - scrolled, scrolled, twice])


def place(button: Locator) -> tuple[float, float]:
    """Where a finger aims at."""
    box = button.bounding_box()
    assert box is not None
    # The panel, which grows from its middle, moves half a button.
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 4


def under(page: Page) -> str:
    """What the tap came down on."""
    return str(page.evaluate("() => window.under"))


def call(dashboard: Dashboard, ticket: str) -> Locator:
    """The button of somebody who waits."""
    return dashboard.row(ticket).get_by_role("button", name="Call")


def line_of(dashboard: Dashboard, people: int) -> None:
    """So many wait."""
    dashboard.adds(*(f"Person {nth}" for nth in range(people)))
    expect(dashboard.rows).to_have_count(people)
