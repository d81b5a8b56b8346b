"""What the owner's dashboard does by itself: minutes go on, it says what to do first, it prints;
and nothing is shown that can't work."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.dashboard import Dashboard
from tests.browser.phone import Phone
from tests.browser.visitors import Visitors

BASELINES = """() => ["#live", "#until"].map(which => {
    const part = document.querySelector(which);
    const words = document.createElement("span");
    words.append(...part.childNodes);
    part.append(words);
    const foot = document.createElement("span");
    foot.style.display = "inline-block";
    words.append(foot);
    return foot.getBoundingClientRect().bottom;
})"""
"""Where the words below the name of the store stand, in pixels from the top."""


def test_minutes_go_on_by_themselves(visitors: Visitors, dashboard: Dashboard) -> None:
    # Whatever the page asks for while the clock jumps takes an hour.
    visitors.excuse("htmx:error: timeout", "htmx:sse:error")
    page = dashboard.page
    page.clock.install()
    page.reload()
    expect(dashboard.live).to_have_text("Live")
    dashboard.adds("Ann", "Ben")
    dashboard.calls()
    expect(dashboard.row("A1").locator(".pill")).to_have_text("called · just now")
    page.clock.fast_forward(timedelta(minutes=12).seconds * 1000)
    expect(dashboard.row("A1").locator(".pill")).to_have_text("called · 12 min")
    expect(dashboard.row("A2").locator(".wait")).to_contain_text("12 min")
    expect(page.locator("#today")).to_contain_text("A2 · 12 min")
    page.clock.fast_forward(timedelta(minutes=53).seconds * 1000)
    expect(dashboard.row("A2").locator(".wait")).to_contain_text("1 h 5 min")
    # No screen reader is told each minute.
    assert page.locator("[aria-live] time, [role=status] time, [role=alert] time").count() == 0


def test_minutes_are_right_on_a_computer_whose_clock_is_wrong(dashboard: Dashboard) -> None:
    dashboard.adds("Ann")
    page = dashboard.page
    page.add_init_script("const now = Date.now; Date.now = () => now() + 5 * 3600 * 1000;")
    page.reload()
    expect(dashboard.live).to_have_text("Live")
    expect(dashboard.row("A1").locator(".wait")).to_contain_text("just now")


def test_title_counts_who_waits(visitors: Visitors, dashboard: Dashboard) -> None:
    expect(dashboard.page).to_have_title("Test Clinic")
    dashboard.adds("Ann", "Ben")
    expect(dashboard.page).to_have_title("(2) Test Clinic")
    dashboard.calls()
    expect(dashboard.page).to_have_title("(1) Test Clinic")
    colleague = visitors.page(storage_state=dashboard.page.context.storage_state())
    colleague.goto("/store")
    expect(colleague).to_have_title("(1) Test Clinic")
    expect(Dashboard(colleague).live).to_have_text("Live")
    dashboard.closes()
    expect(colleague).to_have_title("Your store has closed · Test Clinic")


def test_new_owner_is_led_through_the_first_minutes(
    visitors: Visitors, dashboard: Dashboard
) -> None:
    page = dashboard.page
    steps = page.get_by_role("region", name="Your first five minutes")
    done = steps.get_by_role("listitem").filter(has_text=re.compile("done"))
    expect(steps).to_be_visible()
    expect(done).to_have_count(0)
    phone = Phone(visitors.phone()).scans(dashboard.join_url)
    expect(done).to_have_text([re.compile("Put the code on a screen")])
    phone.joins("Ann", "Doctor A")
    expect(done).to_have_count(2)
    steps.get_by_role("link", name="Add a walk-in").click()
    expect(page.get_by_label("Name")).to_be_focused()
    page.keyboard.type("Ben")
    page.keyboard.press("Enter")
    expect(dashboard.row("A2")).to_contain_text("Ben")
    expect(done).to_have_count(3)
    dashboard.call_next("Doctor A").click()
    expect(steps).to_be_hidden()


def test_owner_prints_a_slip_right_after_adding_somebody(dashboard: Dashboard) -> None:
    page = dashboard.page
    page.get_by_text("+ Walk-in").click()
    page.get_by_label("Name").fill("Old Ben")
    page.keyboard.press("Enter")
    with page.expect_popup() as opened:
        page.locator("#flash").get_by_role("link", name="Print a slip").click()
    slip = opened.value
    slip.add_init_script("window.print = () => { window.printed = true; }")
    slip.reload()
    expect(slip.get_by_role("article", name="Slip")).to_contain_text("A1")
    slip.get_by_role("button", name="Print").click()
    assert slip.evaluate("() => window.printed")
    # The form is ready for the next, and the offer goes with the next one's.
    expect(page.get_by_label("Name")).to_have_value("")
    panel = dashboard.opens_panel("A1")
    expect(panel.get_by_role("link", name="Print a slip")).to_be_visible()
    panel.get_by_role("button", name="Back to the line").click()


PAPERS = (("58mm", "150mm"), ("80mm", "150mm"), ("105mm", "148mm"))
"""Rolls of two widths, and A6."""


def test_slip_fits_on_one_piece_of_paper(dashboard: Dashboard) -> None:
    dashboard.page.get_by_text("+ Walk-in").click()
    dashboard.page.get_by_label("Name").fill("Old Ben")
    dashboard.page.keyboard.press("Enter")
    link = dashboard.page.locator("#flash").get_by_role("link", name="Print a slip")
    dashboard.page.goto(link.get_attribute("href") or "")
    for width, height in PAPERS:
        pdf = dashboard.page.pdf(width=width, height=height)
        assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1, width
    dashboard.page.emulate_media(media="print")
    wide = "() => document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"
    for width, _height in PAPERS:
        inches = float(width.removesuffix("mm")) / 25.4
        dashboard.page.set_viewport_size({"width": round((inches - 8 / 25.4) * 96), "height": 600})
        assert dashboard.page.evaluate(wide) <= 0, width
    expect(dashboard.page.get_by_role("button", name="Print")).to_be_hidden()
    expect(dashboard.page.get_by_text("Queue System")).to_be_hidden()


def test_paper_carries_no_code_that_the_next_scan_uses_up(
    visitors: Visitors, dashboard: Dashboard
) -> None:
    dashboard.adds("Ann")
    board = visitors.page()
    board.goto(dashboard.board_url)
    for page in (board, dashboard.page):
        page.emulate_media(media="print")
        expect(page.locator("figure[data-join-url]")).to_be_hidden()
    expect(board.get_by_text("It changes after every scan, so it is not printed.")).to_be_visible()
    expect(board.get_by_role("listitem").filter(has_text="Doctor A")).to_be_visible()
    # The dashboard's paper is the line, to go on by hand.
    expect(dashboard.row("A1")).to_contain_text("Ann")
    expect(dashboard.row("A1").get_by_role("button", name="Call")).to_be_hidden()


def test_without_javascript_nothing_is_shown_that_needs_it(
    visitors: Visitors, dashboard: Dashboard
) -> None:
    dashboard.adds("Ann")
    state = dashboard.page.context.storage_state()
    page = visitors.page(java_script_enabled=False, storage_state=state)
    page.goto("/store")
    expect(page.get_by_role("button", name="Sound")).to_be_hidden()
    expect(page.locator("#live")).to_be_hidden()
    expect(page).to_have_title("(1) Test Clinic")
    expect(page.locator("tr .wait")).to_contain_text("just now")
    expect(page.get_by_role("img", name=re.compile("^Joined"))).to_be_visible()
    page.get_by_text("+ Walk-in").click()
    page.get_by_label("Name").fill("Ben")
    page.get_by_role("button", name="Add to the line").click()
    expect(page.locator("#flash")).to_contain_text("A2 Ben is in line.")
    slip = page.get_by_role("link", name="Print a slip").get_attribute("href") or ""
    page.goto(slip)
    expect(page.get_by_role("button", name="Print")).to_be_hidden()
    expect(page.locator("noscript p")).to_be_visible()


def test_chart_has_a_table_that_stays_open(dashboard: Dashboard) -> None:
    dashboard.adds("Ann")
    today = dashboard.page.get_by_role("region", name="Today so far")
    today.get_by_text("As a table").click()
    expect(today.get_by_role("row")).to_have_count(2)
    dashboard.adds("Ben")
    expect(today.get_by_role("row").last).to_contain_text("2")
    expect(today.get_by_role("table")).to_be_visible()


def test_words_below_the_name_stand_on_one_line(dashboard: Dashboard) -> None:
    for width in (390, 1280):
        dashboard.page.set_viewport_size({"width": width, "height": 800})
        live, until = dashboard.page.evaluate(BASELINES)
        assert until == pytest.approx(live, abs=0.5), width
