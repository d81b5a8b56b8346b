"""The owner changes how the store runs, and every open page follows without being reloaded."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.dashboard import Dashboard
from tests.browser.renewing import mark, still_marked
from tests.browser.visitors import Visitors


def lines(page: Page) -> Locator:
    """The queues of the list of queues on the settings page."""
    return page.locator(".queue-list li bdi")


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
    expect(board.locator(".lane h2")).to_have_text(["B Doctor B", "A Doctor A"])
    # Sooner it would count as the same press, made twice by accident.
    page.wait_for_timeout(600)
    up = page.get_by_role("button", name="Move up: Doctor A")
    up.focus()
    page.keyboard.press("Enter")
    expect(lines(page)).to_have_text(["Doctor A", "Doctor B"])
    assert still_marked(page)


def test_board_takes_over_another_name_and_another_time_zone(
    dashboard: Dashboard, board: Page
) -> None:
    page, clock = dashboard.page, board.locator("[data-clock]")
    mark(board)
    for name, zone in (("Corner Clinic", "Asia/Kathmandu"), ("Elm Clinic", "America/New_York")):
        page.goto("/store/settings")
        page.get_by_label("Name of the store").fill(name)
        page.get_by_label("Time zone").select_option(zone)
        page.get_by_role("button", name="Save").click()
        expect(board.get_by_role("heading", level=1)).to_have_text(name)
        # The minutes of Nepal are others, and the hours of New York.
        here = "() => new Date().toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit'"
        expect(clock).to_have_text(board.evaluate(f"{here}, timeZone: '{zone}' }})"))
        expect(dashboard.page.locator("#headline")).to_have_text(name)
    assert still_marked(board)


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


@pytest.mark.long  # without a browser: tests/owner/test_store_settings.py
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


@pytest.mark.long  # tests/owner/test_queues.py has no script either
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
    expect(dashboard.page.locator(".card h2")).to_have_text(["C Flu shots", "B Doctor B"])
    page.get_by_role("button", name="Bring back Doctor A").click()
    cards = ["A Doctor A", "C Flu shots", "B Doctor B"]
    expect(dashboard.page.locator(".card h2")).to_have_text(cards)


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
    called, numbers = page.locator(".calling"), page.locator(".calling .ticket")

    def edges() -> list[float]:
        # Of the text itself, not of the box around it.
        right = """element => {
            const range = document.createRange();
            range.selectNodeContents(element);
            return range.getBoundingClientRect().right;
        }"""
        return [round(number.evaluate(right)) for number in numbers.all()]

    expect(called).to_have_text(["A1 Bartholomäus-Maximilian-Ferdinand", "B1 محمد"])
    beside_names = edges()
    calls_people(dashboard, "numbers")
    expect(called).to_have_text(["A1", "B1"])
    assert beside_names == edges()


def calls_people(dashboard: Dashboard, how: str) -> None:
    """Set how the board does it."""
    dashboard.page.goto("/store/settings")
    dashboard.page.locator(f"[name=board_shows][value={how}]").check()
    dashboard.page.get_by_role("button", name="Save").click()
    expect(dashboard.page.locator("#queues")).to_be_visible()
