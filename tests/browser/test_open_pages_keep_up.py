"""Whatever happens, an open page soon shows what one shows that is opened then."""

from __future__ import annotations

import random
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.dashboard import Dashboard
from tests.browser.phone import Phone
from tests.browser.visitors import Visitors

# Out of step, a page waits for a second and begins its stream anew.
SOON = 5.0
QUEUES = ["Doctor A", "Doctor B"]

# The parts that the stream keeps up to date, but for what a browser says in its own way, and for
# what is told of waits: that may be up to a minute older.
STALE = """async () => {
    const answer = await fetch(location.href);
    const opened = new DOMParser().parseFromString(await answer.text(), "text/html");
    const plain = part => {
        const copy = part.cloneNode(true);
        for (const one of [copy, ...copy.querySelectorAll("*")]) {
            const said = [...one.attributes].sort((a, b) => a.name.localeCompare(b.name));
            const ownWay = name => one.tagName !== "BUTTON" && /^(open|value|style)$/.test(name);
            for (const { name } of said) one.removeAttribute(name);
            for (const { name, value } of said) if (!ownWay(name)) one.setAttribute(name, value);
        }
        copy.querySelectorAll(".fresh").forEach(lane => lane.classList.remove("fresh"));
        copy.querySelectorAll("time").forEach(time => (time.textContent = ""));
        copy.querySelectorAll(".told, [data-waits]").forEach(told => told.remove());
        return copy.outerHTML
            .replace(/(about |under |within )?(\\d+–)?\\d+ min/g, "")
            .replace(/\\s+/g, " ")
            .replace(/ ?(<|>) ?/g, "$1");
    };
    const ids = document.querySelector("[data-stream]").dataset.stream.split(" ");
    return ids
        .map(id => [document, opened].map(page => page.getElementById(id)).map(plain))
        .filter(([shown, drawn]) => shown !== drawn);
}"""


class Day:
    """What happens in one store, drawn by chance, at one of its dashboards or elsewhere."""

    def __init__(self, dashboard: Dashboard, seed: int) -> None:
        self.chance = random.Random(seed)
        self._dashboard = dashboard
        self._happens: list[Callable[[], object]] = [
            lambda: dashboard.adds("Ann", queue=self.chance.choice(QUEUES)),
            *[lambda: self._taps("button.call")] * 2,
            *[lambda: self._taps("tr[data-state] .acts button:visible")] * 2,
            *[lambda: self._taps("#flash button")] * 2,
        ]

    def goes_on(self) -> None:
        """Something happens; a tap is not waited for."""
        self.chance.choice(self._happens)()

    def _taps(self, what: str) -> None:
        buttons = self._dashboard.page.locator(what)
        if many := buttons.count():
            # As a script does it: what a person taps may be gone before they do.
            buttons.nth(self.chance.randrange(many)).evaluate_all("found => found[0]?.click()")


def is_as_if_just_opened(page: Page) -> bool:
    """Whether it is, soon."""
    stale: list[list[str]] = []
    deadline = time.monotonic() + SOON
    while time.monotonic() < deadline:
        stale = page.evaluate(STALE)
        if not stale:
            return True
        page.wait_for_timeout(100)
    for shown, drawn in stale:
        print(f"shows   {shown}\nand not {drawn}")
    return False


@pytest.mark.long
@pytest.mark.parametrize("seed", range(4))
def test_open_pages_show_what_is_shown_to_those_who_come_now(
    visitors: Visitors, dashboard: Dashboard, board: Page, seed: int
) -> None:
    # What somebody else has changed is refused.
    visitors.excuse("409")
    colleague = Dashboard(visitors.phone(storage_state=dashboard.page.context.storage_state()))
    colleague.page.goto(dashboard.card("Doctor B").get_by_role("link").get_attribute("href") or "")
    expect(colleague.live).to_have_text("Live")
    dashboard.adds(*["Ann"] * 3, queue="Doctor B")
    phone = Phone(visitors.phone()).scans(dashboard.join_url).joins("Ben", "Doctor A")
    days = [Day(dashboard, seed), Day(colleague, seed + 100)]
    for _nth in range(40):
        for _at_once in range(days[0].chance.choice((1, 2, 3))):
            days[0].chance.choice(days).goes_on()
        for page in (dashboard.page, colleague.page, board, phone.page):
            assert is_as_if_just_opened(page)


def test_no_page_waits_for_what_another_was_answered(dashboard: Dashboard) -> None:
    """Firefox asks once for what two pages ask for, to share the answer: a stream has no end."""
    page = dashboard.page
    with page.expect_request("**/store/events") as stream:
        page.reload()
    # So Chromium says that the answer is kept nowhere.
    assert stream.value.all_headers().get("cache-control") == "no-cache"
