"""The ways to what the owner works with all day: the dashboard, a customer's panel, a slip."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.dashboard import Dashboard
from tests.browser.places.scene import LONG, Scene, at_the_dashboard, quiet_dashboard
from tests.browser.visitors import Held


def dashboard(page: Page, scene: Scene) -> None:
    at_the_dashboard("/store")(page, scene)
    expect(Dashboard(page).live).to_have_text("Live")


def dashboard_of_nobody(page: Page, scene: Scene) -> None:
    page.context.add_cookies(scene.owner_of_nobody)
    page.goto("/store")
    expect(page.get_by_text("Nobody is in line.")).to_be_visible()


def dashboard_with_a_notice(page: Page, scene: Scene) -> None:
    dashboard(page, scene)
    page.get_by_text("+ Walk-in").click()
    page.get_by_role("button", name="Add to the line").click()
    expect(page.get_by_label("Name")).to_have_attribute("aria-invalid", "true")
    # Somebody else is faster.
    slow = Held(page, "**/state?*")
    Dashboard(page).row("A1").get_by_role("button", name="No-show").click()
    scene.dashboard.sets("A1", "served", was="called")
    slow.holds_one()
    slow.let_go()
    expect(Dashboard(page).flash).to_be_visible()
    scene.dashboard.sets("A1", "called", was="served")


def panel(page: Page, scene: Scene) -> None:
    dashboard(page, scene)
    Dashboard(page).opens_panel("A1")


def dashboard_with_all_figures(page: Page, scene: Scene) -> None:
    dashboard(page, scene)
    page.get_by_text("As a table").click()
    Dashboard(page).opens_menu().get_by_role("button", name="Sound").click()
    page.keyboard.press("Escape")


def walk_in_added(page: Page, scene: Scene) -> None:
    page.context.add_cookies(scene.owner_of_nobody)
    page.goto("/store")
    page.get_by_text("+ Walk-in").click()
    page.get_by_label("Name").fill(LONG)
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Print a slip")).to_be_visible()


def customer(page: Page, scene: Scene) -> None:
    at_the_dashboard(scene.customer)(page, scene)


def slip(page: Page, scene: Scene) -> None:
    at_the_dashboard(f"{scene.customer}/slip")(page, scene)


def quiet_announcing(page: Page, scene: Scene) -> None:
    quiet_dashboard("/store")(page, scene)
    page.get_by_text("Running late?").click()
    expect(page.get_by_label("What should everybody know?")).to_be_visible()


def quiet_store(page: Page, scene: Scene) -> None:
    scene.quiet.pauses()
    quiet_dashboard("/store")(page, scene)
    expect(page.get_by_text("Joining is paused.")).to_be_visible()


def alerts(page: Page, scene: Scene) -> None:
    dashboard(page, scene)
    expect(page.get_by_text(f"Is {scene.dashboard.email} right?")).to_be_visible()
