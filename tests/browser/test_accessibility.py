"""Every page can be used by everybody: axe-core finds no barrier, and no page is wider than the
window. Whether the keyboard is enough: `test_keyboard.py`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page, Response

from testing.mailbox import Mailbox
from testing.server import Server
from tests.browser.places import PLACES
from tests.browser.places.scene import Scene, opened
from tests.browser.test_large_text import BESIDE, BROKEN
from tests.browser.visitors import Visitors
from tests.support.html import flaw

# The rule of WCAG 2.2 on the size of targets is off unless it is asked for.
OPTIONS = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
# A sixth of its work is to find words for where each thing is, and to tell of all that is as it
# should be; both are of use where something is wrong.
WITHOUT_WORDS = {**OPTIONS, "selectors": False, "reporter": "no-passes"}

# A laptop's window that is zoomed to 200 %, a usual phone, and the narrowest.
NARROW = (640, 390, 320)

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
def scene(
    chromium: Browser, server: Server, mailbox: Mailbox, application: Flask
) -> Iterator[Scene]:
    """The stores in which all the pages are."""
    with opened(chromium, server, mailbox, application) as scene:
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
    *("settings_refused", "code_unknown", "reset_ended", "find_refused"),
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


def test_examples_in_fields_can_be_read(page: Page) -> None:
    """No tool looks at what stands in a field before anything is typed."""
    contrasts = {}
    for scheme in ("dark", "light") if page.locator("[placeholder]").count() else ():
        page.emulate_media(color_scheme=scheme, forced_colors="none")
        contrasts[scheme] = page.evaluate(EXAMPLES)
    found = [contrast for seen in contrasts.values() for contrast in seen.values()]
    assert all(contrast >= 4.5 for contrast in found), contrasts


class Measured(NamedTuple):
    """By the width of the window, how much of the page is beside it, the same with letters twice as
    large, and which words of its buttons are broken."""

    beside: dict[int, int]
    large: dict[int, int]
    broken: dict[int, list[str]]


MEASURE = f"""() => {{
    const beside = ({BESIDE})(), broken = ({BROKEN})("button, .button");
    document.documentElement.style.fontSize = "200%";
    const large = ({BESIDE})();
    document.documentElement.style.fontSize = "";
    return [beside, large, broken];
}}"""


@pytest.fixture(scope="module")
def measured(page: Page) -> Measured:
    """All of it together, since a browser draws all of a page anew for each width."""
    measured = Measured({}, {}, {})
    for width in (1280, 820, *NARROW):
        page.set_viewport_size({"width": width, "height": 800})
        found = page.evaluate(MEASURE)
        measured.beside[width], measured.large[width], measured.broken[width] = found
    return measured


def test_page_is_not_wider_than_the_window(measured: Measured) -> None:
    assert max(measured.beside.values()) <= 0, measured.beside


def test_no_button_breaks_a_word(measured: Measured) -> None:
    assert not any(measured.broken.values()), measured.broken


def test_letters_twice_as_large_make_no_page_wider_than_the_window(measured: Measured) -> None:
    # Nobody needs them on the narrowest phone, or in a window that is zoomed to 200 %, as well.
    large = {width: measured.large[width] for width in (390, 820, 1280)}
    assert max(large.values()) <= 0, large
