"""A browser whose session is over: whatever it asks, it sees nothing of the store and changes
nothing. Some taps look up in the statement of their change whether the session lasts."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import text
from time_machine import Traveller

from app.extensions import db
from tests.support.crowd import all_at_once
from tests.support.people import Owner
from tests.support.shops import BusyShop, everything

HTMX = {"HX-Request": "true"}
TAPS = {"line.call", "line.add", "line.state"}


def copy_of(owner: Owner) -> Owner:
    """A browser with the same cookie."""
    cookie = owner.client.get_cookie("owner", domain="queue.example")
    assert cookie is not None
    copy = Owner(owner.client.application)
    copy.client.set_cookie("owner", cookie.value, domain="queue.example")
    return copy


def signed_out(owner: Owner, _clock: Traveller) -> None:
    """The browser itself was signed out, and somebody has a copy of the cookie."""
    owner.submit("/store", {}, action="/signout")


def signed_out_elsewhere(owner: Owner, _clock: Traveller) -> None:
    """Another browser of the owner signed all others out."""
    tablet = Owner(owner.client.application)
    tablet.submit("/signin", {"email": "owner@example.com", "password": "a short sentence"})
    tablet.submit("/store/settings", {}, action="/store/signout")


def over(_owner: Owner, clock: Traveller) -> None:
    """The 24 hours are over, and no job has closed the store yet."""
    clock.shift(timedelta(hours=24, seconds=1))


def closed(owner: Owner, _clock: Traveller) -> None:
    """The owner closed the store."""
    owner.submit("/store/close", {})


Ending = Callable[[Owner, Traveller], None]


@pytest.mark.parametrize("ending", [signed_out, signed_out_elsewhere, over, closed])
def test_ended_session_sees_and_changes_nothing(
    app: Flask, clock: Traveller, shop: BusyShop, ending: Ending
) -> None:
    late = copy_of(shop.owner)
    sent = {"csrf_token": shop.token, "name": "Eve", "state": "called", "was": "waiting"}
    routes = [route for route in shop.routes if route.owners]
    ending(shop.owner, clock)
    before, tried = everything(app), set()
    for route in routes:
        for method in route.methods:
            if route.endpoint == "dashboard.events":
                continue
            page = late.ask(method, route.path, data=sent)
            assert page.location.partition("?")[0] == "/signin", route
            told = late.ask(method, route.path, data=sent, headers=HTMX)
            assert (told.status_code, told.headers["HX-Redirect"]) == (204, "/signin"), route
            seen = page.text + told.text
            assert not any(secret in seen for secret in [*shop.secrets, "Test Clinic"]), route
            tried.add(route.endpoint)
    assert tried > TAPS
    assert everything(app) == before


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_what_is_typed_wrong_shows_an_ended_session_nothing(
    clock: Traveller, shop: BusyShop, headers: dict[str, str]
) -> None:
    late, token, owner = copy_of(shop.owner), shop.token, shop.owner
    queue, customer = owner.queue_path("Doctor A"), owner.customer_path("Doctor A", "A1")
    signed_out(owner, clock)
    for path, fields in (
        (f"{queue}/customers", {"name": ""}),
        (f"{queue}/call", {"next": "nonsense"}),
        (f"{customer}/state", {"state": "nonsense"}),
    ):
        page = late.post(path, {"csrf_token": token, **fields}, headers=headers)
        assert not any(secret in page.text for secret in [*shop.secrets, "Test Clinic"]), path
        assert page.status_code in (204, 303, 404, 422), path


@pytest.mark.parametrize("store", [None, "", "nonsense", 5, ["a"]])
def test_session_of_another_version_goes_on(shop: BusyShop, store: object) -> None:
    with shop.owner.client.session_transaction(base_url="http://queue.example") as session:
        session["store"] = store
    assert shop.owner.calls_next("Doctor A").status_code == 303
    assert shop.owner.rows("Doctor A") == {"A1": "called"}


@pytest.mark.parametrize("key", [None, "", "another"])
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_store_alone_is_no_session(
    app: Flask, shop: BusyShop, key: str | None, headers: dict[str, str]
) -> None:
    late, queue = copy_of(shop.owner), shop.owner.queue_path("Doctor A")
    customer, sent = shop.owner.customer_path("Doctor A", "A1"), {"csrf_token": shop.token}
    with late.client.session_transaction(base_url="http://queue.example") as session:
        session["_user_id"] = key
    before = everything(app)
    for path, fields in (
        (f"{queue}/call", {}),
        (f"{queue}/customers", {"name": "Eve"}),
        (f"{customer}/state", {"state": "called", "was": "waiting"}),
    ):
        page = late.post(path, {**sent, **fields}, headers=headers)
        assert (page.location or page.headers["HX-Redirect"]).startswith("/signin"), path
    assert everything(app) == before


def test_tap_that_waits_while_the_session_ends_changes_nothing(app: Flask, shop: BusyShop) -> None:
    """As when every other browser is signed out: the key is of the row that it waits for."""
    path, sent = shop.owner.call_button("Doctor A"), {"csrf_token": shop.token}
    ends = "UPDATE store SET session_key = 'another'"
    (page,) = all_at_once(
        [shop.owner], lambda owner: owner.post(path, sent), app=app, held=ends, kept=True
    )
    assert page.location.partition("?")[0] == "/signin"
    with app.app_context():
        rows = db.session.execute(text("SELECT state, calls FROM customer")).all()
    assert [tuple(row) for row in rows] == [("waiting", 0)]
