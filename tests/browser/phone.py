"""The customer with a phone: where they look and what they press."""

from __future__ import annotations

import re
from typing import Self

from playwright.sync_api import Locator, Page, expect


class Phone:
    """A customer's browser."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def scans(self, url: str) -> Self:
        """Point the camera at the code."""
        self.page.goto(url)
        expect(self.page.get_by_role("button", name="Join the line")).to_be_visible()
        return self

    def joins(self, name: str, queue: str | None = None, phone: str = "") -> Self:
        """Fill in the form and send it; the ticket is on the screen afterwards."""
        self.page.get_by_label("Your name").fill(name)
        self.page.get_by_label("Phone").first.fill(phone)
        if queue:
            self.page.get_by_role("radio", name=queue).check()
        self.page.get_by_role("button", name="Join the line").click()
        expect(self.page).to_have_url(re.compile("/t/"))
        return self

    def person(self, ticket: str) -> Locator:
        """One person's part of the page."""
        number = self.page.get_by_text(ticket, exact=True)
        return self.page.get_by_role("article").filter(has=number)
