"""Who doesn't come is called again: seen, said and heard once each time, by whom it is about."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from testing.road import Road
from testing.server import Server
from tests.browser.dashboard import Dashboard
from tests.browser.phone import Phone
from tests.browser.test_customers_phone import LISTEN, heard
from tests.browser.visitors import Visitors

pytestmark = pytest.mark.slow

HEAR = """() => {
  window.said = [];
  const place = document.getElementById("said");
  const hear = () => place.textContent && window.said.push(place.textContent);
  new MutationObserver(hear).observe(place, { childList: true });
}"""


def called_again(dashboard: Dashboard, ticket: str) -> None:
    dashboard.sets(ticket, "called", was="called")


def says(page: Page, *words: str) -> None:
    """These since one listens, and nothing else."""
    page.wait_for_function("words => window.said.join('|') === words", arg="|".join(words))


@pytest.fixture
def ticket(visitors: Visitors, dashboard: Dashboard) -> Phone:
    """Ann's, which rings."""
    phone = Phone(visitors.phone())
    phone.page.add_init_script(LISTEN)
    phone.scans(dashboard.join_url).joins("Ann", "Doctor A")
    phone.page.get_by_role("button", name="Ring when").click()
    phone.page.wait_for_function("() => window.heard.tones === 2")
    phone.page.evaluate(HEAR)
    return phone


def test_second_call_that_is_taken_back_is_no_call(ticket: Phone, dashboard: Dashboard) -> None:
    page = ticket.page
    dashboard.calls()
    expect(ticket.person("A1")).to_contain_text("It's your turn")
    dashboard.page.get_by_role("button", name="Call again: A1").click()
    expect(ticket.person("A1")).to_contain_text("second call")
    says(page, "A1: It's your turn", "A1: It's your turn, second call")
    page.get_by_text("It's your turn").first.click()
    quiet = heard(page, "tones")
    dashboard.flash.get_by_role("button", name="Undo").click()
    expect(ticket.person("A1")).not_to_contain_text("second call")
    page.wait_for_timeout(300)
    assert heard(page, "tones") == quiet
    says(page, "A1: It's your turn", "A1: It's your turn, second call")
    # The next one is a second call again.
    called_again(dashboard, "A1")
    page.wait_for_function("quiet => window.heard.tones > quiet", arg=quiet)
    says(page, *["A1: It's your turn", *["A1: It's your turn, second call"] * 2])


def test_each_further_call_is_said_however_quickly_it_comes(
    ticket: Phone, dashboard: Dashboard
) -> None:
    dashboard.calls()
    expect(dashboard.row("A1")).to_have_attribute("data-state", "called")
    for _nth in range(3):
        called_again(dashboard, "A1")
    expect(ticket.person("A1")).to_contain_text("call number 4")
    expect(ticket.page.locator("#said")).to_have_text("A1: It's your turn, call number 4")


def test_double_tap_on_again_is_one_call(ticket: Phone, dashboard: Dashboard) -> None:
    dashboard.calls()
    dashboard.page.get_by_role("button", name="Call again: A1").dblclick()
    expect(ticket.person("A1")).to_contain_text("second call")
    dashboard.page.wait_for_timeout(300)
    expect(ticket.person("A1")).to_contain_text("second call")


def test_of_a_party_whoever_is_called_is_named(visitors: Visitors, dashboard: Dashboard) -> None:
    page = visitors.phone()
    page.goto(f"{dashboard.join_url}")
    page.get_by_label("Your name").fill("Ann")
    page.get_by_role("radio", name="Doctor A").first.check()
    page.get_by_text("How many are you?").click()
    page.get_by_role("radio", name="2").or_(page.get_by_role("link", name="2")).first.click()
    page.get_by_label("Name").nth(1).fill("Ben")
    page.get_by_role("button", name="Join the line").click()
    expect(page.locator("#live")).to_have_text("Live")
    page.evaluate(HEAR)
    dashboard.calls()
    expect(page.locator("#said")).to_have_text("A1: It's your turn")
    called_again(dashboard, "A1")
    expect(page.locator("#said")).to_have_text("A1: It's your turn, second call")
    dashboard.calls()
    expect(page.locator("#said")).to_have_text("A2: It's your turn")
    called_again(dashboard, "A2")
    expect(page.locator("#said")).to_have_text("A2: It's your turn, second call")


def test_board_shows_a_second_call_though_the_first_is_amber_still(
    board: Page, dashboard: Dashboard
) -> None:
    dashboard.adds("Ann", "Ben")
    dashboard.calls()
    expect(board.locator(".lane.fresh")).to_have_count(1)
    board.evaluate("""() => {
      window.dark = 0;
      const look = (at) => {
        if (document.querySelector(".lane.fresh")) window.last = at;
        else window.dark = Math.max(window.dark, at - window.last);
        requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    }""")
    called_again(dashboard, "A1")
    # Longer than a blink of an eye, and then amber again.
    board.wait_for_function("() => window.dark > 200")
    expect(board.locator(".lane.fresh")).to_have_count(1)


def test_board_that_lost_its_connection_between_the_calls_says_the_second_one(
    visitors: Visitors, dashboard: Dashboard, server: Server
) -> None:
    visitors.excuse("net::ERR_", "htmx:")
    dashboard.adds("Ann")
    with Road(server.port) as road:
        page = visitors.page()
        page.clock.install()
        page.goto(f"http://localhost:{road.port}{urlsplit(dashboard.board_url).path}")
        expect(page.locator("#live")).to_have_text("Live")
        dashboard.calls()
        expect(page.locator("#said")).to_have_text("A1: Doctor A")
        page.evaluate(HEAR)
        road.dies()
        called_again(dashboard, "A1")
        page.clock.fast_forward(31_000)
        says(page, "A1: Doctor A")


def test_screen_stays_on_after_the_system_took_its_lock_back(
    visitors: Visitors, dashboard: Dashboard
) -> None:
    page = visitors.page()
    page.add_init_script("""
      window.locks = [];
      const request = () => {
        if (window.empty) return Promise.reject(new DOMException("battery", "NotAllowedError"));
        window.locks.push({ released: false });
        return Promise.resolve(window.locks.at(-1));
      };
      Object.defineProperty(navigator, "wakeLock", { value: { request } });
    """)
    page.clock.install()
    page.goto(dashboard.board_url)
    expect(page.locator("#live")).to_have_text("Live")
    page.evaluate("() => { window.empty = true; window.locks[0].released = true }")
    page.clock.fast_forward(30_000)
    page.evaluate("() => { window.empty = false }")
    page.clock.fast_forward(30_000)
    page.clock.fast_forward(30_000)
    page.wait_for_function("() => window.locks.length === 2")
