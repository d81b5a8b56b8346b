"""The stores that the pages belong to, and the plain ways to a page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeAlias

from playwright.sync_api import Browser, Page, expect

from testing.mailbox import Mailbox, text_of
from testing.server import Server
from tests.browser.dashboard import Dashboard
from tests.browser.phone import Phone
from tests.browser.visitors import Visitors

LONG = "Bartholomäus-Maximilian von Hohenstein-Untertürkheim-Süd"
"""The names of some people and queues are longer than a phone is wide."""

Show: TypeAlias = "Callable[[Page, Scene], object]"
"""How to get to a page."""

Cookies: TypeAlias = Any
"""As Playwright gives them, and takes them."""


@dataclass
class Scene:
    """A busy store, and links to what its people see."""

    mailbox: Mailbox
    dashboard: Dashboard
    owner: Cookies
    owner_of_nobody: Cookies
    customer: str
    form: str
    used_code: str
    board: str
    waiting: str
    called: str
    party: str
    left: str
    quiet: Dashboard
    quiet_owner: Cookies
    quiet_form: str
    quiet_code: str
    closed_board: str
    closed_form: str
    closed_ticket: str
    confirm: str
    confirm_of_nobody: str
    again: str


@contextmanager
def opened(chromium: Browser, server: Server, mailbox: Mailbox) -> Iterator[Scene]:
    """A store on a busy afternoon, one where nobody came yet, and one that has closed."""
    with Visitors(chromium, server.url) as visitors:
        # Customers leave nothing on a phone, so one is enough for all of them.
        phone = Phone(visitors.phone())
        closed = Dashboard(visitors.page()).opens("Barber", queues=["Chair"])
        closed_board = closed.board_url
        closed_ticket = phone.scans(closed.join_url).joins("Ann").page.url
        closed_form = phone.scans(closed.join_url).page.url
        closed.closes()

        empty = Dashboard(visitors.page()).opens("Bakery", queues=["Bread"])
        dashboard = Dashboard(visitors.page()).opens(
            LONG, queues=["Doctor A", LONG, "Doctor C"], description=f"{LONG}\n" * 2
        )
        called = phone.scans(dashboard.join_url).joins("Ting", "Doctor A").page.url
        dashboard.adds("Mrs. Okafor", "Ben", "Cy")
        left = phone.scans(dashboard.join_url).joins("Eve", "Doctor A").page.url
        phone.page.goto(f"{left}/leave")
        phone.page.get_by_role("button", name="Leave the line").click()
        expect(phone.person("A5")).to_contain_text("You left the line.")
        phone.scans(dashboard.join_url).joins(LONG, "Doctor A", "+49 711 123 45 67 ext. 89")
        waiting = phone.page.url
        dashboard.adds("Late")
        phone.scans(dashboard.join_url)
        phone.page.get_by_text("3", exact=True).click()
        for person in ("Person 2", "Person 3"):
            phone.page.get_by_role("group", name=person).get_by_label("Name").fill(person)
        party = phone.joins("Mother", "Doctor C").page.url
        dashboard.calls("Doctor C")
        for _ in range(4):
            dashboard.calls()
        for ticket, state in (("A2", "served"), ("A3", "no_show"), ("A4", "removed")):
            dashboard.sets(ticket, state, was="called")
        # One that lets nobody in, and says why.
        quiet = Dashboard(visitors.page()).opens(
            "Bank", queues=["Desk 1", LONG, "Desk 3", "Desk 4"]
        )
        quiet.adds("Ann", queue="Desk 1")
        quiet_form = phone.scans(quiet.join_url).page.url
        quiet.limits("Desk 1", 1)
        quiet.pauses(LONG)
        for queue in ("Desk 3", "Desk 4"):
            quiet.retires(queue)
        quiet.tells(f"{LONG} is late.")

        used_code = dashboard.join_url
        form = phone.scans(used_code).page.url
        for _ in range(2):
            phone.scans(used_code)
        yield Scene(
            mailbox=mailbox,
            dashboard=dashboard,
            owner=cookies(dashboard),
            owner_of_nobody=cookies(empty),
            customer=dashboard.row("A1").get_by_role("link").last.get_attribute("href") or "",
            form=form,
            used_code=used_code,
            board=dashboard.board_url,
            waiting=waiting,
            called=called,
            party=party,
            left=left,
            quiet=quiet,
            quiet_owner=cookies(quiet),
            quiet_form=quiet_form,
            quiet_code=quiet.join_url,
            closed_board=closed_board,
            closed_form=closed_form,
            closed_ticket=closed_ticket,
            confirm=link(mailbox, "is open", "confirm/", dashboard),
            confirm_of_nobody=link(mailbox, "is open", "confirm/", empty),
            again=link(mailbox, "report of", r"open\?again=", closed),
        )


def link(mailbox: Mailbox, subject: str, path: str, dashboard: Dashboard) -> str:
    """The link that was mailed to this owner."""
    found = re.search(rf"http\S+/{path}\S+", text_of(mailbox.wait_for(subject, to=dashboard.email)))
    assert found is not None
    return found[0]


def cookies(dashboard: Dashboard) -> Cookies:
    """What makes a browser this owner's."""
    return dashboard.page.context.cookies()


def at(path: str) -> Show:
    """A page that anybody can open."""
    return lambda page, _scene: page.goto(path)


def of(attribute: str) -> Show:
    """A page whose link somebody of the shop has."""
    return lambda page, scene: page.goto(getattr(scene, attribute))


def at_the_dashboard(path: str) -> Show:
    """A page that only the owner can open."""

    def show(page: Page, scene: Scene) -> None:
        page.context.add_cookies(scene.owner)
        page.goto(path)

    return show


def quiet_dashboard(path: str) -> Show:
    """A page of the store that lets nobody in."""

    def show(page: Page, scene: Scene) -> None:
        page.context.add_cookies(scene.quiet_owner)
        page.goto(path)

    return show
