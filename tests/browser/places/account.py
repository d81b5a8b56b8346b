"""The ways to the pages about opening, closing, signing in, and the address."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.dashboard import PASSWORD, Dashboard
from tests.browser.places.scene import Scene, at_the_dashboard, link


def closed(page: Page, scene: Scene) -> None:
    Dashboard(page).finds_open(scene.app, scene.base, "Kiosk", queues=["Window"]).closes()


def open_refused(page: Page, scene: Scene) -> None:
    page.goto("/open")
    page.get_by_label("E-mail").fill(scene.dashboard.email)
    page.get_by_label("Name of the store").fill("Another")
    page.get_by_label("Queues").fill("Same\nSame")
    page.get_by_role("button", name="Open the store").click()
    expect(page.get_by_label("Queues")).to_have_attribute("aria-invalid", "true")


def open_taken(page: Page, scene: Scene) -> None:
    page.goto("/open")
    page.get_by_label("Name of the store").fill("Another")
    page.get_by_label("Queues").fill("Line")
    page.get_by_label("E-mail").fill(scene.dashboard.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Open the store").click()
    expect(page.get_by_label("E-mail")).to_have_attribute("aria-invalid", "true")


def signin_refused(page: Page, scene: Scene) -> None:
    page.goto("/signin")
    page.get_by_label("E-mail").fill(scene.dashboard.email)
    page.get_by_label("Password").fill("another sentence")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_label("Password")).to_have_attribute("aria-invalid", "true")


def forgot_sent(page: Page, scene: Scene) -> None:
    _forgets(page, scene.dashboard)


def _forgets(page: Page, dashboard: Dashboard) -> None:
    page.goto("/password/forgot")
    page.get_by_label("E-mail").fill(dashboard.email)
    page.get_by_role("button", name="Send the link").click()
    expect(page.get_by_role("heading", name="Look into your mail")).to_be_visible()


def reset(page: Page, scene: Scene) -> None:
    # To an address that nobody has confirmed goes one mail an hour, and that was the first.
    page.goto(link(scene.mailbox, "is open", "confirm/", scene.quiet))
    yes = page.get_by_role("button", name="Yes, this is my address")
    if yes.is_visible():
        yes.click()
    _forgets(page, scene.quiet)
    page.goto(link(scene.mailbox, "password", "password/reset/", scene.quiet))
    expect(page.get_by_label("New password")).to_be_visible()


def address_refused(page: Page, scene: Scene) -> None:
    at_the_dashboard("/store/address")(page, scene)
    page.get_by_label("E-mail").fill("nonsense")
    page.get_by_role("button", name="Save the address").click()
    expect(page.get_by_label("E-mail")).to_have_attribute("aria-invalid", "true")


def confirm(page: Page, scene: Scene) -> None:
    page.goto(scene.confirm)
    expect(page.get_by_role("button", name="Yes, this is my address")).to_be_visible()


def confirmed(page: Page, scene: Scene) -> None:
    page.goto(scene.confirm_of_nobody)
    page.get_by_role("button", name="Yes, this is my address").click()
    expect(page.get_by_role("heading", name="The address is confirmed")).to_be_visible()


def again(page: Page, scene: Scene) -> None:
    page.goto(scene.again)
    expect(page.get_by_text("Only the password is missing.")).to_be_visible()
