"""The owner pauses a queue or the store and tells everybody why; every open page follows."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.dashboard import Dashboard
from tests.browser.phone import Phone
from tests.browser.renewing import mark, still_marked
from tests.browser.visitors import Visitors


def pause_button(dashboard: Dashboard) -> Locator:
    return dashboard.opens_queue_menu().get_by_role("button", name=re.compile("Pause|Resume"))


def test_queue_is_paused_and_resumed_behind_its_menu(dashboard: Dashboard, board: Page) -> None:
    dashboard.card("Doctor B").get_by_role("link").click()
    expect(dashboard.live).to_have_text("Live")
    mark(dashboard.page)
    pause_button(dashboard).click()
    expect(dashboard.card("Doctor B")).to_contain_text("paused")
    expect(board.locator(".lane").nth(1)).to_contain_text("no new joins")
    # Sooner it would count as the same press, made twice by accident.
    dashboard.page.wait_for_timeout(600)
    pause_button(dashboard).click()
    expect(dashboard.card("Doctor B")).not_to_contain_text("paused")
    expect(board.get_by_text("no new joins")).to_have_count(0)
    assert still_marked(dashboard.page)


def test_one_tap_pauses_the_store_and_one_resumes_it(dashboard: Dashboard, board: Page) -> None:
    mark(dashboard.page)
    dashboard.page.get_by_role("button", name="Pause joining", exact=True).click()
    expect(dashboard.page.get_by_text("Joining is paused.")).to_be_visible()
    expect(board.get_by_text("Nobody can join just now")).to_be_visible()
    expect(board.get_by_text("Scan to join the line")).to_have_count(0)
    expect(board.get_by_role("list", name="Numbers being called")).to_contain_text("Doctor B")
    dashboard.page.get_by_role("button", name="Resume joining", exact=True).click()
    expect(board.get_by_text("Scan to join the line")).to_be_visible()
    expect(dashboard.page.get_by_text("Joining is paused.")).to_be_hidden()
    assert still_marked(dashboard.page)


def test_thumb_pauses_the_chosen_queue_on_a_phone(visitors: Visitors, dashboard: Dashboard) -> None:
    phone = Dashboard(visitors.phone(storage_state=dashboard.page.context.storage_state()))
    phone.page.goto("/store")
    pause_button(phone).click()
    expect(phone.card("Doctor A")).to_contain_text("paused")
    expect(dashboard.card("Doctor A")).to_contain_text("paused")


def test_customer_who_was_typing_when_the_queue_was_paused_joins_another(
    visitors: Visitors, dashboard: Dashboard
) -> None:
    visitors.excuse("status of 422")
    phone = Phone(visitors.phone(java_script_enabled=False)).scans(dashboard.join_url)
    phone.page.get_by_label("Your name").fill("Ann")
    phone.page.get_by_role("radio", name="Doctor A").check()
    dashboard.pauses("Doctor A")
    phone.page.get_by_role("button", name="Join the line").click()
    expect(phone.page.get_by_text("Nobody can join Doctor A just now.")).to_be_visible()
    phone.joins("Ann", "Doctor B")
    expect(phone.person("B1")).to_be_visible()


def test_notice_reaches_everybody_while_the_form_stays_ready(
    visitors: Visitors, dashboard: Dashboard, board: Page
) -> None:
    ann = Phone(visitors.phone()).scans(dashboard.join_url).joins("Ann", "Doctor A").page
    expect(ann.locator("#live")).to_have_text("Live")
    dashboard.page.get_by_text("Running late?").click()
    announcement = dashboard.page.get_by_label("What should everybody know?")
    announcement.fill("We are 20 minutes late.")
    # Somebody joins meanwhile: what is typed stays.
    dashboard.adds("Ben")
    expect(dashboard.row("A2")).to_be_visible()
    expect(announcement).to_have_value("We are 20 minutes late.")
    announcement.press("Enter")
    for page in (ann, board):
        expect(page.get_by_text("We are 20 minutes late.")).to_be_visible()
    expect(dashboard.page.get_by_text("Everybody reads:")).to_be_visible()
    expect(announcement).to_be_hidden()
    # Enter sent the announcement and called nobody.
    expect(dashboard.row("A1")).to_have_attribute("data-state", "waiting")
    dashboard.page.get_by_role("button", name="Remove this message").click()
    for page in (ann, board):
        expect(page.get_by_text("We are 20 minutes late.")).to_be_hidden()
