"""What is open of one customer stays open and true, whatever other devices do meanwhile."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.browser.dashboard import Dashboard
from tests.browser.visitors import Late, Visitors


def test_panel_shows_what_a_colleague_corrects_and_keeps_what_is_typed(
    visitors: Visitors, dashboard: Dashboard
) -> None:
    dashboard.adds("Anm", "Ben")
    panel, note = types_a_note(dashboard)
    theirs = corrects(colleague_of(dashboard, visitors), "A1")
    theirs.get_by_label("Name").fill("Ann")
    theirs.get_by_label("Phone").fill("0931 555 777")
    theirs.get_by_role("button", name="Save").click()
    expect(panel.get_by_role("heading")).to_contain_text("Ann", timeout=3000)
    expect(panel.get_by_text("Phone 0931 555 777")).to_be_visible()
    expect(panel.get_by_label("Phone", exact=True)).to_have_value("0931 555 777")
    expect(note).to_have_value("Wheelchair")
    expect(note).to_be_focused()
    # Nothing that was typed here is about what they have changed.
    panel.get_by_role("button", name="Save").click()
    expect(panel).to_be_hidden()
    expect(dashboard.row("A1")).to_contain_text("Wheelchair")
    expect(dashboard.row("A1")).to_contain_text("0931 555 777")


def test_field_that_two_type_in_keeps_its_words_and_says_so(
    visitors: Visitors, dashboard: Dashboard
) -> None:
    visitors.excuse("status of 409")
    dashboard.adds("Anm")
    panel, _ = types_a_note(dashboard)
    # What was typed stays where the focus has gone on, too.
    panel.get_by_label("Phone", exact=True).fill("0931 111")
    panel.get_by_label("Name").focus()
    theirs = corrects(colleague_of(dashboard, visitors), "A1")
    theirs.get_by_label("Phone").fill("0931 999")
    theirs.get_by_label("Note").fill("Deaf")
    theirs.get_by_role("button", name="Save").click()
    expect(panel.get_by_text("Phone 0931 999")).to_be_visible(timeout=3000)
    expect(panel.get_by_label("Phone", exact=True)).to_have_value("0931 111")
    expect(panel.get_by_label("Note, for the staff alone")).to_have_value("Wheelchair")
    panel.get_by_role("button", name="Save").click()
    expect(panel.get_by_text("Somebody else has changed this meanwhile")).to_be_visible()
    expect(panel.get_by_label("Phone", exact=True)).to_have_value("0931 111")


def test_panel_follows_who_is_moved_to_another_queue(
    visitors: Visitors, dashboard: Dashboard
) -> None:
    dashboard.adds("Ann", "Ben")
    panel, note = types_a_note(dashboard)
    colleague = colleague_of(dashboard, visitors)
    colleague.opens_panel("A1").get_by_role("button", name="Doctor B").click()
    expect(panel.get_by_role("heading")).to_contain_text("B1", timeout=3000)
    expect(panel.get_by_role("button", name="Doctor A")).to_be_visible()
    expect(note).to_have_value("Wheelchair")
    expect(note).to_be_focused()
    # There, too.
    colleague.page.get_by_role("link", name="Doctor B", exact=True).click()
    expect(colleague.page.locator(".card[data-chosen]")).to_contain_text("Doctor B")
    expect(colleague.live).to_have_text("Live")
    colleague.calls("Doctor B")
    expect(panel.get_by_text("Now called.")).to_be_visible(timeout=3000)
    theirs = corrects(colleague, "B1")
    theirs.get_by_label("Name").fill("Anne")
    theirs.get_by_role("button", name="Save").click()
    expect(panel.get_by_role("heading")).to_contain_text("Anne", timeout=3000)
    expect(note).to_have_value("Wheelchair")


def test_panel_counts_those_ahead(dashboard: Dashboard) -> None:
    dashboard.adds("Ann", "Ben", "Cem", "Dan")
    panel = dashboard.opens_panel("A4")
    expect(panel).to_contain_text("3 ahead")
    asked = requests(dashboard.page)
    dashboard.calls()
    expect(panel).to_contain_text("2 ahead", timeout=3000)
    dashboard.adds("Eve")
    expect(dashboard.rows).to_have_count(5)
    assert len(asked) == 1, "only what it shows is asked for again"


def colleague_of(dashboard: Dashboard, visitors: Visitors) -> Dashboard:
    """Somebody else at the same store, whose page is live."""
    colleague = Dashboard(visitors.page()).signs_in(dashboard.email)
    expect(colleague.live).to_have_text("Live")
    return colleague


def types_a_note(dashboard: Dashboard) -> tuple[Locator, Locator]:
    """The panel of A1, and its note, in which somebody types."""
    panel = corrects(dashboard, "A1")
    note = panel.get_by_label("Note, for the staff alone")
    note.fill("Wheelchair")
    return panel, note


def corrects(dashboard: Dashboard, ticket: str) -> Locator:
    """Open the form in the panel of this one."""
    panel = dashboard.opens_panel(ticket)
    panel.get_by_text("Correct name, phone or note").click()
    return panel


def requests(page: Page) -> list[str]:
    """Which panels are asked for from now on."""
    asked: list[str] = []

    def note(url: str) -> None:
        if "/store/customers/" in url:
            asked.append(url)

    page.on("request", lambda request: note(request.url) if request.method == "GET" else None)
    return asked


def test_panel_that_was_closed_is_not_opened_by_what_comes_late(dashboard: Dashboard) -> None:
    dashboard.adds("Ann", "Ben")
    panel = dashboard.opens_panel("A2")
    late = Late(dashboard.page, "**/store/customers/*")
    with dashboard.page.expect_request("**/store/customers/*"):
        dashboard.sets("A2", "called", "waiting")
    panel.get_by_role("link", name="Back to the line").or_(panel.locator(".back")).first.click()
    expect(panel).to_be_hidden()
    late.holds_one()
    with dashboard.page.expect_event("requestfinished"):
        late.let_go()
    dashboard.page.wait_for_timeout(200)
    expect(panel).to_be_hidden()
    assert late.answers == []
    # It opens again, and another one's, too.
    dashboard.page.unroute("**/store/customers/*")
    dashboard.opens_panel("A1")
