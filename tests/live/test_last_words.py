"""When a store closes, or its owner signs out, every screen says so and does not come back."""

import re

from flask import Flask
from sqlalchemy import select

from app import live
from app.extensions import db
from app.models import EndedSession, Store
from testing.mailbox import Mailbox, text_of
from tests.support.addresses import confirm_all
from tests.support.jobs import run_the_jobs
from tests.support.people import Browser, Owner
from tests.support.shops import BusyShop
from tests.support.watching import Screen, watching

RIGHT = {"email": "owner@example.com", "password": "a short sentence"}


def test_closing_is_the_last_thing_that_every_screen_hears(
    shop: BusyShop, anybody: Browser
) -> None:
    with (
        watching(shop.owner.second_window(), "/store") as (dashboard,),
        watching(shop.ann, shop.ann.ticket) as (phone,),
        watching(anybody, shop.board) as (board,),
    ):
        for screen in (dashboard, phone, board):
            screen.shows()
        shop.owner.submit("/store/close", {})
        assert "Your store has closed" in dashboard.shows()["page"]
        for screen in (phone, board):
            assert "The store has closed" in screen.shows()["page"]
        for screen in (dashboard, phone, board):
            assert ended(screen)


def test_screen_that_comes_back_after_the_closing_is_told_so(
    shop: BusyShop, anybody: Browser
) -> None:
    shop.owner.submit("/store/close", {})
    for path, last_words in (
        (f"{shop.ann.ticket}/events", "The store has closed"),
        (f"{shop.board}/events", "The store has closed"),
        ("/store/events", "You are signed out"),
    ):
        screen = Screen(anybody, path)
        assert last_words in screen.shows()["page"]
        assert ended(screen)


def test_owner_who_signs_out_ends_the_screens_of_this_browser_alone(
    app: Flask, shop: BusyShop
) -> None:
    phone = Owner(app)
    phone.submit("/signin", RIGHT)
    with watching(shop.owner, "/store") as (here,), watching(phone, "/store") as (there,):
        here.shows()
        there.shows()
        shop.owner.submit("/store", {}, action="/signout")
        assert "You are signed out" in here.shows()["page"]
        assert ended(here)
        phone.calls_next("Doctor A")
        assert 'data-state="called"' in there.shows()["front"]


def test_owner_who_signed_out_elsewhere_sees_no_more_even_if_the_word_of_it_was_lost(
    app: Flask, shop: BusyShop
) -> None:
    with watching(shop.owner, "/store") as (screen,):
        screen.shows()
        with app.app_context():
            store = db.session.scalar(select(Store).where(Store.name == "Test Clinic"))
            assert store is not None
            with shop.owner.client.session_transaction(base_url=shop.owner.base) as session:
                db.session.add(EndedSession(id=session["id"], store_id=store.id))
            db.session.commit()
        live.check(app)
        assert "You are signed out" in screen.shows()["page"]
        assert ended(screen)


def test_new_password_ends_the_screens_of_every_other_browser(
    app: Flask, shop: BusyShop, mailbox: Mailbox
) -> None:
    thief = Owner(app)
    thief.submit("/signin", RIGHT)
    with watching(thief, "/store") as (screen,), watching(shop.ann, shop.ann.ticket) as (phone,):
        screen.shows()
        phone.shows()
        confirm_all(app)
        shop.owner.submit("/password/forgot", {"email": RIGHT["email"]})
        run_the_jobs(app)
        link = re.search(r"/password/reset/\S+", text_of(mailbox.only("Set a new password")))
        assert link is not None
        shop.owner.submit(link[0], {"password": "a new sentence"})
        # At once, not only when something in the store changes.
        assert "You are signed out" in screen.shows()["page"]
        assert ended(screen)
        # Customers go on.
        shop.owner.calls_next("Doctor A")
        assert "It's your turn" in phone.shows()["party"]


def test_ticket_out_of_the_line_says_so_however_many_watch_the_store(shop: BusyShop) -> None:
    # What the board is shown has nobody who is out of the line.
    with watching(shop.owner, shop.board) as (board,):
        board.shows()
        shop.owner.sets("Doctor A", "A1", "served", was="waiting")
        board.shows()
        with watching(shop.ann, shop.ann.ticket) as (phone,):
            assert "Done. Thank you for coming." in phone.shows()["party"]


def ended(screen: Screen) -> bool:
    """Whether the browser was told not to come back, and nothing follows."""
    end = screen.hears()
    return end is not None and end.event == "end" and screen.hears() is None
