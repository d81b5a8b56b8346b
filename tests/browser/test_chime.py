"""A chime tells the owner of joins and the waiting room of calls, once it is switched on."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.dashboard import Dashboard
from tests.browser.phone import Phone
from tests.browser.visitors import Visitors

COUNT_TONES = """
    window.tones = 0;
    const start = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (...when) {
      window.tones += 1;
      return start.apply(this, when);
    };
"""
"""Counts what is really played."""


def chimes(page: Page) -> int:
    """How often the chime of two tones was played."""
    tones = page.evaluate("() => window.tones")
    assert tones % 2 == 0
    return int(tones) // 2


@pytest.fixture
def listener(dashboard: Dashboard) -> Dashboard:
    """The owner with loudspeakers."""
    dashboard.page.add_init_script(COUNT_TONES)
    dashboard.page.reload()
    expect(dashboard.live).to_have_text("Live")
    return dashboard


def test_chime_tells_of_who_joins_once_it_is_switched_on(
    visitors: Visitors, listener: Dashboard
) -> None:
    page = listener.page
    switch = listener.opens_menu().get_by_role("button", name="Sound when somebody joins")
    expect(switch).to_have_attribute("aria-pressed", "false")
    phone = Phone(visitors.phone())
    phone.scans(listener.join_url).joins("Ann", "Doctor A")
    expect(listener.row("A1")).to_be_visible()
    assert chimes(page) == 0

    switch.click()
    expect(switch).to_have_attribute("aria-pressed", "true")
    expect(switch).to_contain_text("on")
    # It is heard once, so that one knows how loud it is.
    page.wait_for_function("() => window.tones === 2")
    phone.scans(listener.join_url).joins("Ben", "Doctor B")
    page.wait_for_function("() => window.tones === 4")
    # Not for what the owner does.
    listener.adds("Cid")
    listener.calls()
    expect(listener.row("A2")).to_be_visible()
    expect(listener.row("A1")).to_have_attribute("data-state", "called")
    assert chimes(page) == 2

    switch.click()
    expect(switch).to_have_attribute("aria-pressed", "false")
    phone.scans(listener.join_url).joins("Dee", "Doctor A")
    expect(listener.row("A3")).to_be_visible()
    assert chimes(page) == 2


def test_sound_is_remembered_and_says_when_the_browser_blocks_it(
    visitors: Visitors, listener: Dashboard
) -> None:
    page = listener.page
    listener.opens_menu().get_by_role("button", name="Sound when somebody joins").click()
    page.reload()
    blocked = page.get_by_text("Your browser keeps it silent until you tap this page")
    # Said where it is seen without opening anything.
    expect(blocked).to_be_visible()
    # The menu opened by no hand: a tap would end what is looked at here.
    page.locator("#store-menu").evaluate("menu => (menu.open = true)")
    switch = page.get_by_role("button", name="Sound when somebody joins")
    expect(switch).to_have_attribute("aria-pressed", "true")
    expect(blocked).to_be_visible()
    expect(switch).to_have_accessible_description(
        "Your browser keeps it silent until you tap this page"
    )
    page.get_by_role("heading", name="Test Clinic").click()
    expect(blocked).to_be_hidden()
    Phone(visitors.phone()).scans(listener.join_url).joins("Ann", "Doctor A")
    page.wait_for_function("() => window.tones === 2")


def sounding_board(visitors: Visitors, dashboard: Dashboard, script: str) -> Page:
    """A board whose sound has been turned on, with somebody in line; `script` counts its tones."""
    dashboard.adds("Ann")
    page = visitors.page()
    page.add_init_script(script)
    page.goto(dashboard.board_url)
    expect(page.locator("#live")).to_have_text("Live")
    page.get_by_role("button", name="Sound").click()
    page.wait_for_function("() => window.tones === 2")
    return page


def test_board_chimes_with_the_same_sound(visitors: Visitors, dashboard: Dashboard) -> None:
    page = sounding_board(visitors, dashboard, COUNT_TONES)
    dashboard.calls()
    page.wait_for_function("() => window.tones === 4")
    expect(page.locator("#said")).to_have_text("A1: Doctor A")
    page.evaluate("""() => {
      window.said = [];
      const place = document.getElementById("said");
      const hear = () => window.said.push(place.textContent);
      new MutationObserver(hear).observe(place, { childList: true });
    }""")
    dashboard.sets("A1", "called", was="called")
    page.wait_for_function("() => window.tones === 6")
    page.wait_for_function("() => window.said.join() === ',A1: Doctor A'")


MAY_FALL_DUMB = """
    const Real = window.AudioContext;
    window.contexts = [];
    window.AudioContext = class extends Real {
      constructor() {
        super();
        window.contexts.push(this);
      }
      get state() { return this.stuck ?? super.state; }
      get currentTime() { return this.stands ?? super.currentTime; }
      resume() { return this.resumed ? this.resumed() : super.resume(); }
    };
    window.tones = 0;
    const start = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (...when) {
      window.tones += this.context.dumb ? 0 : 1;
      return start.apply(this, when);
    };
"""
"""Counts what is heard: nothing of a context that has fallen dumb."""
FELL = {
    "interrupted by a call": "stuck: 'interrupted', resumed: () => Promise.reject(new Error())",
    "interrupted for ever": "stuck: 'interrupted', resumed: () => new Promise(() => {})",
    "suspended for ever": "stuck: 'suspended', resumed: () => Promise.resolve()",
    "closed by the system": "stuck: 'closed', close: () => Promise.reject(new Error())",
    "running, and its clock stands still": "stands: 3",
    "running after a call, and silent": "stands: 3, resumed: () => Promise.reject(new Error())",
}


# In every run test_silent_phone.py has the same script, in the hand of whom it matters to most.
@pytest.mark.long
def test_next_tap_brings_back_a_chime_that_fell_dumb(
    visitors: Visitors, dashboard: Dashboard
) -> None:
    dashboard.adds(*FELL)
    page = sounding_board(visitors, dashboard, MAY_FALL_DUMB)
    for nth, (fell, how) in enumerate(FELL.items(), start=1):
        print(fell)  # seen if it fails
        page.evaluate(f"""() => {{
          Object.assign(contexts.at(-1), {{ dumb: true, {how} }});
          contexts.at(-1).dispatchEvent(new Event("statechange"));
        }}""")
        # The phone is put away for the call, and looked at again.
        page.evaluate("""() => {
          document.dispatchEvent(new Event("visibilitychange"));
          window.looked = performance.now();
        }""")
        page.wait_for_function("() => performance.now() > window.looked + 400")
        page.locator("h1").first.click()
        page.wait_for_function("() => contexts.at(-1).state === 'running' && !contexts.at(-1).dumb")
        dashboard.calls()
        page.wait_for_function("tones => window.tones === tones", arg=2 + 2 * nth)
