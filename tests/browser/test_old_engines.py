"""What a page says that a phone of 2018 cannot read is taken away, one thing at a time."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.dashboard import Dashboard
from tests.browser.phone import Phone
from tests.browser.test_codes import pictured, read, scanned
from tests.browser.visitors import Visitors

pytestmark = pytest.mark.long

# What is served, as an engine reads it that does not know the word.
UNKNOWN = {
    "oklch": ("oklch(", "nope("),
    "layer": ("@layer", "@nope"),
    "has": (":has(", ":nope("),
    "color-mix": ("color-mix(", "nope("),
    "logical": (r"re:\b(margin|padding|border|inset)-(inline|block)", r"nope-\1-\2"),
    "inset": (r"re:\binset:", "nope:"),
    "nested": (r"re:(?m)^\s*&", "nope&"),
    "clamp": (r"re:\b(clamp|min|max)\(", r"nope-\1("),
    "container": ("container-type:", "nope:"),
    "dialog": ("<dialog", "<nope"),
    "is": (":is(", ":nope("),
    "anywhere": (r"re:overflow-wrap:\s*anywhere", "nope"),
    # Gaps between what is in a row, the height of what a phone's bars leave free, and the like.
    "smaller": (r"re::focus-visible|\bgap:|\bplace-(?=\w+:)|dvh|<details|\btext-wrap:", "nope"),
}


def without(page: Page, *features: str) -> None:
    """From now on this page's engine does not know these."""

    def serve(route: Route) -> None:
        answer = route.fetch(max_redirects=0)
        text = answer.text()
        for feature in features:
            word, nothing = UNKNOWN[feature]
            pattern = word[3:] if word.startswith("re:") else re.escape(word)
            text = re.sub(pattern, nothing, text)
        # Engines have learned that later than most of these.
        text = text.replace("container-type:", "nope:")
        route.fulfill(response=answer, body=text)

    page.route(
        lambda url: not url.endswith("/events"),
        lambda route: (
            serve(route)
            if route.request.resource_type in ("document", "stylesheet")
            else route.continue_()
        ),
    )


CONTRAST = """(element) => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const light = (color) => {
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].map((part) => part / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  let ground = element;
  while (getComputedStyle(ground).backgroundColor === "rgba(0, 0, 0, 0)" && ground.parentElement)
    ground = ground.parentElement;
  const colors = [getComputedStyle(element).color, getComputedStyle(ground).backgroundColor];
  const two = colors.map(light);
  return (Math.max(...two) + 0.05) / (Math.min(...two) + 0.05);
}"""


def size(element: Locator) -> float:
    """Of its letters, in pixels."""
    return float(element.evaluate("(one) => parseFloat(getComputedStyle(one).fontSize)"))


def look(element: Locator) -> str:
    """The colours in and around an element."""
    return str(
        element.evaluate(
            """(one) => [...[one], ...one.querySelectorAll("*")].map((part) => {
              const { color, backgroundColor, borderTopColor } = getComputedStyle(part);
              return `${color} ${backgroundColor} ${borderTopColor}`;
            }).join("|")"""
        )
    )


@pytest.mark.parametrize(
    ("feature", "scheme"), [("layer", "dark"), *((feature, "light") for feature in UNKNOWN)]
)
def test_customers_pages_and_the_board_work_without_it(
    visitors: Visitors, dashboard: Dashboard, tmp_path: Path, feature: str, scheme: str
) -> None:
    phone = visitors.phone(bypass_csp=True, color_scheme=scheme)
    without(phone, feature)
    customer = Phone(phone).scans(dashboard.join_url)
    assert phone.get_by_role("button", name="Join the line").evaluate(CONTRAST) >= 4.5
    customer.joins("Ann", "Doctor A")
    number = phone.get_by_text("A1", exact=True).first
    expect(number).to_be_visible()
    assert size(number) >= 64
    waiting = look(phone.locator("#party article").first)

    board = visitors.page(width=1920, height=1080, bypass_csp=True, color_scheme=scheme)
    without(board, feature)
    board.goto(dashboard.board_url)
    assert read(pictured(board, tmp_path)) == scanned(board)
    lane = board.locator("#lanes > li").first
    quiet = look(lane)

    dashboard.calls()
    called = board.locator("#lanes").get_by_text("A1", exact=True).first
    expect(called).to_be_visible()
    assert size(called) >= 64
    assert look(lane) != quiet
    expect(phone.get_by_text("It's your turn", exact=True)).to_be_visible()
    assert look(phone.locator("#party article").first) != waiting
    assert size(phone.get_by_text("A1", exact=True).first) >= 64


@pytest.mark.parametrize("feature", ["clamp", "inset"])
def test_number_is_as_large_on_a_tablet_of_any_age(
    visitors: Visitors, dashboard: Dashboard, feature: str
) -> None:
    tablet = visitors.page(width=1024, height=768, bypass_csp=True)
    without(tablet, feature)
    Phone(tablet).scans(dashboard.join_url).joins("Ann", "Doctor A")
    number = tablet.get_by_text("A1", exact=True).first
    assert size(number) == 104
    dashboard.calls()
    expect(tablet.get_by_text("It's your turn", exact=True)).to_be_visible()
    assert size(number) == 128
    assert tablet.evaluate("() => document.documentElement.scrollWidth") <= 1024


def test_pages_renew_themselves_where_scripts_cannot_be_read(
    visitors: Visitors, dashboard: Dashboard
) -> None:
    visitors.excuse("SyntaxError", "Unexpected token")
    ticket = Phone(visitors.phone()).scans(dashboard.join_url).joins("Ann", "Doctor A").page.url
    board, phone = visitors.page(width=1920, height=1080), visitors.phone()
    for page in (board, phone):
        page.route(
            "**/*.js*", lambda route: route.fulfill(body="}{", content_type="text/javascript")
        )
    board.goto(dashboard.board_url)
    phone.goto(ticket)
    dashboard.calls()
    # A plain reload, after 20 and 15 seconds.
    expect(board.locator("#lanes").get_by_text("A1", exact=True)).to_be_visible(timeout=30_000)
    expect(phone.get_by_text("It's your turn", exact=True)).to_be_visible(timeout=30_000)
    assert Phone(visitors.phone()).scans(scanned(board))


def test_page_that_renews_itself_promises_no_ring(visitors: Visitors, dashboard: Dashboard) -> None:
    visitors.excuse("SyntaxError", "Unexpected token", "htmx is not defined")
    ticket = Phone(visitors.phone()).scans(dashboard.join_url).joins("Ann", "Doctor A").page.url
    # Safari 14 and Firefox 78 read our scripts, and htmx not.
    page = visitors.phone()
    page.route(
        re.compile(r"/(htmx|hx-sse|renewal)[^/]*\.js"),
        lambda route: route.fulfill(body="}{", content_type="text/javascript"),
    )
    for path in (ticket, dashboard.board_url):
        page.goto(path, wait_until="networkidle")
        assert page.locator("meta[http-equiv=refresh]").count() == 1
        expect(page.locator("button.sound")).to_be_hidden()
    page.goto(ticket)
    expect(page.get_by_text("A phone in silent mode")).to_be_hidden()


def test_scripts_that_work_take_the_renewal_away(visitors: Visitors, dashboard: Dashboard) -> None:
    page = visitors.page()
    page.goto(dashboard.board_url)
    expect(page.locator("#live")).to_have_text("Live")
    assert page.locator("meta[http-equiv=refresh]").count() == 0
    assert page.locator("html").get_attribute("data-runs") == ""
