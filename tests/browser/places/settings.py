"""The ways to the settings of a store and of its queues."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.places.scene import LONG, Scene, at_the_dashboard


def settings_refused(page: Page, scene: Scene) -> None:
    at_the_dashboard("/store/settings")(page, scene)
    page.get_by_label("Name of the store").fill("")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_label("Name of the store")).to_have_attribute("aria-invalid", "true")


def settings_overtaken(page: Page, scene: Scene) -> None:
    at_the_dashboard("/store/settings")(page, scene)
    page.get_by_label("By number and initials").check()
    other = page.context.new_page()
    other.goto("/store/settings")
    other.get_by_label("By number and first name").check()
    other.get_by_role("button", name="Save").click()
    # A page that is on its way somewhere may never close.
    other.wait_for_url("**/store")
    other.close()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Somebody has just changed this")).to_be_visible()


def queue(page: Page, scene: Scene) -> None:
    at_the_dashboard(queue_settings(scene))(page, scene)


def queue_refused(page: Page, scene: Scene) -> None:
    at_the_dashboard(queue_settings(scene))(page, scene)
    page.get_by_label("Name of the queue").fill(LONG)
    page.get_by_label("Most people waiting").fill("many")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_label("Most people waiting")).to_have_attribute("aria-invalid", "true")


def queue_not_retired(page: Page, scene: Scene) -> None:
    at_the_dashboard(queue_settings(scene))(page, scene)
    page.get_by_role("button", name="Retire the queue").click()
    expect(page.get_by_role("alert")).to_contain_text("It was not retired.")


def queue_settings(scene: Scene) -> str:
    href = scene.dashboard.card("Doctor A").get_by_role("link").get_attribute("href")
    return f"{href}/settings"
