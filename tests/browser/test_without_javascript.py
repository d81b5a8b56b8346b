"""Both halves of the story with JavaScript off: links, forms, pages that renew themselves."""

import re

import pytest
from playwright.sync_api import Page, expect

from testing.mailbox import Mailbox, text_of
from tests.browser.people import PASSWORD, Dashboard, Phone
from tests.browser.visitors import Visitors


@pytest.fixture
def page(visitors: Visitors) -> Page:
    """The owner's browser without JavaScript."""
    return visitors.page(java_script_enabled=False)


@pytest.fixture
def plain(page: Page) -> Dashboard:
    """The owner in front of it, with an open store."""
    return Dashboard(page).opens("Test Clinic", queues=["Doctor A", "Doctor B"])


def renews_itself(page: Page, seconds: int) -> bool:
    """Whether the browser is told to load the page again every so often."""
    return page.locator(f"meta[http-equiv=refresh][content^='{seconds}']").count() == 1


def renew(page: Page) -> None:
    """Follow the page's own link, for who doesn't want to wait for that."""
    # Playwright looks for roles and texts only where scripts run.
    expect(page.locator("noscript p")).to_contain_text("renews itself every 15 seconds")
    page.locator("noscript a").first.click()


def test_customers_join_watch_and_leave(visitors: Visitors, dashboard: Dashboard) -> None:
    # The first customer joins alone; the owner sees it without reloading, JavaScript is there.
    ann = Phone(visitors.phone(java_script_enabled=False)).scans(dashboard.join_url)
    expect(ann.page.get_by_label("Doctor A")).not_to_be_checked()
    ann.joins("Ann", "Doctor A")
    expect(ann.slip("A1")).to_contain_text("You're next")
    expect(dashboard.row("A1")).to_contain_text("Ann")
    assert renews_itself(ann.page, 15)

    # Then a party of three, with one form, one of them for the other doctor.
    party = Phone(visitors.phone(java_script_enabled=False)).scans(dashboard.join_url)
    expect(party.page.get_by_role("group", name="Person 2")).to_be_hidden()
    party.page.get_by_text("3", exact=True).click()
    for person, name in (("Person 2", "Ben"), ("Person 3", "Cy")):
        party.page.get_by_role("group", name=person).get_by_label("Name").fill(name)
    other_line = party.page.get_by_role("group", name="Person 3").get_by_label("Line")
    other_line.select_option(label="Doctor B")
    party.joins("Bea", "Doctor A")
    expect(party.slip("A2")).to_contain_text("Doctor A · Bea A2 1 person ahead of you")
    expect(party.slip("A3")).to_contain_text("Doctor A · Ben A3 2 people ahead of you")
    expect(party.slip("B1")).to_contain_text("Doctor B · Cy B1 You're next")

    # Ann is called. Her page says so when it is renewed, by itself or by hand.
    dashboard.call_next("Doctor A").click()
    expect(dashboard.row("A1")).to_have_attribute("data-state", "called")
    renew(ann.page)
    expect(ann.slip("A1")).to_contain_text("It's your turn A1 Ann Please go to Doctor A")

    # One of the three leaves, the others stay.
    party.page.get_by_role("link", name="Leave the line").click()
    party.page.get_by_role("button", name="A2 · Bea").click()
    expect(party.slip("A2")).to_contain_text("left")
    expect(party.slip("A3")).to_contain_text("You're next")
    expect(dashboard.row("A2")).to_have_attribute("data-state", "left")

    # Then all of them. Nothing is left to leave.
    party.page.get_by_role("link", name="Leave the line").click()
    party.page.get_by_role("button", name="Leave the line (3)").click()
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
    expect(phone.slip("B2")).to_contain_text("1 person ahead of you")


def test_owner_who_forgot_something_is_told_and_types_nothing_twice(
    visitors: Visitors, page: Page
) -> None:
    visitors.excuse("status of 422")
    page.goto("/open")
    page.get_by_label("Name of the store").fill("Test Clinic")
    page.get_by_label("Queues").fill("Doctor A\nDoctor A")
    page.get_by_label("Time zone").select_option("Asia/Taipei")
    page.get_by_label("E-mail").fill("owner")
    page.get_by_role("button", name="Open the store").click()
    for label in ("Queues", "E-mail", "Password"):
        expect(page.get_by_label(label)).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("Name of the store")).to_have_value("Test Clinic")
    expect(page.get_by_label("Time zone")).to_have_value("Asia/Taipei")


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
    expect(ann.slip("A1")).to_contain_text("1 person ahead of you")
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


def test_owner_calls_the_next_and_serves(visitors: Visitors, plain: Dashboard) -> None:
    assert renews_itself(plain.page, 30)
    ann = Phone(visitors.phone()).scans(plain.join_url).joins("Ann", "Doctor A")
    plain.page.reload()
    expect(plain.row("A1")).to_contain_text("Ann")
    plain.call_next("Doctor A").click()
    expect(plain.row("A1")).to_have_attribute("data-state", "called")
    expect(ann.slip("A1")).to_contain_text("It's your turn")
    plain.row("A1").get_by_role("button", name="Served").click()
    expect(plain.row("A1")).to_have_attribute("data-state", "served")
    expect(ann.slip("A1")).to_contain_text("Served. Thank you for coming.")
    # With nobody left the button says so by not being there to press.
    expect(plain.call_next("Doctor A")).to_be_disabled()


def test_owner_sets_any_state_on_the_customers_page(plain: Dashboard) -> None:
    plain.adds("Ann")
    plain.page.reload()
    for word, state in (
        ("called", "called"),
        ("served", "served"),
        ("no-show", "no_show"),
        ("left", "left"),
        ("removed", "removed"),
        ("waiting", "waiting"),
    ):
        plain.row("A1").get_by_role("link", name="More for A1").click()
        expect(plain.page.get_by_role("heading", name="A1 Ann")).to_be_visible()
        plain.page.get_by_role("button", name=word, exact=True).click()
        expect(plain.row("A1")).to_have_attribute("data-state", state)


def test_owner_adds_a_walk_in(visitors: Visitors, plain: Dashboard) -> None:
    visitors.excuse("status of 422")
    page = plain.page
    page.get_by_role("link", name="Doctor B").click()
    page.get_by_text("+ Walk-in").click()
    page.get_by_label("Phone").fill("0932 111 222")
    page.get_by_role("button", name="Add to the line").click()
    # The name is missing; what was typed is kept, unfolded.
    expect(page.get_by_label("Name")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("Phone")).to_have_value("0932 111 222")
    page.get_by_label("Name").fill("Mrs. Okafor")
    page.get_by_role("button", name="Add to the line").click()
    expect(plain.row("B1")).to_contain_text("Mrs. Okafor")
    expect(plain.row("B1")).to_contain_text("walk-in")
    expect(page.get_by_label("Name")).to_be_hidden()


def test_owner_changes_what_customers_read(visitors: Visitors, plain: Dashboard) -> None:
    page = plain.page
    page.get_by_role("link", name="Settings").click()
    page.get_by_label("Name of the store").fill("Corner Clinic")
    page.get_by_label("Description").fill("Have your card ready.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Corner Clinic")).to_be_visible()
    phone = Phone(visitors.phone(java_script_enabled=False)).scans(plain.join_url)
    expect(phone.page.get_by_role("heading", name="Corner Clinic")).to_be_visible()
    expect(phone.page.get_by_text("Have your card ready.")).to_be_visible()


def test_owner_signs_out_in_again_and_closes(visitors: Visitors, plain: Dashboard) -> None:
    visitors.excuse("status of 410")
    ann = (
        Phone(visitors.phone(java_script_enabled=False))
        .scans(plain.join_url)
        .joins("Ann", "Doctor A")
    )
    page = plain.page
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(re.compile("/$"))
    plain.signs_in(plain.email)
    page.get_by_role("link", name="Close store").click()
    expect(page.get_by_text("1 person is still in line")).to_be_visible()
    page.get_by_role("link", name="Keep it open").click()
    page.get_by_role("link", name="Close store").click()
    page.get_by_role("button", name="Close the store").click()
    expect(page.get_by_role("heading", name="Test Clinic is closed")).to_be_visible()
    renew(ann.page)
    expect(ann.page.get_by_role("heading", name="The store has closed")).to_be_visible()


def test_owner_corrects_the_address_confirms_it_and_opens_again_with_one_click(
    visitors: Visitors, plain: Dashboard, mailbox: Mailbox
) -> None:
    page, right = plain.page, f"right-{plain.email}"
    page.get_by_role("link", name="Correct it or send the mail again").click()
    page.get_by_label("E-mail").fill(right)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Save the address").click()
    expect(page.get_by_text(f"on its way to {right}")).to_be_visible()

    phone = visitors.phone(java_script_enabled=False)
    phone.goto(link_in(mailbox, "is open", right))
    phone.get_by_role("button", name="Yes, this is my address").click()
    expect(phone.get_by_role("heading", name="The address is confirmed")).to_be_visible()
    page.reload()
    expect(page.get_by_text(f"Is {right} right?")).to_have_count(0)

    plain.closes()
    page.goto(link_in(mailbox, "report of", right))
    expect(page.get_by_label("Queues")).to_have_value("Doctor A\nDoctor B")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Open the store").click()
    expect(page.get_by_role("heading", level=1, name="Test Clinic")).to_be_visible()


def link_in(mailbox: Mailbox, subject: str, address: str) -> str:
    """The one link that only this owner has."""
    mail = text_of(mailbox.wait_for(subject, to=address))
    found = re.search(r"http\S+/(confirm/|open\?again=)\S+", mail)
    assert found is not None
    return found[0]
