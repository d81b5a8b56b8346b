"""The pictures of the README, taken of the product as it is: `python -m testing.pictures`."""

from __future__ import annotations

import os
import re
import shutil
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from playwright.sync_api import Browser, Page, expect, sync_playwright

from app.forms.account import ZONES
from testing.databases import private_database
from testing.server import ROOT, Server

DOCS = ROOT / "docs"
ADDRESS = "http://queue.example.com"
"""What the pictures say; nothing is asked of it."""
DESK = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
WALL = {"width": 1440, "height": 810}


class Photographer:
    """Looks at one product with browsers of its own, and keeps what it sees in `folder`."""

    def __init__(self, browser: Browser, base: str, folder: Path) -> None:
        self._browser, self._base, self._folder = browser, base, folder
        self._zone = _zone_of_the_morning()

    def page(self, size: dict[str, int], like: Page | None = None, scale: int = 1) -> Page:
        """A window of this size, signed in `like` another one."""
        context = self._browser.new_context(
            base_url=self._base,
            viewport={"width": size["width"], "height": size["height"]},
            device_scale_factor=scale,
            reduced_motion="reduce",
            timezone_id=self._zone,
            storage_state=like.context.storage_state() if like else None,
        )
        return context.new_page()

    def takes(self, page: Page, name: str) -> None:
        """Keep what is on the screen."""
        page.screenshot(path=self._folder / f"{name}.png")


def take(camera: Photographer) -> None:
    """All of them, of a clinic on a busy day."""
    desk = camera.page(DESK)
    _opens(desk)
    wall = camera.page(WALL)
    wall.goto(desk.locator("a[href^='/b/']").first.get_attribute("href") or "")
    _live(wall)

    customer = camera.page(PHONE)
    customer.goto(_path(wall.locator("figure[data-join-url]").get_attribute("data-join-url")))
    camera.takes(customer, "join")
    customer.get_by_label("Your name").fill("Alex Morgan")
    customer.get_by_role("radio", name="Dr. Lin").check()
    customer.get_by_role("button", name="Join the line").click()
    _live(customer)
    camera.takes(customer, "status")

    for _person in range(2):
        ticket = desk.locator("#next .ticket").inner_text()
        desk.locator("#next .call").click()
        expect(desk.locator("#flash")).to_contain_text(f"{ticket} is called.")
        # Sooner it would count as the same press, made twice by accident.
        desk.wait_for_timeout(700)
    desk.mouse.move(0, 0)
    camera.takes(desk, "dashboard")
    phone = camera.page(PHONE, like=desk, scale=2)
    phone.goto("/store")
    _live(phone)
    camera.takes(phone, "phone")

    # The large call goes after some seconds; then its lane is still another colour.
    expect(wall.locator(".stage")).to_be_hidden(timeout=20_000)
    expect(wall.locator(".lane.fresh")).not_to_have_count(0)
    expect(wall.locator("body.still")).to_have_count(1, timeout=10_000)
    camera.takes(wall, "board")

    row = desk.locator("#line tr").filter(has_text="Alex Morgan").last
    row.get_by_role("button", name="Call").click()
    expect(customer.get_by_text("It's your turn", exact=True)).to_be_visible()
    camera.takes(customer, "called")


def _opens(desk: Page) -> None:
    desk.goto("/")
    desk.get_by_role("button", name="Try it with made-up customers").click()
    desk.goto("/store/settings")
    desk.get_by_label("Name of the store").fill("Riverside Clinic")
    desk.get_by_label("Description").fill("Please have your insurance card ready.")
    desk.get_by_role("button", name="Save").first.click()
    desk.wait_for_url("**/store")
    # It says once that this was saved.
    desk.goto("/store")
    _live(desk)


def _live(page: Page) -> None:
    expect(page.locator("#live")).to_have_text("Live")


def _zone_of_the_morning() -> str:
    """Where it is between ten and eleven now: no clinic is busy at night."""
    now = datetime.now(UTC)
    return next(zone for zone in sorted(ZONES) if now.astimezone(ZoneInfo(zone)).hour == 10)


def _path(url: str | None) -> str:
    return re.sub(r"^https?://[^/]+", "", url or "")


def main() -> None:
    """Take all of them anew, which needs Chromium."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    alone = ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost"]
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    with (
        private_database() as (_cluster, environment),
        Server(environment, DEMO="1", PUBLIC_URL=ADDRESS) as server,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=found, args=alone + as_root)
        take(Photographer(browser, server.url, DOCS))
        browser.close()


if __name__ == "__main__":
    main()
