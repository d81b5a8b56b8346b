"""Every page can be used by everybody: axe-core finds no barrier, no page is wider than the window,
and the keyboard is enough to run the shop."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Response, expect

from testing.mailbox import Mailbox
from testing.server import Server
from tests.browser.dashboard import Dashboard
from tests.browser.places import PLACES
from tests.browser.places.scene import Scene, opened
from tests.browser.test_large_text import BESIDE, BROKEN
from tests.browser.visitors import Visitors
from tests.support.html import flaw

# The rule of WCAG 2.2 on the size of targets is off unless it is asked for.
OPTIONS = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
# A sixth of its work is to find words for where each thing is, which are of use where one is wrong.
WITHOUT_WORDS = {**OPTIONS, "selectors": False}

EXAMPLES = """() => {
    const brush = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    const luminance = colours => {
        brush.clearRect(0, 0, 1, 1);
        for (const colour of colours) {
            brush.fillStyle = colour;
            brush.fillRect(0, 0, 1, 1);
        }
        const [r, g, b] = [...brush.getImageData(0, 0, 1, 1).data].map(part => part / 255)
            .map(part => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const contrasts = {};
    for (const field of document.querySelectorAll("[placeholder]")) {
        const grounds = [];
        for (let part = field; part; part = part.parentElement) {
            grounds.unshift(getComputedStyle(part).backgroundColor);
        }
        const [a, b] = [
            luminance([...grounds, getComputedStyle(field, "::placeholder").color]),
            luminance(grounds),
        ];
        contrasts[field.placeholder] = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    }
    return contrasts;
}"""
"""How well each example in a field can be told from what it stands on, as WCAG 2.2 measures it."""


@pytest.fixture(scope="module")
def scene(chromium: Browser, server: Server, mailbox: Mailbox) -> Iterator[Scene]:
    """The stores in which all the pages are."""
    with opened(chromium, server, mailbox) as scene:
        yield scene


sources: dict[Page, Response] = {}
"""What the server answered when the page was loaded that is on the screen."""


@pytest.fixture(scope="module")
def reader(chromium: Browser, server: Server) -> Iterator[Page]:
    """Who looks at every page, one after the other, in one tab: to begin anew with each of them
    costs a browser several times what the page does."""
    with Visitors(chromium, server.url) as visitors:
        visitors.excuse("status of 4")
        # A colour on its way to another one is no finding.
        page = visitors.page(reduced_motion="reduce")
        # The page as it was sent, before the browser made the best of it.
        page.on("response", lambda answer: _keep_source(page, answer))
        yield page


# Their words of refusal come out of one template, `_fields.html`, as those of the forms that open a
# store or join a line; or they are a page that is looked at, with an alert that others have, too,
# or with other words.
# These are looked at beside them where there is time.
REFUSED_ALIKE = (
    *("open_taken", "signin_refused", "address_refused", "programs_webhook_refused"),
    *("queue_refused", "settings_overtaken", "queue_not_retired", "again_ended"),
    *("settings_refused", "code_unknown", "reset_ended"),
)


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(place, marks=[pytest.mark.long] if place in REFUSED_ALIKE else [])
        for place in PLACES
    ],
)
def page(request: pytest.FixtureRequest, reader: Page, scene: Scene) -> Iterator[Page]:
    """Each page in turn; the tests below look at it before the next one comes."""
    reader.emulate_media(color_scheme="light", forced_colors="none")
    reader.set_viewport_size({"width": 1280, "height": 800})
    PLACES[request.param](reader, scene)
    yield reader
    reader.unroute_all()
    reader.context.clear_cookies()


def _keep_source(page: Page, answer: Response) -> None:
    if answer.request.is_navigation_request() and answer.status not in (204, 303):
        sources[page] = answer


@pytest.mark.parametrize(
    ("scheme", "width", "forced"),
    [
        ("light", 1280, "none"),
        pytest.param("dark", 390, "none", marks=pytest.mark.long),
        pytest.param("light", 820, "active", marks=pytest.mark.long),
    ],
)
def test_page_has_no_barrier(
    page: Page,
    scheme: Literal["light", "dark"],
    width: int,
    forced: Literal["active", "none"],
) -> None:
    page.emulate_media(color_scheme=scheme, forced_colors=forced)
    page.set_viewport_size({"width": width, "height": 800})
    axe = Axe()
    # Half a megabyte, which is in the page already if it was looked at before.
    if page.evaluate("() => 'axe' in window"):
        axe.axe_script = ""
    if axe.run(page, options=WITHOUT_WORDS).violations_count:
        pytest.fail(axe.run(page, options=OPTIONS).generate_report())


def test_page_is_valid_html(page: Page) -> None:
    assert flaw(sources[page].text()) is None


def test_page_is_not_wider_than_the_window(page: Page) -> None:
    beside = {}
    # The narrowest phone, a usual one, and a laptop's window that is zoomed to 200 %.
    for width in (320, 390, 640):
        page.set_viewport_size({"width": width, "height": 800})
        beside[width] = page.evaluate(BESIDE)
    assert max(beside.values()) <= 0, beside


def test_letters_twice_as_large_make_no_page_wider_than_the_window(page: Page) -> None:
    page.evaluate("() => { document.documentElement.style.fontSize = '200%'; }")
    beside = {}
    for width in (390, 820, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        beside[width] = page.evaluate(BESIDE)
    page.evaluate("() => { document.documentElement.style.fontSize = ''; }")
    assert max(beside.values()) <= 0, beside


def test_no_button_breaks_a_word(page: Page) -> None:
    broken = {}
    for width in (320, 820, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        broken[width] = page.evaluate(BROKEN, "button, .button")
    assert not any(broken.values()), broken


def test_examples_in_fields_can_be_read(page: Page) -> None:
    """No tool looks at what stands in a field before anything is typed."""
    contrasts = {}
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, forced_colors="none")
        contrasts[scheme] = page.evaluate(EXAMPLES)
    found = [contrast for seen in contrasts.values() for contrast in seen.values()]
    assert all(contrast >= 4.5 for contrast in found), contrasts


def test_keyboard_is_enough_to_call_the_next(dashboard: Dashboard) -> None:
    dashboard.adds("Ann", "Ben")
    expect(dashboard.row("A2")).to_be_visible()
    tab_to(dashboard.page, "Call next A1 Ann just now")
    dashboard.page.keyboard.press("Enter")
    expect(dashboard.row("A1")).to_have_attribute("data-state", "called")
    # The focus is where it was: one more calls the next.
    expect(dashboard.call_next("Doctor A")).to_contain_text("A2")
    expect(dashboard.call_next("Doctor A")).to_be_focused()
    # Sooner it would count as the same press, made twice by accident.
    dashboard.page.wait_for_timeout(600)
    dashboard.page.keyboard.press("Enter")
    expect(dashboard.row("A2")).to_have_attribute("data-state", "called")


def test_keyboard_is_enough_to_set_any_state(dashboard: Dashboard) -> None:
    dashboard.adds("Ann")
    more = dashboard.row("A1").get_by_role("link", name="More for A1")
    tab_to(dashboard.page, "More for A1")
    dashboard.page.keyboard.press("Enter")
    dialog = dashboard.page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    dashboard.page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(more).to_be_focused()
    dashboard.page.keyboard.press("Enter")
    expect(dialog).to_be_visible()
    tab_to(dashboard.page, "Remove (added by mistake)")
    dashboard.page.keyboard.press("Enter")
    expect(dashboard.row("A1")).to_have_attribute("data-state", "removed")
    expect(dialog).to_be_hidden()


def tab_to(page: Page, name: str) -> None:
    """Press Tab until what has this name has the focus."""
    button = page.get_by_role("button", name=name, exact=True)
    link = page.get_by_role("link", name=name, exact=True)
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.locator(":focus").and_(button.or_(link)).count():
            return
    raise AssertionError(f"no Tab leads to {name!r}")
