"""The stores that the pages belong to, and the plain ways to a page."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeAlias

from flask import Flask
from playwright.sync_api import Browser, Page

from app.extensions import limiter
from testing.mailbox import Mailbox, text_of
from testing.server import Server
from tests.browser.dashboard import Dashboard
from tests.browser.visitors import Visitors
from tests.support.jobs import run_the_jobs
from tests.support.people import Customer, Owner

LONG = "Bartholomäus-Maximilian von Hohenstein-Untertürkheim-Süd"
"""The names of some people and queues are longer than a phone is wide."""

Show: TypeAlias = "Callable[[Page, Scene], object]"
"""How to get to a page."""

Cookies: TypeAlias = Any
"""As Playwright gives them, and takes them."""


@dataclass
class Scene:
    """A busy store, and links to what its people see."""

    app: Flask
    base: str
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
def opened(chromium: Browser, server: Server, mailbox: Mailbox, app: Flask) -> Iterator[Scene]:
    """A store on a busy afternoon, one where nobody came yet, and one that has closed.

    They are what they are before anybody looks: the ways to there are looked at elsewhere.
    """
    limiter.reset()
    closed = _owner(app, server.url, "Barber", ["Chair"])
    closed_board = closed.board
    closed_ticket = Customer(app, server.url).joins(closed.join_code, name_0="Ann").ticket
    closed_form = _form(closed)
    assert closed.submit("/store/close", {}).status_code == 200
    empty = _owner(app, server.url, "Bakery", ["Bread"])
    busy, tickets = _busy(app, server.url)
    quiet, quiet_form = _quiet(app, server.url)
    used_code = busy.join_code
    form, *_ = [_form(busy, used_code) for _ in range(3)]
    run_the_jobs(app)
    with Visitors(chromium, server.url) as visitors:
        dashboard = Dashboard(visitors.page()).looks_at(busy)
        at_quiet = Dashboard(visitors.page()).looks_at(quiet)
        yield Scene(
            app=app,
            base=server.url,
            mailbox=mailbox,
            dashboard=dashboard,
            owner=cookies(dashboard),
            owner_of_nobody=[{"name": "owner", "value": empty.cookie, "url": server.url}],
            customer=dashboard.row("A1").get_by_role("link").last.get_attribute("href") or "",
            form=form,
            used_code=used_code,
            board=busy.board,
            **tickets,
            quiet=at_quiet,
            quiet_owner=cookies(at_quiet),
            quiet_form=quiet_form,
            quiet_code=quiet.join_code,
            closed_board=closed_board,
            closed_form=closed_form,
            closed_ticket=closed_ticket,
            confirm=link(mailbox, "is open", "confirm/", busy),
            confirm_of_nobody=link(mailbox, "is open", "confirm/", empty),
            again=link(mailbox, "report of", r"open\?again=", closed),
        )


def _owner(app: Flask, base: str, name: str, queues: list[str], description: str = "") -> Owner:
    email = f"owner-{secrets.token_hex(4)}@example.com"
    return Owner(app, base).opens(name, queues=queues, email=email, description=description)


def _add(owner: Owner, queue: str, *names: str) -> None:
    path = owner.queue_path(queue)
    for name in names:
        added = owner.submit("/store", {"name": name}, action=f"{path}/customers")
        assert added.status_code == 303


def _form(owner: Owner, code: str = "") -> str:
    """Where somebody is led who scans this code, or the one on the screens."""
    customer = Customer(owner.client.application, owner.base)
    customer.scans(code or owner.join_code)
    return customer.form


def _busy(app: Flask, base: str) -> tuple[Owner, dict[str, str]]:
    """The store on a busy afternoon, and the tickets of some who came."""

    def joins(**fields: str) -> str:
        return Customer(app, base).joins(owner.join_code, **fields).ticket

    owner = _owner(app, base, LONG, ["Doctor A", LONG, "Doctor C"], f"{LONG}\n" * 2)
    called = joins(name_0="Ting", queue_0="Doctor A")
    _add(owner, "Doctor A", "Mrs. Okafor", "Ben", "Cy")
    left = joins(name_0="Eve", queue_0="Doctor A")
    assert Customer(app, base).post(f"{left}/leave", {}).status_code == 303
    waiting = joins(name_0=LONG, queue_0="Doctor A", phone_0="+49 711 123 45 67 ext. 89")
    _add(owner, "Doctor A", "Late")
    names = ("Mother", "Person 2", "Person 3")
    people = {f"name_{nth}": name for nth, name in enumerate(names)}
    party = joins(**people, **{f"queue_{nth}": "Doctor C" for nth in range(3)})
    for queue in ("Doctor C", *["Doctor A"] * 4):
        assert owner.presses(f"{owner.queue_path(queue)}/call").status_code == 303
    for ticket, state in (("A2", "served"), ("A3", "no_show"), ("A4", "removed")):
        assert owner.sets("Doctor A", ticket, state, was="called").status_code == 303
    return owner, {"called": called, "left": left, "waiting": waiting, "party": party}


def _quiet(app: Flask, base: str) -> tuple[Owner, str]:
    """One that lets nobody in, and says why; and the form of somebody who scanned before."""
    owner = _owner(app, base, "Bank", ["Desk 1", LONG, "Desk 3", "Desk 4"])
    _add(owner, "Desk 1", "Ann")
    form = _form(owner)
    desk, other = owner.queue_path("Desk 1"), owner.queue_path(LONG)
    for path, said in (
        (f"{desk}/settings", {"most_waiting": "1"}),
        (f"{other}/pause", {"paused": "yes"}),
        (f"{owner.queue_path('Desk 3')}/retire", {}),
        (f"{owner.queue_path('Desk 4')}/retire", {}),
        ("/store/notice", {"notice": f"{LONG} is late."}),
    ):
        assert owner.submit("/store", said, action=path).status_code == 303
    return owner, form


def link(mailbox: Mailbox, subject: str, path: str, dashboard: Dashboard | Owner) -> str:
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
