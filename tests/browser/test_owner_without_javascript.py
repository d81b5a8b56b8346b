"""Owners with JavaScript off: links, forms, pages that renew themselves.

In every run one of them works at the counter and one reads on a phone. What else there is to press
is pressed without any script by all of `tests/owner` and `tests/account`; here, when time allows.
"""

import re

import pytest
from playwright.sync_api import Page, expect

from testing.mailbox import Mailbox, text_of
from tests.browser.dashboard import PASSWORD, Dashboard
from tests.browser.phone import Phone
from tests.browser.renewing import renew, renews_itself
from tests.browser.visitors import Visitors


@pytest.fixture
def page(visitors: Visitors) -> Page:
    """The owner's browser without JavaScript."""
    return visitors.page(java_script_enabled=False)


@pytest.fixture
def plain(page: Page) -> Dashboard:
    """The owner in front of it, with an open store."""
    return Dashboard(page).opens("Test Clinic", queues=["Doctor A", "Doctor B"])


@pytest.mark.long
def test_owner_who_forgot_something_is_told_and_types_nothing_twice(
    visitors: Visitors, page: Page
) -> None:
    visitors.excuse("status of 422")
    page.goto("/open")
    page.get_by_label("Name of the store").fill("Test Clinic")
    page.get_by_label("Queues").fill("Doctor A\nDoctor A")
    # Without scripts nothing else says that the time zone is in there, and nobody else fills it in.
    expect(page.locator("noscript .hint")).to_contain_text("Please check the time zone.")
    expect(page.locator("noscript .hint")).to_be_visible()
    page.get_by_text("More: time zone and description").click()
    page.get_by_label("Time zone").select_option("Asia/Taipei")
    page.get_by_label("E-mail").fill("owner")
    page.get_by_role("button", name="Open the store").click()
    for label in ("Queues", "E-mail", "Password"):
        expect(page.get_by_label(label)).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("Name of the store")).to_have_value("Test Clinic")
    expect(page.get_by_label("Time zone")).to_be_visible()
    expect(page.get_by_label("Time zone")).to_have_value("Asia/Taipei")


def test_owner_calls_the_next_and_serves(visitors: Visitors, plain: Dashboard) -> None:
    assert renews_itself(plain.page, 30)
    ann = Phone(visitors.phone()).scans(plain.join_url).joins("Ann", "Doctor A")
    plain.page.reload()
    expect(plain.row("A1")).to_contain_text("Ann")
    plain.call_next("Doctor A").click()
    expect(plain.row("A1")).to_have_attribute("data-state", "called")
    expect(ann.person("A1")).to_contain_text("It's your turn")
    plain.row("A1").get_by_role("button", name="Done").click()
    expect(plain.row("A1")).to_have_attribute("data-state", "served")
    expect(ann.person("A1")).to_contain_text("Done. Thank you for coming.")
    # With nobody left the page says so where the button was.
    expect(plain.page.locator("#next")).to_contain_text("Nobody is waiting.")
    expect(plain.call_next("Doctor A")).to_have_count(0)


@pytest.mark.long
def test_owner_sets_any_state_on_the_customers_page(plain: Dashboard) -> None:
    plain.adds("Ann")
    plain.page.reload()
    for word, state in (
        ("Call", "called"),
        ("Done", "served"),
        ("No-show", "no_show"),
        ("Left", "left"),
        ("Remove (added by mistake)", "removed"),
        ("Back to waiting", "waiting"),
    ):
        plain.row("A1").get_by_role("link", name="More for A1").click()
        expect(plain.page.get_by_role("heading", name="A1 Ann")).to_be_visible()
        plain.page.get_by_role("button", name=word, exact=True).click()
        expect(plain.row("A1")).to_have_attribute("data-state", state)


@pytest.mark.long
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


@pytest.mark.long
def test_owner_changes_what_customers_read(visitors: Visitors, plain: Dashboard) -> None:
    page = plain.page
    plain.opens_menu().get_by_role("link", name="Settings").click()
    page.get_by_label("Name of the store").fill("Corner Clinic")
    page.get_by_label("Description").fill("Have your card ready.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Corner Clinic")).to_be_visible()
    phone = Phone(visitors.phone(java_script_enabled=False)).scans(plain.join_url)
    expect(phone.page.get_by_role("heading", name="Corner Clinic")).to_be_visible()
    expect(phone.page.get_by_text("Have your card ready.")).to_be_visible()


@pytest.mark.long
def test_owner_signs_out_in_again_and_closes(visitors: Visitors, plain: Dashboard) -> None:
    visitors.excuse("status of 410")
    ann = (
        Phone(visitors.phone(java_script_enabled=False))
        .scans(plain.join_url)
        .joins("Ann", "Doctor A")
    )
    page = plain.page
    Dashboard(page).opens_menu().get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(re.compile("/$"))
    plain.signs_in(plain.email)
    Dashboard(page).opens_menu().get_by_role("link", name="Close store").click()
    expect(page.get_by_text("1 person is still in line")).to_be_visible()
    page.get_by_role("link", name="Keep it open").click()
    Dashboard(page).opens_menu().get_by_role("link", name="Close store").click()
    page.get_by_role("button", name="Close the store").click()
    expect(page.get_by_role("heading", name="Test Clinic is closed")).to_be_visible()
    renew(ann.page)
    expect(ann.page.get_by_role("heading", name="The store has closed")).to_be_visible()


@pytest.mark.long
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


def test_owner_without_javascript_reads_and_searches_on_a_phone(visitors: Visitors) -> None:
    dashboard = Dashboard(visitors.phone(java_script_enabled=False))
    dashboard.opens("Dr. Lin Family Clinic and Dentist", queues=["Doctor A"])
    until, search = dashboard.page.locator("#until"), dashboard.page.locator("#search button")
    for shown in (until, search):
        box = shown.bounding_box()
        assert box is not None
        assert box["height"] < 60 < box["width"]


def test_owner_without_javascript_finds_moves_corrects_and_undoes(visitors: Visitors) -> None:
    dashboard = Dashboard(visitors.page(java_script_enabled=False))
    dashboard.opens("Test Clinic", queues=["Doctor A", "Doctor B"])
    page = dashboard.page
    for name in ("Ann", "Ben"):
        page.locator("#walk-in summary").click()
        page.get_by_label("Name").fill(name)
        page.get_by_role("button", name="Add to the line").click()
    dashboard.call_next("Doctor A").click()
    expect(page.locator("#flash")).to_contain_text("A1 is called.")
    page.locator("#flash button").click()
    expect(dashboard.row("A1")).to_have_attribute("data-state", "waiting")
    page.get_by_role("searchbox").fill("ben")
    page.get_by_role("searchbox").press("Enter")
    expect(page.locator("#found tbody tr")).to_have_count(1)
    page.locator("#found").get_by_role("link", name="More for A2").click()
    page.get_by_role("button", name="Up").click()
    expect(page.locator("#queue tbody th")).to_have_text(["A2", "A1"])
    dashboard.row("A2").get_by_role("link", name="More for A2").click()
    page.get_by_label("Note").fill("Knee again")
    page.get_by_role("button", name="Save").click()
    expect(dashboard.row("A2")).to_contain_text("Knee again")


def link_in(mailbox: Mailbox, subject: str, address: str) -> str:
    """The one link that only this owner has."""
    mail = text_of(mailbox.wait_for(subject, to=address))
    found = re.search(r"http\S+/(confirm/|open\?again=)\S+", mail)
    assert found is not None
    return found[0]
