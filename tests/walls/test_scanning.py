"""Whoever has the board's address may take codes for themselves: others get in all the same."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from time_machine import Traveller

from app import clock as clocks
from app.extensions import db
from app.models import JoinCode, scanning
from app.security import tokens
from tests.support.people import Browser, Customer, Owner, queue_ids, words

pytestmark = pytest.mark.slow

SHOP = "127.0.0.1"


def at(who: Browser, address: str) -> Browser:
    """The browser, in this network."""
    who.client.environ_base["REMOTE_ADDR"] = address
    return who


class Hog:
    """Somebody who sees every code as soon as it is there, and scans it from many networks."""

    def __init__(self, networks: int) -> None:
        self.networks = [f"hog {nth}" for nth in range(networks)]
        self.passes = 0

    def takes_all_of(self, code: str) -> None:
        """Each network takes what it gets of this code. Past HTTP, since there is a lot of it."""
        for network in self.networks:
            for _nth in range(3 if len(self.networks) == 1 else 1):
                minted = scanning.scan(
                    code.removeprefix("/J/"),
                    fresh=tokens.join_code(),
                    token=tokens.mint("key"),
                    now=clocks.now(),
                    network=network,
                    bound=600,
                )
                self.passes += minted is not None


def lucky_ones(app: Flask, hog: Hog, clock: Traveller, addresses: Iterator[str]) -> float:
    """The part of 60 who join with what the screen showed a moment before all of it was taken."""
    lucky = 0
    for address in addresses:
        code = code_on_screen(app)
        with app.app_context():
            hog.takes_all_of(code)
        clock.shift(timedelta(seconds=1))
        customer = at(Customer(app), address)
        answer = customer.get(code)
        if answer.status_code == 303:
            joins(customer, answer.location)
            lucky += 1
    return lucky / 60


@pytest.mark.usefixtures("clock", "owner")
@pytest.mark.parametrize("networks", [pytest.param(1, marks=pytest.mark.long), 20])
@pytest.mark.parametrize("shop_wifi", [True, False])
def test_people_get_in_while_somebody_takes_every_code(
    app: Flask, clock: Traveller, networks: int, *, shop_wifi: bool
) -> None:
    addresses = (SHOP if shop_wifi else f"10.1.{nth}.1" for nth in range(60))
    hog = Hog(networks)
    assert lucky_ones(app, hog, clock, addresses) >= 0.9
    # Nor does it get many: what a network holds without joining is bounded.
    assert hog.passes <= networks * scanning.MOST_UNSPENT


@pytest.mark.usefixtures("clock", "owner")
def test_guests_of_one_other_network_get_in_beside_a_hog(app: Flask, clock: Traveller) -> None:
    guests = ("10.2.0.1" for _nth in range(60))
    assert lucky_ones(app, Hog(1), clock, guests) >= 0.9


def joins(customer: Browser, form: str) -> None:
    queue = queue_ids(customer.get(form))["Doctor A"]
    assert customer.post(form, {"name-0": "Ann", "queue-0": queue}).status_code == 303


def code_on_screen(app: Flask) -> str:
    """As on every screen of the only store, read where it is quickest."""
    with app.app_context():
        shown = select(JoinCode.code).where(JoinCode.replaced_by.is_(None))
        return f"/J/{db.session.scalar(shown)}"


@pytest.mark.parametrize("address", [SHOP, "10.3.0.1"])
def test_two_hundred_join_from_one_network_in_ten_minutes(
    app: Flask, clock: Traveller, owner: Owner, address: str
) -> None:
    queue = queue_ids(Customer(app).scans(owner.join_code))["Doctor A"]
    customer = at(Customer(app), address)
    for _nth in range(200):
        form = customer.get(code_on_screen(app)).location
        assert customer.post(form, {"name-0": "Ann", "queue-0": queue}).status_code == 303
        clock.shift(timedelta(seconds=3))


def test_whoever_joins_without_end_from_one_network_waits(
    app: Flask, clock: Traveller, owner: Owner, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = replace(app.config["SETTINGS"], max_scans_per_network=30)
    monkeypatch.setitem(app.config, "SETTINGS", few)
    hog = at(Customer(app), "10.66.0.1")
    got = 0
    for _nth in range(40):
        answer = hog.get(owner.join_code)
        if answer.status_code == 303:
            got += 1
            joins(hog, answer.location)
    assert got == 30
    refused = hog.get(owner.join_code)
    assert refused.status_code == 429
    assert "Switch from Wi-Fi to mobile data" in words(refused)
    clock.shift(timedelta(minutes=20))
    assert hog.get(owner.join_code).status_code == 303


def test_owner_sees_that_many_scan_from_one_place_and_clears_what_joined_from_there(
    app: Flask, clock: Traveller, owner: Owner
) -> None:
    honest = at(Customer(app), "10.1.0.1")
    joins(honest, honest.get(owner.join_code).location)
    assert "Unusually many" not in words(owner.get("/store"))
    hog = at(Customer(app), "10.66.0.1")
    forms = [hog.get(owner.join_code).location for _nth in range(25)]
    for form in forms[:4]:
        joins(hog, form)
    page = owner.get("/store")
    assert "Unusually many have scanned from one place." in words(page)
    assert 'href="/store/joins"' in page.text
    page = owner.get("/store/joins")
    assert "4 people wait from A2 to A5" in words(page)
    network = page.text.partition('name="network" value="')[2].partition('"')[0]
    assert "10.66" not in page.text
    clear = {"network": network, "minutes": "10"}
    assert owner.submit("/store/joins", clear, action="/store/joins/clear").status_code == 303
    assert "4 people were taken out of the line." in words(owner.get("/store/joins"))
    rows = owner.rows("Doctor A")
    assert rows["A1"] == "waiting"
    assert [rows[f"A{nth}"] for nth in range(2, 6)] == ["removed"] * 4
    # Anybody of them can be put back, and the history knows who was.
    assert owner.sets("Doctor A", "A2", "waiting").status_code == 303
    clock.shift(timedelta(minutes=16))
    assert "Unusually many" not in words(owner.get("/store"))


def test_owner_clears_nobody_of_another_store(app: Flask, owner: Owner, other_owner: Owner) -> None:
    guest = at(Customer(app), "10.1.0.1")
    joins(guest, guest.get(owner.join_code).location)
    page = owner.get("/store/joins").text
    network = page.partition('name="network" value="')[2].partition('"')[0]
    other_owner.submit("/store/joins", {"network": network}, action="/store/joins/clear")
    assert owner.rows("Doctor A") == {"A1": "waiting"}


def test_old_link_of_the_board_shows_nothing_once_there_is_a_new_one(
    app: Flask, owner: Owner, anybody: Browser
) -> None:
    old, code = owner.board, owner.join_code
    owner.submit("/store/joins", {}, action="/store/joins/board")
    assert anybody.get(old).status_code == 410
    assert anybody.get(f"{old}/find").status_code == 410
    assert anybody.get(code).status_code == 410
    assert owner.board != old
    # Nobody is left to believe that the store has closed.
    assert "It is open? Then its board has a new link" in words(anybody.get(old))
    assert anybody.get(owner.board).status_code == 200
    assert at(Customer(app), "10.1.0.1").get(owner.join_code).status_code == 303


def test_store_whose_time_is_over_shows_nobody_though_nothing_has_closed_it(
    app: Flask, clock: Traveller, owner: Owner
) -> None:
    ann = Customer(app).joins(owner.join_code, name_0="Ann Onymous")
    board, queue = owner.board, owner.queue_path("Doctor A")
    clock.shift(timedelta(hours=24))
    for page in (ann.ticket, board, f"{ann.ticket}/leave"):
        answer = ann.get(page)
        assert (answer.status_code, "Ann" in answer.text) == (410, False), page
    for page in ("/store", queue, "/store/report.csv", "/store/joins"):
        answer = owner.get(page)
        assert (answer.status_code, "Ann" in answer.text) == (303, False), page
