"""The owner changes how the store runs, and every open page follows without being reloaded."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.people import Dashboard, Phone, mark, still_marked
from tests.browser.visitors import Visitors


@pytest.fixture
def board(visitors: Visitors, dashboard: Dashboard) -> Page:
    """The screen at the door."""
    page = visitors.page()
    page.goto(dashboard.board_url)
    expect(page.locator("#live")).to_have_text("Live")
    return page


def pause_button(dashboard: Dashboard, queue: str) -> Locator:
    return dashboard.card(queue).get_by_role("button", name=re.compile("Pause|Resume"))


def lines(page: Page) -> Locator:
    """The queues of the list of queues on the settings page."""
    return page.locator(".queue-list li bdi")


def test_one_tap_pauses_a_queue_and_one_resumes_it(dashboard: Dashboard, board: Page) -> None:
    mark(dashboard.page)
    pause_button(dashboard, "Doctor B").click()
    expect(dashboard.card("Doctor B")).to_contain_text("paused")
    expect(board.locator(".lane").nth(1)).to_contain_text("no new joins")
    # Sooner it would count as the same press, made twice by accident.
    dashboard.page.wait_for_timeout(600)
    pause_button(dashboard, "Doctor B").click()
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
    phone.page.get_by_role("button", name="Pause joining: Doctor A").click()
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
    expect(phone.slip("B1")).to_be_visible()


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
    dashboard.page.get_by_role("button", name="Take it back").click()
    for page in (ann, board):
        expect(page.get_by_text("We are 20 minutes late.")).to_be_hidden()


def test_queue_is_moved_by_keyboard_without_losing_the_place(
    dashboard: Dashboard, board: Page
) -> None:
    page = dashboard.page
    page.goto("/store/settings")
    mark(page)
    down = page.get_by_role("button", name="Move down: Doctor A")
    down.focus()
    page.keyboard.press("Enter")
    expect(lines(page)).to_have_text(["Doctor B", "Doctor A"])
    expect(board.locator(".lane h2")).to_have_text(["Doctor B", "Doctor A"])
    # Sooner it would count as the same press, made twice by accident.
    page.wait_for_timeout(600)
    up = page.get_by_role("button", name="Move up: Doctor A")
    up.focus()
    page.keyboard.press("Enter")
    expect(lines(page)).to_have_text(["Doctor A", "Doctor B"])
    assert still_marked(page)


def test_what_is_typed_stays_while_queues_are_added(
    visitors: Visitors, dashboard: Dashboard
) -> None:
    visitors.excuse("status of 422")
    page = dashboard.page
    page.goto("/store/settings")
    name, new = page.get_by_label("Name of the store"), page.get_by_label("New queue")
    name.fill("Corner Clinic")
    new.fill("Vaccines")
    new.press("Enter")
    expect(lines(page)).to_have_text(["Doctor A", "Doctor B", "Vaccines"])
    expect(new).to_have_value("")
    expect(new).to_be_focused()
    new.fill("vaccines")
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_text("There is a queue of this name already.")).to_be_visible()
    expect(name).to_have_value("Corner Clinic")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Corner Clinic")).to_be_visible()


def test_device_that_was_slower_is_told_beside_the_field(
    visitors: Visitors, dashboard: Dashboard
) -> None:
    visitors.excuse("status of 409")
    tablet = visitors.page(storage_state=dashboard.page.context.storage_state())
    for page in (dashboard.page, tablet):
        page.goto("/store/settings")
    dashboard.page.get_by_label("Name of the store").fill("Corner Clinic")
    dashboard.page.get_by_label("By number and initials").check()
    dashboard.page.get_by_role("button", name="Save").click()
    expect(dashboard.page.get_by_role("heading", name="Corner Clinic")).to_be_visible()
    tablet.get_by_label("Description").fill("Closed at noon.")
    tablet.get_by_label("Name of the store").fill("Market Clinic")
    tablet.get_by_role("button", name="Save").click()
    expect(tablet.get_by_text("changed this to “Corner Clinic”")).to_be_visible()
    expect(tablet.get_by_label("Name of the store")).to_be_focused()
    tablet.get_by_label("Name of the store").fill("Corner Clinic")
    tablet.get_by_role("button", name="Save").click()
    expect(tablet.get_by_role("heading", name="Corner Clinic")).to_be_visible()
    expect(tablet.get_by_text("Closed at noon.")).to_be_visible()
    # What the tablet showed of the initials was old, but it didn't touch them.
    tablet.goto("/store/settings")
    expect(tablet.get_by_label("By number and initials")).to_be_checked()


def test_whole_line_up_is_changed_without_javascript(
    visitors: Visitors, dashboard: Dashboard
) -> None:
    visitors.excuse("status of 409")
    state = dashboard.page.context.storage_state()
    page = visitors.page(java_script_enabled=False, storage_state=state)
    dashboard.adds("Ann", queue="Doctor B")
    page.goto("/store/settings")
    page.get_by_label("New queue").fill("Vaccines")
    page.get_by_role("button", name="Add").click()
    page.get_by_role("button", name="Move up: Vaccines").click()
    expect(lines(page)).to_have_text(["Doctor A", "Vaccines", "Doctor B"])
    page.get_by_role("link", name="Change Vaccines").click()
    page.get_by_label("Name of the queue").fill("Flu shots")
    page.get_by_label("Minutes between two calls").fill("2")
    page.get_by_label("Most people waiting").fill("30")
    page.get_by_role("button", name="Save").click()
    flu = page.get_by_role("listitem").filter(has_text="Flu shots")
    expect(flu).to_contain_text("every 2 min · at most 30")
    # Doctor B has somebody in line, and says so. Doctor A hasn't, and goes.
    page.get_by_role("link", name="Change Doctor B").click()
    page.get_by_role("button", name="Retire the queue").click()
    expect(page.get_by_role("alert")).to_contain_text("1 person is still in this line.")
    page.get_by_role("link", name="Back without saving").click()
    page.get_by_role("link", name="Change Doctor A").click()
    page.get_by_role("button", name="Retire the queue").click()
    expect(page.get_by_role("button", name="Move up: Doctor A")).to_have_count(0)
    expect(dashboard.page.locator(".card h2")).to_have_text(["Flu shots", "Doctor B"])
    page.get_by_role("button", name="Bring back Doctor A").click()
    expect(dashboard.page.locator(".card h2")).to_have_text(["Doctor A", "Flu shots", "Doctor B"])


def test_long_name_and_one_from_the_right_leave_the_number_in_its_place(
    visitors: Visitors, dashboard: Dashboard
) -> None:
    calls_people(dashboard, "first_names")
    dashboard.adds("Bartholomäus-Maximilian-Ferdinand", queue="Doctor A")
    dashboard.adds("محمد", queue="Doctor B")
    for queue in ("Doctor A", "Doctor B"):
        dashboard.calls(queue)
    page = visitors.page()
    page.goto(dashboard.board_url)
    numbers = page.locator(".calling")

    def edges() -> list[float]:
        # Of the text itself, not of the box around it.
        right = """element => {
            const range = document.createRange();
            range.selectNode(element.firstChild);
            return range.getBoundingClientRect().right;
        }"""
        return [round(number.evaluate(right)) for number in numbers.all()]

    expect(numbers).to_have_text(["A1Bartholomäus-Maximilian-Ferdinand", "B1محمد"])
    beside_names = edges()
    calls_people(dashboard, "numbers")
    expect(numbers).to_have_text(["A1", "B1"])
    assert beside_names == edges()


def calls_people(dashboard: Dashboard, how: str) -> None:
    """Set how the board does it."""
    dashboard.page.goto("/store/settings")
    dashboard.page.locator(f"[name=board_shows][value={how}]").check()
    dashboard.page.get_by_role("button", name="Save").click()
    expect(dashboard.page.locator("#queues")).to_be_visible()
