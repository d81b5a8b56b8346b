"""The ways to what customers see: the board, the form, the ticket."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.places.scene import LONG, Scene


def board(page: Page, scene: Scene) -> None:
    page.goto(scene.board)
    # The lane that has just changed looks different for a while.
    expect(page.locator("#live")).to_have_text("Live")
    scene.dashboard.sets("A1", "waiting", was="called")
    scene.dashboard.sets("A1", "called", was="waiting")
    expect(page.locator(".lane.fresh")).to_contain_text("Doctor A")


def quiet_board(page: Page, scene: Scene) -> None:
    page.goto(scene.quiet.board_url)
    expect(page.get_by_text("Nobody can join just now")).to_be_visible()


def join_overtaken(page: Page, scene: Scene) -> None:
    scene.quiet.pauses(paused="no")
    scene.quiet.pauses(LONG, "no")
    page.goto(scene.quiet_form)
    page.get_by_label("Your name").fill("Ann")
    page.get_by_role("radio", name=LONG).check()
    scene.quiet.pauses(LONG)
    page.get_by_role("button", name="Join the line").click()
    expect(page.get_by_text("Nobody can join Barth")).to_be_visible()


def join_refused(page: Page, scene: Scene) -> None:
    page.goto(scene.form)
    page.get_by_text("5", exact=True).click()
    page.get_by_label("Your name").fill(LONG)
    page.get_by_label("Phone").nth(0).fill("call me")
    page.get_by_label("Phone").nth(1).fill("me too")
    page.get_by_role("radio", name="Doctor A").check()
    page.get_by_role("button", name="Join the line").click()
    expect(page.get_by_label("Phone").nth(1)).to_have_attribute("aria-invalid", "true")


def kept(page: Page, scene: Scene) -> None:
    page.goto(scene.waiting)
    page.get_by_text("Open on another phone").click()
    page.get_by_role("button", name="Ring when it's my turn").click()
    expect(page.get_by_role("button", name="Copy the link")).to_be_visible()


def find(page: Page, scene: Scene) -> None:
    page.goto(f"{scene.board}/find")


def find_refused(page: Page, scene: Scene) -> None:
    find(page, scene)
    page.get_by_label("Ticket").fill("ticket")
    page.get_by_role("button", name="Find my ticket").click()
    expect(page.get_by_label("Ticket")).to_have_attribute("aria-invalid", "true")


def leave(page: Page, scene: Scene) -> None:
    page.goto(f"{scene.waiting}/leave")


def leave_party(page: Page, scene: Scene) -> None:
    page.goto(f"{scene.party}/leave")


def later(page: Page, scene: Scene) -> None:
    page.goto(f"{scene.waiting}/later")
    expect(page.get_by_role("button", name="Let 1 person go first")).to_be_visible()


def later_done(page: Page, scene: Scene) -> None:
    later(page, scene)
    page.get_by_role("button", name="Let 1 person go first").click()
    expect(page.get_by_role("heading")).to_contain_text("You let 1 person go first")
    scene.dashboard.adds("Late")
