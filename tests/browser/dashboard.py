"""The owner at the dashboard: where they look and what they press."""

from __future__ import annotations

import secrets
from typing import Any, Self

from flask import Flask
from playwright.sync_api import Locator, Page, expect

from tests.support.people import Owner

PASSWORD = "a short sentence"
BUSY = "() => setTimeout(() => { for (const at = Date.now(); Date.now() < at + 1500; ); })"


class Dashboard:
    """The owner's browser."""

    email: str

    def __init__(self, page: Page) -> None:
        self.page = page

    def opens(self, name: str, *, queues: list[str], description: str = "") -> Self:
        """Open a store with the form; the dashboard is on the screen afterwards."""
        self.email = f"owner-{secrets.token_hex(4)}@example.com"
        page = self.page
        page.goto("/open")
        page.get_by_label("Name of the store").fill(name)
        page.get_by_label("Queues").fill("\n".join(queues))
        # It is open where the browser hides its time zone.
        page.locator("details.more").evaluate("more => (more.open = true)")
        page.get_by_label("Description").fill(description)
        page.get_by_label("E-mail").fill(self.email)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Open the store").click()
        expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()
        return self

    def finds_open(
        self, app: Flask, base: str, name: str, *, queues: list[str], description: str = ""
    ) -> Self:
        """The same store, opened at the application that the server shares its database with: what
        the form does is proven elsewhere, and here it would only take its time."""
        owner = Owner(app, base).opens(
            name,
            queues=queues,
            email=f"owner-{secrets.token_hex(4)}@example.com",
            description=description,
            timezone=self.page.evaluate("() => Intl.DateTimeFormat().resolvedOptions().timeZone"),
        )
        return self.looks_at(owner)

    def looks_at(self, owner: Owner) -> Self:
        """The store of somebody who is signed in elsewhere, in this browser."""
        self.email = owner.email
        cookie = {"name": "owner", "value": owner.cookie, "url": owner.base}
        self.page.context.add_cookies([cookie])  # type: ignore[list-item]
        self.page.goto("/store")
        # No key is pressed before the scripts run.
        expect(self.live).to_have_text("Live")
        return self

    def signs_in(self, email: str) -> Self:
        """Sign in to a store that somebody has opened."""
        self.email = email
        self.page.goto("/signin")
        self.page.get_by_label("E-mail").fill(email)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.get_by_role("button", name="Sign in").click()
        expect(self.page.get_by_role("list", name="Queues")).to_be_visible()
        return self

    def closes(self) -> None:
        """Close the store."""
        self.page.goto("/store/close")
        self.page.get_by_role("button", name="Close the store").click()
        expect(self.page.get_by_role("heading", name="is closed")).to_be_visible()

    @property
    def live(self) -> Locator:
        """Says whether this page is live."""
        return self.page.locator("#live")

    @property
    def flash(self) -> Locator:
        """What the page says after something went differently."""
        return self.page.locator("#flash")

    @property
    def code(self) -> Locator:
        """The QR code."""
        return self.page.locator("figure[data-join-url]")

    @property
    def join_url(self) -> str:
        """Where the QR code leads now."""
        url = self.code.get_attribute("data-join-url")
        assert url is not None
        return url

    @property
    def board_url(self) -> str:
        """The page for the screen at the door."""
        return self.page.locator("a[href^='/b/']").first.get_attribute("href") or ""

    @property
    def rows(self) -> Locator:
        """Everybody of the queue on the screen."""
        return self.page.locator("tr[data-state]")

    def row(self, ticket: str) -> Locator:
        """The row that this ticket leads."""
        header = self.page.get_by_role("rowheader", name=ticket, exact=True)
        return self.page.get_by_role("row").filter(has=header)

    def card(self, queue: str) -> Locator:
        """A queue in the summary of all queues."""
        name = self.page.get_by_role("link", name=queue, exact=True)
        return self.page.get_by_role("listitem").filter(has=name)

    def call_next(self, queue: str) -> Locator:
        """The button that calls the next of this queue: the large one for that on the screen."""
        in_lane = self.card(queue).get_by_role("button", name="Call next")
        large = self.page.locator(f"#page:has(.card[data-chosen]:has-text('{queue}')) #next .call")
        return in_lane.or_(large)

    def opens_menu(self) -> Locator:
        """Press "⋯" of the store; what opens below it."""
        menu = self.page.locator("#store-menu")
        menu.locator("> summary").click()
        return menu

    def opens_queue_menu(self) -> Locator:
        """Press "⋯" of the queue on the screen; what opens below it."""
        menu = self.page.locator("#of-queue")
        menu.locator("> summary").click()
        return menu

    def opens_panel(self, ticket: str) -> Locator:
        """Press "⋯" of a row; what opens beside the line."""
        self.row(ticket).get_by_role("link", name=f"More for {ticket}").click()
        panel = self.page.get_by_role("dialog")
        expect(panel).to_contain_text(ticket)
        # Until then a tap is meant for what stood there before it opened.
        self.page.wait_for_timeout(300)
        return panel

    # What follows happens on another device of the owner, not through this page.

    def adds(self, *names: str, queue: str = "Doctor A", base: str = "") -> None:
        """Add walk-ins."""
        for name in names:
            self._posts(f"{base}{self._path(queue)}/customers", name=name)

    def calls(self, queue: str = "Doctor A", base: str = "") -> None:
        """Call the next."""
        self._posts(f"{base}{self._path(queue)}/call")

    def sets(self, ticket: str, to: str, was: str) -> None:
        """Set the state of somebody whose row is on the screen."""
        self._posts(self._state_of(ticket), state=to, was=was)

    def sets_unseen(self, *tickets: str, to: str, was: str) -> None:
        """Set one's state after the other's, while the browser has no time to show it."""
        urls = [self._state_of(ticket) for ticket in tickets]
        form = {"csrf_token": self._token, "state": to, "was": was}
        self.page.evaluate(BUSY)
        for url in urls:
            self._sends(url, form)

    def pauses(self, queue: str = "", paused: str = "yes") -> None:
        """Let nobody new in, or let them in again: into this queue, or any."""
        self._posts(f"{self._path(queue) if queue else '/store'}/pause", paused=paused)

    def tells(self, announcement: str) -> None:
        """Tell everybody who waits."""
        self._posts("/store/notice", notice=announcement)

    def limits(self, queue: str, most: int) -> None:
        """Let only so many wait in this queue."""
        self._posts(f"{self._path(queue)}/settings", most_waiting=str(most))

    def goes_to(self, queue: str, counter: str) -> None:
        """Whoever is called in this queue goes to that counter."""
        self._posts(f"{self._path(queue)}/settings", counter=counter)

    def retires(self, queue: str) -> None:
        """Take this queue out of sight."""
        self._posts(f"{self._path(queue)}/retire")

    def _path(self, queue: str) -> str:
        return self.card(queue).get_by_role("link").get_attribute("href") or ""

    def shows_on_tv(self, code: str) -> None:
        """Type the characters that a TV shows."""
        self._posts("/store/tv", code=code)

    def _state_of(self, ticket: str) -> str:
        customer = (self.row(ticket).get_attribute("id") or "").removeprefix("customer-")
        return f"/store/customers/{customer}/state"

    @property
    def _token(self) -> str:
        return self.page.locator("#act [name=csrf_token]").get_attribute("value") or ""

    def _posts(self, url: str, **form: str) -> None:
        self._sends(url, {"csrf_token": self._token, **form})

    def _sends(self, url: str, form: Any) -> None:
        response = self.page.request.post(url, form=form, max_redirects=0)
        assert response.status == 303, response.text()
