"""A phone that can't ring: the page says so, and rings again as soon as that is possible."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.dashboard import Dashboard
from tests.browser.phone import Phone
from tests.browser.visitors import Visitors

pytestmark = pytest.mark.slow

ODD = """
    const Real = window.AudioContext;
    window.contexts = [];
    window.tones = 0;
    window.AudioContext = class extends Real {
      constructor() {
        super();
        window.contexts.push(this);
        made?.(this);
      }
      get state() { return this.stuck ?? super.state; }
      resume() { return this.resumed ? this.resumed() : super.resume(); }
      close() { return this.closes ? this.closes() : super.close(); }
    };
    window.made = null;
    const start = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (...when) {
      window.tones += this.context.dumb || this.context.state !== "running" ? 0 : 1;
      return start.apply(this, when);
    };
"""
"""Counts what is heard of contexts that may be odd."""
SILENT = "Tap anywhere once"


@pytest.fixture
def ticket(visitors: Visitors, dashboard: Dashboard) -> Page:
    """Ann's, with a switch for the sound that she has not pressed."""
    page = visitors.phone()
    page.add_init_script(ODD)
    Phone(page).scans(dashboard.join_url).joins("Ann", "Doctor A")
    expect(page.locator("#live")).to_have_text("Live")
    return page


def heard(page: Page, tones: int) -> None:
    page.wait_for_function("tones => window.tones === tones", arg=tones)


def switch(page: Page) -> None:
    page.get_by_role("button", name="Ring when").click()


# Why no sound can be made when it is switched on; over at the next tap.
REFUSED = {
    "too many sound already": """made = () => {
      throw new DOMException("hardware contexts reached maximum", "NotSupportedError");
    }""",
    "no device": 'made = () => { throw new DOMException("no device", "InvalidStateError") }',
    "refused": """made = (one) => Object.assign(one, { stuck: "suspended", resumed: () =>
      Promise.reject(new DOMException("", "NotAllowedError")) })""",
    "resume throws": """made = (one) => Object.assign(one, { stuck: "suspended", resumed: () => {
      throw new TypeError();
    } })""",
    "in another call": """made = (one) => Object.assign(one, { stuck: "interrupted", resumed: () =>
      Promise.reject(new DOMException("", "InvalidStateError")) })""",
}


def test_switch_that_is_on_and_silent_says_so_and_the_next_tap_mends_it(ticket: Page) -> None:
    for why, how in REFUSED.items():
        print(why)  # seen if it fails
        ticket.evaluate(f"() => {{ window.tones = 0; {how} }}")
        switch(ticket)
        expect(ticket.get_by_text(SILENT)).to_be_visible()
        ticket.evaluate("() => { made = null }")
        ticket.get_by_text("You're next").click()
        expect(ticket.get_by_text(SILENT)).to_be_hidden()
        ticket.evaluate("() => document.dispatchEvent(new Event('chime'))")
        heard(ticket, 2)
        switch(ticket)
        expect(ticket.get_by_text(SILENT)).to_be_hidden()


# What happened to the sound after it was switched on; nobody touches the phone any more.
FELL = {
    "asleep, and wakes if asked": """Object.assign(one, { stuck: "suspended", resumed() {
      delete one.stuck;
      return Promise.resolve();
    } })""",
    "its device is gone": """Object.assign(one, { stuck: "suspended", dumb: true, resumed: () =>
      Promise.reject(new DOMException("", "InvalidStateError")) });
      one.dispatchEvent(new Event("error"))""",
    "closed without a device": """Object.assign(one, { stuck: "closed", dumb: true, closes() {
      throw new DOMException("", "InvalidStateError");
    } });
      one.dispatchEvent(new Event("error"))""",
}


def test_call_is_heard_without_another_tap_after_the_sound_fell_asleep(
    ticket: Page, dashboard: Dashboard
) -> None:
    switch(ticket)
    heard(ticket, 2)
    dashboard.calls()
    expect(ticket.get_by_text("It's your turn").first).to_be_visible()
    expect(dashboard.row("A1")).to_be_visible()
    for why, how in FELL.items():
        print(why)  # seen if it fails
        # Whoever touches the phone has heard it: no ring of before is left.
        ticket.get_by_text("It's your turn").first.click()
        ticket.evaluate(f"() => {{ const one = contexts.at(-1); {how}; window.tones = 0; }}")
        dashboard.sets("A1", "called", was="called")
        ticket.wait_for_function("() => window.tones >= 2")


@pytest.mark.long
def test_sound_that_comes_too_late_is_none(ticket: Page, dashboard: Dashboard) -> None:
    switch(ticket)
    heard(ticket, 2)
    ticket.evaluate("""() => {
      const one = contexts.at(-1);
      const later = new Promise((done) => (window.over = () => { delete one.stuck; done() }));
      Object.assign(one, { stuck: "interrupted", resumed: () => later });
    }""")
    dashboard.calls()
    # All three rings had their second.
    ticket.wait_for_function("() => window.waited ??= void setTimeout(() => waited = true, 6500)")
    ticket.evaluate("() => over()")
    ticket.evaluate("() => new Promise((done) => setTimeout(done, 300))")
    assert ticket.evaluate("() => window.tones") == 2


# In every run one that refuses, and one that lacks something.
ODD_ENGINES = [
    """Object.defineProperty(navigator, "audioSession", { value: {
         set type(_what) { throw new DOMException("", "NotAllowedError") } } })""",
    "Object.defineProperty(navigator, 'userActivation', { value: undefined })",
]
MORE_ODD_ENGINES = [
    "AudioContext.prototype.close = () => { throw new DOMException() }",
    "AudioContext.prototype.close = () => undefined",
    """{ const resume = AudioContext.prototype.resume;
         AudioContext.prototype.resume = function () { resume.call(this) } }""",
    "Object.defineProperty(navigator, 'vibrate', { value: undefined })",
]


@pytest.mark.parametrize(
    "odd",
    [*ODD_ENGINES, *(pytest.param(odd, marks=pytest.mark.long) for odd in MORE_ODD_ENGINES)],
)
def test_phone_with_an_odd_engine_rings_all_the_same(
    visitors: Visitors, dashboard: Dashboard, odd: str
) -> None:
    page = visitors.phone()
    page.add_init_script(odd + ";" + ODD)
    Phone(page).scans(dashboard.join_url).joins("Ann", "Doctor A")
    for _nth in range(3):
        switch(page)
    page.wait_for_function("() => window.tones === 4")
    dashboard.calls()
    page.wait_for_function("() => window.tones >= 6")
