"""What is typed in the panel and not saved when it closes is saved then."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.dashboard import Dashboard
from tests.browser.details import EDITS, before, beside, call, note, types
from tests.browser.visitors import Held


@pytest.mark.parametrize("leave", [call, before, beside])
def test_note_is_kept_whatever_is_tapped_after_it(
    dashboard: Dashboard, leave: Callable[[Locator], None]
) -> None:
    dashboard.adds("Ann", "Ben")
    panel = types(dashboard, "Note", "Wheelchair")
    leave(panel)
    expect(panel).to_be_hidden()
    expect(dashboard.row("A2")).to_contain_text("Wheelchair")


def test_deed_beside_the_note_is_what_can_be_undone(dashboard: Dashboard) -> None:
    dashboard.adds("Ann", "Ben")
    call(types(dashboard, "Note", "Wheelchair"))
    expect(dashboard.row("A2")).to_have_attribute("data-state", "called")
    expect(dashboard.flash).to_contain_text("A2 is called.")


@pytest.mark.parametrize("way", ["Escape", "✕"])
def test_note_that_is_not_wanted_is_left(dashboard: Dashboard, way: str) -> None:
    dashboard.adds("Ann", "Ben")
    panel = types(dashboard, "Note", "Wheelchair")
    panel.page.keyboard.press(way) if way == "Escape" else panel.locator(".back").click()
    expect(panel).to_be_hidden()
    dashboard.page.wait_for_timeout(500)
    expect(note(dashboard)).to_have_value("")


def test_panel_stays_open_when_the_answer_to_a_tap_before_it_arrives(dashboard: Dashboard) -> None:
    dashboard.adds("Ann", "Ben")
    held = Held(dashboard.page, "**/state*")
    dashboard.row("A1").get_by_role("button", name="Call").click()
    panel = dashboard.opens_panel("A2")
    held.let_go()
    expect(dashboard.flash).to_contain_text("A1 is called.")
    expect(panel).to_be_visible()


def test_note_that_is_being_saved_is_not_saved_twice(dashboard: Dashboard) -> None:
    dashboard.adds("Ann", "Ben")
    panel = types(dashboard, "Note", "Wheelchair")
    sent: list[str] = []
    dashboard.page.on("request", lambda request: sent.append(request.method))
    held = Held(dashboard.page, EDITS, "POST")
    panel.get_by_role("button", name="Save").click()
    beside(panel)
    held.let_go()
    expect(dashboard.row("A2")).to_contain_text("Wheelchair")
    dashboard.page.wait_for_timeout(300)
    assert sent.count("POST") == 1


def test_what_is_typed_after_it_was_sent_is_saved_too(dashboard: Dashboard) -> None:
    dashboard.adds("Ann", "Ben")
    panel = types(dashboard, "Note", "One")
    held = Held(dashboard.page, EDITS, "POST")
    panel.get_by_role("button", name="Save").click()
    panel.get_by_label("Note").fill("One, two")
    beside(panel)
    held.let_go()
    dashboard.page.unroute_all()
    expect(dashboard.row("A2")).to_contain_text("One, two")


@pytest.mark.parametrize("twice", ["click", "Enter"])
def test_two_taps_on_save_are_one(dashboard: Dashboard, twice: str) -> None:
    dashboard.adds("Ann", "Ben")
    panel = types(dashboard, "Name", "Benjamin")
    held = Held(dashboard.page, EDITS, "POST")
    if twice == "click":
        panel.get_by_role("button", name="Save").dblclick()
    else:
        for _ in range(2):
            panel.page.keyboard.press("Enter")
    held.let_go()
    expect(dashboard.flash).to_contain_text("A2 was changed.")
    expect(panel).to_be_hidden()
    expect(dashboard.row("A2")).to_contain_text("Benjamin")


def test_move_beside_the_note_is_what_can_be_undone(dashboard: Dashboard) -> None:
    dashboard.adds("Ann", "Ben")
    before(types(dashboard, "Note", "Wheelchair"))
    expect(dashboard.row("A2")).to_contain_text("Wheelchair")
    expect(dashboard.flash).not_to_contain_text("was changed")
    expect(dashboard.page.locator("#queue tbody th")).to_have_text(["A2", "A1"])
