"""Customers with JavaScript off: links, forms, pages that renew themselves."""

import pytest
from playwright.sync_api import expect

from tests.browser.dashboard import Dashboard
from tests.browser.phone import Phone
from tests.browser.renewing import renew, renews_itself
from tests.browser.visitors import Visitors


def test_customers_join_watch_and_leave(visitors: Visitors, dashboard: Dashboard) -> None:
    # The first customer joins alone; the owner sees it without reloading, JavaScript is there.
    ann = Phone(visitors.phone(java_script_enabled=False)).scans(dashboard.join_url)
    expect(ann.page.get_by_label("Doctor A")).not_to_be_checked()
    ann.joins("Ann", "Doctor A")
    expect(ann.person("A1")).to_contain_text("You're next")
    expect(dashboard.row("A1")).to_contain_text("Ann")
    assert renews_itself(ann.page, 15)
    # Nothing is said of a sound that can't come.
    expect(ann.page.get_by_text("silent mode")).to_be_hidden()

    # Then a party of three, with one form, one of them for the other doctor.
    party = Phone(visitors.phone(java_script_enabled=False)).scans(dashboard.join_url)
    expect(party.page.get_by_role("group", name="Person 2")).to_be_hidden()
    party.page.get_by_text("3", exact=True).click()
    for person, name in (("Person 2", "Ben"), ("Person 3", "Cy")):
        party.page.get_by_role("group", name=person).get_by_label("Name").fill(name)
    other_line = party.page.get_by_role("group", name="Person 3").get_by_label("Line")
    other_line.select_option(label="Doctor B")
    party.joins("Bea", "Doctor A")
    expect(party.person("A2")).to_contain_text("A2 Bea · Doctor A 1 person ahead of you")
    expect(party.person("A3")).to_contain_text("A3 Ben · Doctor A 2 people ahead of you")
    expect(party.person("B1")).to_contain_text("B1 Cy You're next")

    # Ann is called. Her page says so when it is renewed, by itself or by hand.
    dashboard.call_next("Doctor A").click()
    expect(dashboard.row("A1")).to_have_attribute("data-state", "called")
    renew(ann.page)
    expect(ann.person("A1")).to_contain_text("It's your turn A1 Ann Please go to Doctor A")

    # One of the three leaves, the others stay.
    party.page.get_by_role("link", name="Leave the line").click()
    party.page.get_by_label("A3 · Ben").uncheck()
    party.page.get_by_label("B1 · Cy").uncheck()
    party.page.get_by_role("button", name="Leave the line").click()
    expect(party.person("A2")).to_contain_text("left")
    expect(party.person("A3")).to_contain_text("You're next")
    expect(dashboard.row("A2")).to_have_attribute("data-state", "left")

    # Then all of them. Nothing is left to leave.
    party.page.get_by_role("link", name="Leave the line").click()
    party.page.get_by_role("button", name="Leave the line (2)").click()
    expect(party.page.locator("article[data-state=left]")).to_have_count(3)
    expect(party.page.get_by_role("link", name="Leave the line")).to_have_count(0)
    expect(dashboard.row("B1")).to_have_count(0)
    expect(dashboard.card("Doctor B")).to_contain_text("0 waiting")


def test_customer_who_forgot_something_is_told_and_types_nothing_twice(
    visitors: Visitors, dashboard: Dashboard
) -> None:
    visitors.excuse("status of 422")
    phone = Phone(visitors.phone(java_script_enabled=False)).scans(dashboard.join_url)
    phone.page.get_by_text("2", exact=True).click()
    phone.page.get_by_label("Your name").fill("Ann")
    phone.page.get_by_label("Phone").first.fill("call me")
    phone.page.get_by_role("radio", name="Doctor B").check()
    second = phone.page.get_by_role("group", name="Person 2")
    second.get_by_label("Name").fill("Ben")
    phone.page.get_by_role("button", name="Join the line").click()
    expect(phone.page.get_by_label("Phone").first).to_have_attribute("aria-invalid", "true")
    expect(phone.page.get_by_label("Your name")).to_have_value("Ann")
    expect(phone.page.get_by_role("radio", name="Doctor B")).to_be_checked()
    # What was unfolded stays so.
    expect(second.get_by_label("Name")).to_have_value("Ben")
    expect(second.get_by_label("Name")).to_be_visible()
    phone.joins("Ann", "Doctor B")
    expect(phone.person("B2")).to_contain_text("1 person ahead of you")


@pytest.mark.long  # tests/customer/test_postponing.py has no script either
def test_customer_lets_others_go_first(visitors: Visitors, dashboard: Dashboard) -> None:
    ann = Phone(visitors.phone(java_script_enabled=False)).scans(dashboard.join_url)
    ann.joins("Ann", "Doctor A")
    expect(ann.page.locator("a", has_text="I need more time")).to_have_count(0)
    dashboard.adds("Ben", "Cy")
    renew(ann.page)
    ann.page.get_by_role("link", name="I need more time").click()
    ann.page.get_by_role("button", name="Let 1 person go first").click()
    expect(ann.page.locator("h1")).to_have_text("You let 1 person go first: now 1 is ahead")
    ann.page.get_by_role("link", name="Back to my ticket").click()
    expect(ann.person("A1")).to_contain_text("1 person ahead of you")
    expect(dashboard.rows.nth(0)).to_contain_text("Ben")
    expect(dashboard.rows.nth(1)).to_contain_text("Ann")


def test_customer_stops_the_page_from_renewing_itself(
    visitors: Visitors, dashboard: Dashboard
) -> None:
    ann = Phone(visitors.phone(java_script_enabled=False)).scans(dashboard.join_url)
    page = ann.joins("Ann", "Doctor A").page
    assert renews_itself(page, 15)
    page.locator("noscript a", has_text="Don't renew it").click()
    expect(page.locator("noscript p")).to_contain_text("This page doesn't renew itself.")
    expect(page.locator("meta[http-equiv=refresh]")).to_have_count(0)
    page.locator("noscript a", has_text="Every 60 seconds").click()
    assert renews_itself(page, 60)
