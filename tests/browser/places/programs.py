"""The ways to what the owner sees of other programs."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.places.scene import Scene, at_the_dashboard


def token_made(page: Page, scene: Scene) -> None:
    at_the_dashboard("/store/programs")(page, scene)
    page.get_by_label("Address of the receiver").fill(f"https://example.com/{'queue-' * 40}")
    page.get_by_role("button", name="Add a webhook").click()
    page.get_by_role("button", name="Send a test").first.click()
    page.get_by_text("Secret for the signature").first.click()
    page.get_by_label("Name of the program").fill("The till")
    page.get_by_role("button", name="Make a token").click()
    expect(page.get_by_text("it is shown only once")).to_be_visible()


def webhook_refused(page: Page, scene: Scene) -> None:
    at_the_dashboard("/store/programs")(page, scene)
    page.get_by_label("Address of the receiver").fill("http://localhost/")
    page.get_by_role("button", name="Add a webhook").click()
    expect(page.get_by_label("Address of the receiver")).to_have_attribute("aria-invalid", "true")
