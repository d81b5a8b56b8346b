"""Every page that people may come to, in the states that look different, and the way to each."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeAlias

from playwright.sync_api import Browser, Page, expect

from testing.mailbox import Mailbox, text_of
from testing.server import Server
from tests.browser.people import PASSWORD, Dashboard, Phone
from tests.browser.visitors import Held, Visitors

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
        expect(phone.slip("A5")).to_contain_text("You left the line.")
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


def at_the_desk(path: str) -> Show:
    """A page that only the owner can open."""

    def show(page: Page, scene: Scene) -> None:
        page.context.add_cookies(scene.owner)
        page.goto(path)

    return show


def dashboard(page: Page, scene: Scene) -> None:
    at_the_desk("/store")(page, scene)
    expect(Dashboard(page).live).to_have_text("Live")


def dashboard_of_nobody(page: Page, scene: Scene) -> None:
    page.context.add_cookies(scene.owner_of_nobody)
    page.goto("/store")
    expect(page.get_by_text("Nobody is in line.")).to_be_visible()


def dashboard_with_a_notice(page: Page, scene: Scene) -> None:
    dashboard(page, scene)
    page.get_by_text("+ Walk-in").click()
    page.get_by_role("button", name="Add to the line").click()
    expect(page.get_by_label("Name")).to_have_attribute("aria-invalid", "true")
    # Somebody else is faster.
    slow = Held(page, "**/state?*")
    Dashboard(page).row("A1").get_by_role("button", name="No-show").click()
    scene.dashboard.sets("A1", "served", was="called")
    slow.let_go()
    expect(Dashboard(page).flash).to_be_visible()
    scene.dashboard.sets("A1", "called", was="served")


def panel(page: Page, scene: Scene) -> None:
    dashboard(page, scene)
    Dashboard(page).opens_panel("A1")


def board(page: Page, scene: Scene) -> None:
    page.goto(scene.board)
    # The lane that has just changed looks different for a while.
    expect(page.locator("#live")).to_have_text("Live")
    scene.dashboard.sets("A1", "waiting", was="called")
    scene.dashboard.sets("A1", "called", was="waiting")
    expect(page.locator(".lane.fresh")).to_contain_text("Doctor A")


def dashboard_with_all_figures(page: Page, scene: Scene) -> None:
    dashboard(page, scene)
    page.get_by_text("As a table").click()
    page.get_by_role("button", name="Sound").click()


def walk_in_added(page: Page, scene: Scene) -> None:
    page.context.add_cookies(scene.owner_of_nobody)
    page.goto("/store")
    page.get_by_text("+ Walk-in").click()
    page.get_by_label("Name").fill(LONG)
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Print a slip")).to_be_visible()


def customer(page: Page, scene: Scene) -> None:
    at_the_desk(scene.customer)(page, scene)


def slip(page: Page, scene: Scene) -> None:
    at_the_desk(f"{scene.customer}/slip")(page, scene)


def settings_refused(page: Page, scene: Scene) -> None:
    at_the_desk("/store/settings")(page, scene)
    page.get_by_label("Name of the store").fill("")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_label("Name of the store")).to_have_attribute("aria-invalid", "true")


def settings_overtaken(page: Page, scene: Scene) -> None:
    at_the_desk("/store/settings")(page, scene)
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


def queue_refused(page: Page, scene: Scene) -> None:
    at_the_desk(queue_settings(scene))(page, scene)
    page.get_by_label("Name of the queue").fill(LONG)
    page.get_by_label("Most people waiting").fill("many")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_label("Most people waiting")).to_have_attribute("aria-invalid", "true")


def queue_not_retired(page: Page, scene: Scene) -> None:
    at_the_desk(queue_settings(scene))(page, scene)
    page.get_by_role("button", name="Retire the queue").click()
    expect(page.get_by_role("alert")).to_contain_text("It was not retired.")


def queue_settings(scene: Scene) -> str:
    href = scene.dashboard.card("Doctor A").get_by_role("link").get_attribute("href")
    return f"{href}/settings"


def quiet_desk(path: str) -> Show:
    """A page of the store that lets nobody in."""

    def show(page: Page, scene: Scene) -> None:
        page.context.add_cookies(scene.quiet_owner)
        page.goto(path)

    return show


def quiet_announcing(page: Page, scene: Scene) -> None:
    quiet_desk("/store")(page, scene)
    page.get_by_text("Running late?").click()
    expect(page.get_by_label("What should everybody know?")).to_be_visible()


def quiet_board(page: Page, scene: Scene) -> None:
    page.goto(scene.quiet.board_url)
    expect(page.get_by_text("Nobody can join just now")).to_be_visible()


def quiet_store(page: Page, scene: Scene) -> None:
    scene.quiet.pauses()
    quiet_desk("/store")(page, scene)
    expect(page.get_by_text("Joining is paused.")).to_be_visible()


def join_overtaken(page: Page, scene: Scene) -> None:
    scene.quiet.pauses(paused="no")
    scene.quiet.pauses(LONG, "no")
    page.goto(scene.quiet_form)
    page.get_by_label("Your name").fill("Ann")
    page.get_by_role("radio", name=LONG).check()
    scene.quiet.pauses(LONG)
    page.get_by_role("button", name="Join the line").click()
    expect(page.get_by_text("Nobody can join Barth")).to_be_visible()


def closed(page: Page, _scene: Scene) -> None:
    Dashboard(page).opens("Kiosk", queues=["Window"]).closes()


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
    page.goto("/password/forgot")
    page.get_by_label("E-mail").fill(scene.dashboard.email)
    page.get_by_role("button", name="Send the link").click()
    expect(page.get_by_role("heading", name="Look into your mail")).to_be_visible()


def reset(page: Page, scene: Scene) -> None:
    scene.mailbox.empty()
    forgot_sent(page, scene)
    mail = text_of(scene.mailbox.wait_for("password"))
    link = re.search(r"http\S+/password/reset/\S+", mail)
    assert link is not None
    page.goto(link[0])
    expect(page.get_by_label("New password")).to_be_visible()


def alerts(page: Page, scene: Scene) -> None:
    dashboard(page, scene)
    expect(page.get_by_text(f"Is {scene.dashboard.email} right?")).to_be_visible()


def address_refused(page: Page, scene: Scene) -> None:
    at_the_desk("/store/address")(page, scene)
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
    page.get_by_text("Open this ticket on another phone").click()
    page.get_by_role("button", name="Sound when it's my turn").click()
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


PLACES: dict[str, Show] = {
    "home": at("/"),
    "open": at("/open"),
    "open_refused": open_refused,
    "open_taken": open_taken,
    "signin": at("/signin"),
    "signin_refused": signin_refused,
    "forgot": at("/password/forgot"),
    "forgot_sent": forgot_sent,
    "reset": reset,
    "reset_ended": at("/password/reset/nothing"),
    "dashboard_of_nobody": dashboard_of_nobody,
    "dashboard": dashboard,
    "dashboard_with_a_notice": dashboard_with_a_notice,
    "dashboard_with_all_figures": dashboard_with_all_figures,
    "walk_in_added": walk_in_added,
    "panel": panel,
    "customer": customer,
    "slip": slip,
    "alerts": alerts,
    "address": at_the_desk("/store/address"),
    "address_refused": address_refused,
    "confirm": confirm,
    "confirmed": confirmed,
    "confirm_ended": at("/confirm/nothing"),
    "again": again,
    "again_ended": at("/open?again=nothing"),
    "settings": at_the_desk("/store/settings"),
    "settings_refused": settings_refused,
    "settings_overtaken": settings_overtaken,
    "settings_with_retired": quiet_desk("/store/settings"),
    "queue_refused": queue_refused,
    "queue_not_retired": queue_not_retired,
    "announcing": quiet_announcing,
    "board_shut": quiet_board,
    "no_room": of("quiet_form"),
    "dashboard_paused": quiet_store,
    "code_paused": of("quiet_code"),
    "join_overtaken": join_overtaken,
    "close": at_the_desk("/store/close"),
    "closed": closed,
    "board": board,
    "board_closed": of("closed_board"),
    "code_used": of("used_code"),
    "code_unknown": at("/J/000000000000"),
    "join": of("form"),
    "join_refused": join_refused,
    "join_closed": of("closed_form"),
    "waiting": of("waiting"),
    "kept": kept,
    "find": find,
    "find_refused": find_refused,
    "called": of("called"),
    "party": of("party"),
    "left": of("left"),
    "leave": leave,
    "leave_party": leave_party,
    "later": later,
    "later_done": later_done,
    "ticket_closed": of("closed_ticket"),
    "not_found": at("/nothing/here"),
}
