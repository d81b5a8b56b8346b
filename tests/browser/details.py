"""What is typed of a customer in the panel, and what closes it then."""

from __future__ import annotations

import re

from playwright.sync_api import Locator

from tests.browser.dashboard import Dashboard

EDITS = re.compile(r"/store/customers/[^/]*$")


def types(dashboard: Dashboard, label: str, text: str) -> Locator:
    """The owner opens the panel of A2 and types that into it."""
    panel = dashboard.opens_panel("A2")
    panel.get_by_text("Correct name, phone or note").click()
    panel.get_by_label(label).fill(text)
    return panel


def note(dashboard: Dashboard) -> Locator:
    """The note of A2 as the panel has it."""
    return dashboard.opens_panel("A2").get_by_label("Note, for the staff alone")


def call(panel: Locator) -> None:
    """By its button in the panel."""
    panel.get_by_role("button", name="Call", exact=True).click()


def before(panel: Locator) -> None:
    """By the form of the panel."""
    panel.get_by_role("button", name="Move", exact=True).click()


def beside(panel: Locator) -> None:
    """A tap on what is behind the panel closes it."""
    panel.page.mouse.click(5, 300)
