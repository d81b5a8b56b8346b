"""What is open of one customer, where answers come late or not at all."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, expect

from tests.browser.dashboard import Dashboard
from tests.browser.visitors import Held, Late, Visitors


def more(dashboard: Dashboard, ticket: str) -> Locator:
    """What opens the panel of this one."""
    return dashboard.row(ticket).get_by_role("link", name=f"More for {ticket}")


def panel_of(dashboard: Dashboard, ticket: str) -> str:
    """Which requests are about the panel of this one."""
    id_ = (dashboard.row(ticket).get_attribute("id") or "").removeprefix("customer-")
    return f"**/store/customers/{id_}*"


def renewed_late(dashboard: Dashboard) -> Late:
    """The panel of A2 is asked for again, and the answer is on its way."""
    late = Late(dashboard.page, panel_of(dashboard, "A2"), "GET")
    with dashboard.page.expect_request(panel_of(dashboard, "A2")):
        dashboard.calls()
    return late


def arrives(dashboard: Dashboard, late: Late) -> None:
    """Now it is here, and has been read."""
    for _ in range(100):
        if late.answers:
            break
        dashboard.page.wait_for_timeout(50)
    late.let_go()
    dashboard.page.wait_for_timeout(300)


def test_focus_and_words_stay_where_somebody_has_gone_on_to_meanwhile(dashboard: Dashboard) -> None:
    dashboard.adds("Ann", "Ben")
    panel = dashboard.opens_panel("A2")
    panel.get_by_text("Correct name, phone or note").click()
    panel.get_by_label("Name").focus()
    late = renewed_late(dashboard)
    note = panel.get_by_label("Note, for the staff alone")
    note.focus()
    dashboard.page.keyboard.type("Wheel")
    arrives(dashboard, late)
    dashboard.page.keyboard.type("chair")
    expect(panel.get_by_text("· next")).to_be_visible()
    expect(note).to_have_value("Wheelchair")
    expect(note).to_be_focused()


def test_panel_is_of_whoever_was_asked_for_last(dashboard: Dashboard) -> None:
    dashboard.adds("Ann", "Ben", "Cid")
    panel = dashboard.opens_panel("A2")
    late = renewed_late(dashboard)
    panel.locator(".back").click()
    expect(dashboard.opens_panel("A3")).to_contain_text("Cid")
    arrives(dashboard, late)
    expect(panel.get_by_role("heading")).to_contain_text("A3")


def test_panel_opens_for_the_second_of_two_taps(dashboard: Dashboard) -> None:
    dashboard.adds("Ann", "Ben", "Cid")
    late = Late(dashboard.page, panel_of(dashboard, "A2"))
    more(dashboard, "A2").click()
    panel = dashboard.opens_panel("A3")
    arrives(dashboard, late)
    expect(panel.get_by_role("heading")).to_contain_text("A3")


def test_what_is_wrong_stays_to_be_read(dashboard: Dashboard, visitors: Visitors) -> None:
    visitors.excuse("status of 422")
    dashboard.adds("Ann", "Ben", "Cid")
    panel = dashboard.opens_panel("A2")
    panel.get_by_text("Correct name, phone or note").click()
    late = renewed_late(dashboard)
    panel.get_by_label("Phone", exact=True).fill("none")
    panel.get_by_role("button", name="Save").click()
    wrong = panel.locator(".error")
    expect(wrong).to_be_visible()
    arrives(dashboard, late)
    dashboard.adds("Dan")
    dashboard.sets("A1", "waiting", "called")
    dashboard.page.wait_for_timeout(300)
    expect(wrong).to_be_visible()
    expect(panel.get_by_label("Phone", exact=True)).to_have_value("none")


def test_panel_that_does_not_come_is_said_to_be_missing(
    dashboard: Dashboard, visitors: Visitors
) -> None:
    visitors.excuse("net::ERR_FAILED", "Failed to fetch")
    dashboard.adds("Ann")
    dashboard.page.route(panel_of(dashboard, "A1"), lambda route: route.abort())
    more(dashboard, "A1").click()
    expect(dashboard.flash).to_contain_text("That didn't get through")
    dashboard.page.unroute(panel_of(dashboard, "A1"))
    dashboard.opens_panel("A1")


def test_panel_opens_while_the_page_looks_for_what_it_missed(dashboard: Dashboard) -> None:
    dashboard.adds("Ann")
    expect(dashboard.rows).to_have_count(1)
    look = Held(dashboard.page, re.compile(r"/store$"))
    with dashboard.page.expect_request(re.compile(r"/store$")):
        dashboard.page.evaluate("() => dispatchEvent(new Event('online'))")
    more(dashboard, "A1").click()
    expect(dashboard.page.get_by_role("dialog")).to_be_visible(timeout=2000)
    look.let_go()


def test_panel_follows_somebody_of_whom_the_page_tells_no_more(dashboard: Dashboard) -> None:
    dashboard.adds("Ann", "Ben")
    id_ = panel_of(dashboard, "A1").strip("*")
    elsewhere = (dashboard.card("Doctor B").get_by_role("link").get_attribute("href") or "")[14:]
    panel = dashboard.opens_panel("A1")
    dashboard._posts(f"{id_}/queue", to=elsewhere)
    dashboard._posts(f"{id_}/state", state="served", was="waiting")
    expect(panel.get_by_text("Now done.")).to_be_visible()
    was = {"was_name": "Ann", "was_phone": "", "was_note": ""}
    dashboard._posts(id_, name="Anne", phone="", note="", **was)
    expect(panel.get_by_role("heading")).to_contain_text("Anne", timeout=15_000)


def test_closed_panel_leaves_the_focus_with_its_row_though_that_has_moved(
    dashboard: Dashboard,
) -> None:
    dashboard.adds("Ann", "Ben", "Cid")
    panel = dashboard.opens_panel("A3")
    dashboard.sets("A1", "called", "waiting")
    dashboard.sets("A3", "called", "waiting")
    expect(panel.get_by_text("Now called.")).to_be_visible()
    dashboard.page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(dashboard.page.locator("tr:focus, tr :focus")).to_have_count(1)
