"""Only those are woken whom a change concerns, and what shows the same is drawn once."""

from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from app.live.hub import Hub
from app.live.seats import Seat
from app.pages import board as board_pages
from tests.support.people import Browser, Customer
from tests.support.shops import BusyShop
from tests.support.watching import watching


def test_screens_that_came_at_different_times_are_drawn_together(
    shop: BusyShop, anybody: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = 0
    draw = board_pages.draw

    def counted(*of: Any) -> Any:
        nonlocal drawn
        drawn += 1
        return draw(*of)

    monkeypatch.setattr(board_pages, "draw", counted)
    with watching(anybody, shop.board) as (early,):
        early.shows()
        shop.owner.calls_next("Doctor A")
        early.shows()
        with watching(anybody, shop.board) as (late,):
            late.shows()
            before = drawn
            shop.owner.sets("Doctor A", "A1", "served")
            assert early.shows() == late.shows()
            assert drawn - before == 1


def test_only_tickets_that_change_are_woken_and_all_give_signs_of_life(
    app: Flask, shop: BusyShop
) -> None:
    """To wake a viewer costs more than to see that there is nothing new for them."""
    cid = Customer(app).joins(shop.owner.join_code, name_0="Cid")
    dee = Customer(app).joins(shop.owner.join_code, name_0="Dee", queue_0="Doctor B")
    hub = app.extensions["live"].hub
    with watching(cid, cid.ticket) as (first,), watching(dee, dee.ticket) as (second,):
        for screen in (first, second):
            screen.shows()
        (channel,) = hub.channels
        seats = [Woken(hub, channel.store_id, token_of(customer)) for customer in (cid, dee)]
        with seats[0], seats[1]:
            shop.owner.calls_next("Doctor A")
            assert "You're next" in first.shows()["place-0"]
            assert [seat.woken for seat in seats] == [1, 0]
        # A beat reaches also those who slept through the change, and those only once.
        hub.beat()
        for screen in (first, second):
            message = screen.hears()
            assert message is not None
            assert message.event == "beat"
        shop.owner.calls_next("Doctor B")
        assert "It's your turn" in second.shows()["party"]


class Woken(Seat):
    """Somebody with a ticket, who counts how often they are woken."""

    def __init__(self, hub: Hub, store_id: UUID, ticket: str) -> None:
        super().__init__(hub, store_id, party=ticket)
        self.woken = 0

    def wake(self) -> None:
        self.woken += 1


def token_of(customer: Customer) -> str:
    return customer.ticket.rpartition("/")[2]
