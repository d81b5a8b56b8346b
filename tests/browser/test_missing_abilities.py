"""Scripts go on where the browser, its settings or the network keeps something from them."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from testing.holding import holding
from testing.server import Server
from tests.browser.dashboard import Dashboard
from tests.browser.phone import Phone
from tests.browser.visitors import Visitors

pytestmark = pytest.mark.long

MISSING = {
    "zone": """Date.prototype.toLocaleTimeString = function (_where, how) {
      if (how?.timeZone) throw new RangeError("Invalid time zone specified");
      return "12:34";
    }""",
    "clock": "Date.prototype.toLocaleTimeString = () => { throw new RangeError() }",
    "memory": 'Object.defineProperty(window, "localStorage", { value: null })',
    "refused": """Object.defineProperty(window, "localStorage", {
      get() { throw new DOMException("denied", "SecurityError") },
    })""",
    "seen": "delete Element.prototype.checkVisibility",
    "sound": "delete window.AudioContext; delete window.webkitAudioContext",
    "tabs": "delete window.BroadcastChannel; delete window.SharedWorker",
    "wake lock": 'Object.defineProperty(navigator, "wakeLock", { value: undefined })',
    # There, and refused.
    "reading": "Storage.prototype.getItem = () => { throw new Error('denied') }",
    "writing": """Storage.prototype.setItem = () => {
      throw new DOMException("", "QuotaExceededError");
    }""",
    "channel": """window.BroadcastChannel = class {
      constructor() { throw new DOMException("", "SecurityError") }
    }""",
    "loudspeaker": """window.AudioContext = class {
      constructor() { throw new DOMException("", "NotSupportedError") }
    }""",
    "lock": """Object.defineProperty(navigator, "wakeLock", {
      value: { request() { throw new Error("denied") } },
    })""",
    "sizes": "delete window.ResizeObserver",
    "protocol": "performance.getEntriesByType = () => []",
    "formatter": "Intl.DateTimeFormat = function () { throw new RangeError() }",
}


@pytest.mark.parametrize("missing", MISSING)
def test_page_is_live_and_says_when_it_is_not_without_it(
    visitors: Visitors, dashboard: Dashboard, missing: str
) -> None:
    visitors.excuse("net::ERR_", "htmx:sse:error", "htmx:error")
    page = visitors.page(storage_state=dashboard.page.context.storage_state())
    page.add_init_script(MISSING[missing])
    for path in (dashboard.board_url, "/store"):
        page.goto(path)
        expect(page.locator("#live")).to_have_text("Live")
        sound = page.locator("button.sound").first
        if sound.is_visible():
            sound.click()
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.context.set_offline(True)
    expect(page.locator("#live")).to_have_text(re.compile(r"No connection since \d\d:\d\d"))


def test_owner_whose_browser_hides_the_zone_is_asked_to_check(visitors: Visitors) -> None:
    page = visitors.page()
    page.add_init_script("""
      const real = Intl.DateTimeFormat.prototype.resolvedOptions;
      const told = () => new URLSearchParams(location.search).get("zone") || undefined;
      Intl.DateTimeFormat.prototype.resolvedOptions = function () {
        return { ...real.call(this), timeZone: told() };
      };
      const speaks = () => [new URLSearchParams(location.search).get("speaks") || "en-US"];
      Object.defineProperty(navigator, "languages", { get: speaks });
    """)
    hint = page.get_by_text("Please check the time zone")
    for zone in ("UTC", "Etc/GMT-2", "Etc/UTC", "GMT", "Atlantic/Reykjavik", "", "+02:00"):
        page.goto(f"/open?zone={zone}".replace("+", "%2B"))
        expect(hint).to_be_visible()
        expect(page.get_by_label("Time zone")).to_be_visible()
    for zone in ("Europe/Berlin", "Asia/Calcutta", "Europe/Kyiv", "Atlantic/Reykjavik&speaks=is"):
        page.goto(f"/open?zone={zone}")
        expect(page.get_by_label("E-mail")).to_be_visible()
        expect(hint).to_be_hidden()
    # Old names of places, as systems and browsers still have them; one that is newer than ours.
    for zone, chosen in {
        "US/Pacific": "America/Los_Angeles",
        "GB": "Europe/London",
        "Japan": "Asia/Tokyo",
        "Brazil/East": "America/Sao_Paulo",
        "Asia/Saigon": "Asia/Saigon",
        "Arctic/Longyearbyen": "Arctic/Longyearbyen",
        "Europe/Newtown": "UTC",
        "CET": "UTC",
    }.items():
        page.goto(f"/open?zone={zone}")
        expect(page.locator("[name=timezone]")).to_have_value(chosen)
        expect(hint).to_be_visible(visible=chosen == "UTC")


NO_ZONE = {
    "no Intl": "delete window.Intl",
    "no formatter": "delete Intl.DateTimeFormat",
    "formatter that throws": "Intl.DateTimeFormat = function () { throw new RangeError() }",
    "options that throw": """Intl.DateTimeFormat.prototype.resolvedOptions = () => {
      throw new RangeError("Unsupported time zone specified undefined");
    }""",
    **{
        zone: f"Intl.DateTimeFormat.prototype.resolvedOptions = () => ({{ timeZone: '{zone}' }})"
        for zone in ("Etc/Unknown", "Factory", "Zulu", "EST5EDT")
    },
}


@pytest.mark.parametrize("missing", NO_ZONE)
def test_owner_whose_browser_knows_no_zone_is_asked_and_the_form_works(
    visitors: Visitors, missing: str
) -> None:
    page = visitors.page()
    page.add_init_script(NO_ZONE[missing])
    page.goto("/open")
    expect(page.get_by_text("Please check the time zone")).to_be_visible()
    expect(page.get_by_label("Time zone")).to_have_value("UTC")
    page.locator("[data-reveal]").first.click()
    expect(page.locator("input[name=password]")).to_have_attribute("type", "text")
    # Nor is it forgotten when something else is to be mended first; until a zone is chosen.
    visitors.excuse("status of 422")
    send = page.get_by_role("button", name="Open the store")
    send.click()
    expect(page.get_by_text("Please give a name.")).to_be_visible()
    expect(page.get_by_text("Please check the time zone")).to_be_visible()
    page.get_by_label("Time zone").select_option("Asia/Taipei")
    send.click()
    expect(page.get_by_text("Please check the time zone")).to_be_hidden()
    expect(page.get_by_label("Time zone")).to_have_value("Asia/Taipei")


@pytest.mark.parametrize("locale", ["ar-EG", "fa-IR", "de-DE"])
def test_times_are_in_one_kind_of_figures(
    visitors: Visitors, dashboard: Dashboard, locale: str
) -> None:
    phone = Phone(visitors.phone(locale=locale)).scans(dashboard.join_url).joins("Ann", "Doctor A")
    dashboard.adds("Ben")
    dashboard.calls()
    expect(phone.page.get_by_text("It's your turn", exact=True)).to_be_visible()
    expect(phone.page.locator("[data-updated]")).to_have_text(re.compile(r"^[0-9]{2}:[0-9]{2}$"))


def test_chime_comes_back_after_a_phone_call(visitors: Visitors, dashboard: Dashboard) -> None:
    page = visitors.page()
    page.add_init_script("""
      const real = Object.getOwnPropertyDescriptor(BaseAudioContext.prototype, "state");
      Object.defineProperty(BaseAudioContext.prototype, "state", {
        get() { return window.calling ? "interrupted" : real.get.call(this) },
      });
      const resume = AudioContext.prototype.resume;
      AudioContext.prototype.resume = function () {
        window.calling = false;
        return resume.call(this);
      };
    """)
    page.goto(dashboard.board_url)
    page.get_by_role("button", name="Sound").click()
    page.evaluate("() => { window.calling = true }")
    page.mouse.click(5, 5)
    assert page.evaluate("() => window.calling") is False


def test_page_behind_a_proxy_that_holds_streams_looks_for_itself(
    visitors: Visitors, dashboard: Dashboard, server: Server
) -> None:
    with holding(server.port) as port:
        page = visitors.page()
        page.clock.install()
        page.goto(f"http://localhost:{port}{dashboard.board_url}")
        page.wait_for_timeout(1_500)
        expect(page.locator("#live")).not_to_have_text("Live")
        dashboard.adds("Ann")
        dashboard.calls()
        for nth in range(2):
            page.clock.fast_forward(30_000)
            called = page.locator("#lanes").get_by_text(f"A{nth + 1}", exact=True)
            expect(called.first).to_be_visible()
            expect(page.locator("#live")).not_to_have_text("Live")
            dashboard.adds("Ben")
            dashboard.calls()
