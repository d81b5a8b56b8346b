"""A fragment is the same whether it comes in its page, through the stream or as a reply."""

import html
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from time_machine import Traveller

from app.live.drawn import Drawn
from app.live.fragments import Fragment, condensed
from app.pages import line, today
from tests.support.people import Browser, Owner, words
from tests.support.shops import BusyShop
from tests.support.watching import fragments_in, watching

HTMX = {"HX-Request": "true"}


def test_owners_fragments_are_in_the_page(shop: BusyShop) -> None:
    # Somebody of each sort: called, waiting, gone.
    for nth in range(3):
        shop.owner.submit("/store", {"name": f"No. {nth}"}, action=walk_in(shop))
    shop.owner.sets("Doctor A", "A1", "served")
    shop.owner.calls_next("Doctor A")
    path = shop.owner.queue_path("Doctor A")
    sent = heard_by(shop.owner, path)
    assert set(sent) == {
        *(
            "headline",
            "until",
            "alerts",
            "pausing",
            "joining",
            "about",
            "join-code",
            "queues",
            "queue",
        ),
        *("front", "up", "line-head", "queue-menu", "history", "today", "first-steps", "line"),
        *("past-rows", "quarters", "paper", "paper-B"),
    }
    page = shop.owner.get(path).text
    assert all(fragment in page for fragment in sent.values())


def test_replies_to_buttons_are_in_the_page(shop: BusyShop) -> None:
    path = shop.owner.queue_path("Doctor A")
    reply = shop.owner.presses(shop.owner.call_button("Doctor A"), headers=HTMX)
    fragments = fragments_in(reply.text)
    assert {"queues", "queue", "flash"} < set(fragments)
    change = re.search(r"/store/changes/([^/]+)/undo", fragments["flash"])
    assert change is not None
    page = condensed(shop.owner.get(f"{path}?changed={change[1]}").text)
    assert all(fragment in page for fragment in fragments.values())


def test_customers_fragment_is_in_the_page(shop: BusyShop) -> None:
    sent = heard_by(shop.ann, shop.ann.ticket)
    assert set(sent) == {"sign", "headline", "party", "deleted"}
    page = shop.ann.get(shop.ann.ticket).text
    assert all(fragment in page for fragment in sent.values())


def test_boards_fragments_are_in_the_page(shop: BusyShop, anybody: Browser) -> None:
    shop.owner.calls_next("Doctor A")
    sent = heard_by(anybody, shop.board)
    assert set(sent) == {"before", "headline", "join-code", "lanes", "late"}
    page = anybody.get(shop.board).text
    assert all(fragment in page for fragment in sent.values())


def test_rows_that_were_drawn_once_still_are_what_the_page_shows(
    clock: Traveller, shop: BusyShop
) -> None:
    """A line of hundreds is not drawn anew for each who joins, and yet no row of it is stale."""
    owner, path = shop.owner, shop.owner.queue_path("Doctor A")
    for name in ("Cid", "Dee", "Eve"):
        owner.submit("/store", {"name": name}, action=walk_in(shop))
    changes: list[tuple[int, Callable[[], object]]] = [
        (0, lambda: owner.calls_next("Doctor A")),
        (4, lambda: owner.corrects("Doctor A", "A3", name="Sid")),
        (0, lambda: owner.corrects("Doctor A", "A3", phone="0911 222 333")),
        (0, lambda: owner.notes("Doctor A", "A3", "wheelchair")),
        (0, lambda: owner.moves("Doctor A", "A4", by=-1)),
        (7, lambda: owner.sets("Doctor A", "A1", "served")),
        (0, lambda: owner.sets("Doctor A", "A1", "waiting")),
        (0, lambda: owner.sets("Doctor A", "A1", "called")),
        (60, lambda: owner.moves_over("Doctor A", "A3", "Doctor B")),
    ]
    with watching(owner, path) as (screen,):
        screen.shows()
        for minutes, change in changes:
            clock.shift(timedelta(minutes=minutes))
            change()
            sent = screen.shows()
            # How long ago a moment was, the browser counts by itself.
            page = without_ages(html.unescape(owner.get(path).text))
            assert {"front", "up", "line"} & set(sent)
            assert all(without_ages(fragment) in page for fragment in sent.values())


def test_row_is_drawn_again_only_if_it_differs(app: Flask, shop: BusyShop) -> None:
    owner, path = shop.owner, shop.owner.queue_path("Doctor A")
    for name in ("Cid", "Dee"):
        owner.submit("/store", {"name": name}, action=walk_in(shop))
    hub = app.extensions["live"].hub
    with watching(owner, path) as (screen,):
        screen.shows()
        before = what_lasts(hub.channels[0].drawn)
        owner.calls_next("Doctor A")
        screen.shows()
        after = what_lasts(hub.channels[0].drawn)
    again = [part for key, part in after.items() if part is not before.get(key)]
    (person,) = [part for part in again if part.id.startswith("customer-")]
    assert "A1" in person.html
    # Nor is anything else that says the same as before.
    quiet = {
        "join-code",
        "headline",
        "pausing",
        "joining",
        "until",
        "alerts",
        "about",
        "queue-menu",
    }
    assert not quiet & {part.id for part in again}
    assert quiet < {part.id for part in after.values()}


def test_line_and_figures_are_not_looked_through_for_a_code_alone(
    shop: BusyShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = shop.owner.queue_path("Doctor A")
    with watching(shop.owner, path) as (screen,):
        screen.shows()
        for module in (line, today):
            monkeypatch.delattr(module, "_draw")
        shop.ben.scans(shop.owner.join_code)
        assert "join-code" in screen.shows()


def what_lasts(drawn: Drawn) -> dict[object, Fragment]:
    lasting = dict(drawn._lasting)
    for part in drawn._parts.values():
        lasting |= what_lasts(part.drawn)
    return lasting


def test_that_phones_cannot_reach_the_address_is_said_to_the_owner_alone(app: Flask) -> None:
    owner = Owner(app, "http://localhost").opens("Test Clinic", queues=["Doctor A"])
    told = "Phones can't reach this address"
    dashboard = owner.get("/store")
    assert told in words(dashboard)
    link = re.search(r'href="(/b/[^"]+)"', dashboard.text)
    assert link is not None
    board = Browser(app, "http://localhost").get(link[1])
    assert "Scan to join the line" in words(board)
    assert told not in words(board)


def without_ages(page: str) -> str:
    return re.sub("(<time data-since[^>]*>)[^<]*", r"\1", page)


def heard_by(browser: Browser, path: str) -> dict[str, str]:
    with watching(browser, path) as (screen,):
        message = screen.hears()
    assert message is not None
    return message.fragments


def walk_in(shop: BusyShop) -> str:
    return f"{shop.owner.queue_path('Doctor A')}/customers"


def test_what_stands_around_a_ticket_is_as_new_as_the_ticket(
    clock: Traveller, shop: BusyShop
) -> None:
    """The store's first letter, and when all is deleted: a ticket may be open for a day."""
    with watching(shop.ann, shop.ann.ticket) as (phone,):
        phone.shows()
        for new, says in (
            ({"timezone": "Asia/Kathmandu"}, "deleted"),
            ({"name": "Ärzte am Markt"}, "sign"),
        ):
            shop.owner.submit("/store/settings", new)
            told = phone.shows()
            assert says in told
            page = html.unescape(condensed(shop.ann.get(shop.ann.ticket).text))
            assert all(fragment in page for fragment in told.values())
        assert " tomorrow " in told_until(shop)
        clock.shift(timedelta(hours=20))
        shop.owner.calls_next("Doctor A")
        assert " tomorrow " not in phone.shows()["deleted"]
        assert " tomorrow " not in told_until(shop)


def told_until(shop: BusyShop) -> str:
    """When all is deleted, as the ticket says it."""
    return words(shop.ann.get(shop.ann.ticket)).partition("Everything is deleted")[2]
