"""Who may do what. The routes are taken from the URL map, so a new one is looked at by itself."""

from flask import Flask

from tests.support.pages import typed_in
from tests.support.people import Browser, Customer, Owner, csrf_token, opening, words
from tests.support.shops import BusyShop, everything

HTMX = {"HX-Request": "true"}


def test_nobody_gets_at_anything_of_a_store_without_signing_in(
    app: Flask, shop: BusyShop, anybody: Browser
) -> None:
    sent = {"csrf_token": csrf_token(anybody.get("/signin"))}
    before = everything(app)
    for route in filter(lambda route: route.owners, shop.routes):
        for method in route.methods:
            page = anybody.ask(method, route.path, data=sent)
            if route.endpoint == "dashboard.events":
                assert "You are signed out" in page.text
                assert page.text.endswith("event: end\ndata: end\n\n")
            else:
                assert page.location.partition("?")[0] == "/signin", route
                told = anybody.ask(method, route.path, data=sent, headers=HTMX)
                assert (told.status_code, told.headers["HX-Redirect"]) == (204, "/signin")
            assert not any(secret in page.text for secret in [*shop.secrets, "Test Clinic"]), route
    assert everything(app) == before


def test_owner_of_another_shop_does_not_find_it(
    app: Flask, shop: BusyShop, other_owner: Owner
) -> None:
    token = csrf_token(other_owner.get("/store"))
    sent = {"csrf_token": token, "name": "Eve", "state": "removed", "was": "waiting"}
    sent |= {"paused": "yes", "minutes_guess": "9"}
    before = everything(app)
    tried = 0
    for route in shop.routes:
        for method in route.methods if route.owners and route.has_id else ():
            page = other_owner.ask(method, route.path, data=sent)
            assert page.status_code == 404, route
            assert not any(secret in page.text for secret in [*shop.secrets, "Test Clinic"]), route
            tried += 1
    assert tried >= 5
    assert everything(app) == before


def test_owner_of_another_shop_sees_their_own_on_every_page(
    shop: BusyShop, other_owner: Owner
) -> None:
    queue = shop.ids["queue_id"]
    for route in shop.routes:
        if route.owners and not route.has_id and "GET" in route.methods:
            # The id of the clinic's queue does not open it here either.
            page = other_owner.get(f"{route.path}?queue={queue}")
            assert page.status_code == 200, route
            if route.endpoint == "dashboard.events":
                page.close()  # what it would say is in test_live_updates.py
                continue
            assert not any(secret in page.text for secret in [*shop.secrets, "Doctor A"]), route


def test_form_from_a_foreign_page_changes_nothing(
    app: Flask, shop: BusyShop, other_owner: Owner
) -> None:
    owner = shop.owner
    somebody_elses = csrf_token(other_owner.get("/store"))
    before = everything(app)
    filled_in = {**opening(email="new@example.com"), "state": "removed", "was": "waiting"}
    tried = set()
    for route in shop.routes:
        # Customers have no cookie that a foreign page could misuse.
        if "POST" not in route.methods or route.customers:
            continue
        for forged in ({}, {"csrf_token": "wrong"}, {"csrf_token": somebody_elses}):
            page = owner.post(route.path, {**filled_in, **forged})
            assert page.status_code == (410 if route.ended else 422), route
        tried.add(route.endpoint)
    assert {"account.open_store", "session.signout", "line.call", "store.close"} <= tried
    assert everything(app) == before
    assert owner.get("/store").status_code == 200


def test_owner_whose_page_was_open_for_too_long_types_nothing_twice(shop: BusyShop) -> None:
    owner = shop.owner
    walk_in = f"{owner.queue_path('Doctor A')}/customers"
    for path, typed in (
        ("/open", {"name": "Second", "queues": "X\nY", "email": "x@example.com"}),
        ("/store/settings", {"name": "New name", "description": "New words"}),
        (walk_in, {"name": "Old Ben", "phone": "119"}),
        ("/store/notice", {"notice": "We run late."}),
        ("/store/queues", {"queue": "Doctor C"}),
        (f"{owner.queue_path('Doctor A')}/settings", {"name": "Dr. Ahn", "most_waiting": "9"}),
        ("/signin", {"email": "owner@example.com"}),
    ):
        page = owner.post(path, {**typed, "csrf_token": "stale"})
        assert page.status_code == 422
        assert "nothing was sent. Please send it again" in words(page)
        assert {name: typed_in(page, name) for name in typed} == typed


def test_button_of_a_page_that_was_open_for_too_long_says_so(shop: BusyShop) -> None:
    button = shop.owner.call_button("Doctor A")
    page = shop.owner.post(button, {"csrf_token": "stale"})
    assert page.status_code == 422
    assert "This page was out of date Nothing was changed." in words(page)
    notice = shop.owner.post(button, {"csrf_token": "stale"}, headers=HTMX)
    assert notice.text.strip().startswith('<hx-partial hx-target="#flash"')
    assert shop.owner.rows("Doctor A") == {"A1": "waiting"}


def test_nobody_reads_the_customers_from_the_door(
    app: Flask, shop: BusyShop, anybody: Browser
) -> None:
    eve = Customer(app).joins(shop.owner.join_code, name_0="Eve", queue_0="Doctor A")
    shop.owner.calls_next("Doctor A")
    assert "A1" in words(anybody.get(shop.board))
    for path in ("/", shop.board, shop.ben.form, eve.ticket, f"{eve.ticket}/leave", "/metrics"):
        page = anybody.get(path)
        assert page.status_code == 200
        assert not any(secret in page.text for secret in shop.secrets), path
