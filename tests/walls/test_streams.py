"""Nobody takes all streams: a store's screens have seats of their own, and many is not all."""

from types import SimpleNamespace
from typing import cast
from uuid import UUID, uuid4

import pytest

from app.live.channel import Channel
from app.live.seats import Counting, Full, Seat, Seats
from app.snapshot.store import Snapshot

MOST, MOST_OF_A_STORE = 800, 200


def _seat(store_id: UUID, network: str, *, screen: bool, dashboard: bool = False) -> Seat:
    hub = cast(Counting, None)
    return Seat(hub, store_id, network=network, screen=screen, dashboard=dashboard)


class Stores:
    """A process and the stores in it; who comes in from where."""

    def __init__(self) -> None:
        self.seats = Seats(MOST, MOST_OF_A_STORE)
        self.taken = 0

    def open(self, *, confirmed: bool) -> Channel:
        channel = Channel(uuid4())
        channel.snapshot = cast(Snapshot, SimpleNamespace(email_is_confirmed=confirmed))
        return channel

    def comes(
        self, channel: Channel, network: str, *, screen: bool = False, dashboard: bool = False
    ) -> bool:
        seat = _seat(channel.store_id, network, screen=screen or dashboard, dashboard=dashboard)
        try:
            self.seats.admit(seat, self.taken, channel)
        except Full:
            return False
        channel.viewers += 1
        channel.screens += seat.screen
        channel.dashboards += seat.dashboard
        self.seats.enter(seat)
        self.taken += 1
        return True


@pytest.mark.parametrize("networks", [1, 20])
def test_made_up_stores_leave_seats_for_everybody_else(networks: int) -> None:
    stores = Stores()
    made_up = [stores.open(confirmed=False) for _nth in range(4)]
    for nth in range(4 * 1_000):
        stores.comes(made_up[nth % 4], f"hog {nth % networks}", screen=nth % 2 == 0)
    shop = stores.open(confirmed=True)
    assert all(stores.comes(shop, "shop", screen=True) for _nth in range(5))
    assert all(stores.comes(shop, f"customer {nth}") for nth in range(100))
    # An honest owner who has not looked at the mail yet is among them.
    new = stores.open(confirmed=False)
    assert stores.comes(new, "new shop", screen=True)
    assert all(stores.comes(new, f"new customer {nth}") for nth in range(20))


def test_screens_of_a_store_open_though_all_seats_are_taken() -> None:
    stores = Stores()
    for nth in range(2 * MOST):
        stores.comes(stores.open(confirmed=True), f"customer {nth}")
    shop = stores.open(confirmed=True)
    assert not stores.comes(shop, "late customer")
    assert stores.comes(shop, "shop", screen=True)


def test_shop_whose_customers_share_its_network_fills_the_house() -> None:
    stores, shop = Stores(), Stores().open(confirmed=True)
    assert all(stores.comes(shop, "shop") for _nth in range(MOST_OF_A_STORE))
    assert not stores.comes(shop, "shop")
    assert stores.comes(shop, "shop", screen=True)


def test_screens_of_hundreds_of_made_up_stores_leave_seats_for_those_of_others() -> None:
    stores = Stores()
    for _nth in range(MOST):
        made_up = stores.open(confirmed=False)
        for nth in range(20):
            stores.comes(made_up, "hog", screen=nth < 10, dashboard=nth >= 10)
    assert all(
        stores.comes(stores.open(confirmed=True), f"shop {nth}", dashboard=True)
        for nth in range(50)
    )


def test_owner_watches_the_store_though_somebody_took_all_its_seats_with_the_boards_link() -> None:
    stores, shop = Stores(), Stores().open(confirmed=True)
    for nth in range(2 * MOST_OF_A_STORE):
        stores.comes(shop, f"hog {nth % 20}", screen=True)
    assert not stores.comes(shop, "hog", screen=True)
    assert all(stores.comes(shop, "shop", dashboard=True) for _nth in range(5))
    # And the other way round: many devices of the owner leave seats for boards.
    other = stores.open(confirmed=True)
    for _nth in range(2 * MOST_OF_A_STORE):
        stores.comes(other, "other shop", dashboard=True)
    assert stores.comes(other, "other shop", screen=True)


def test_networks_are_forgotten_as_their_viewers_go() -> None:
    seats, seat = Seats(MOST, MOST_OF_A_STORE), _seat(uuid4(), "a", screen=True)
    seats.enter(seat)
    seats.leave(seat)
    assert not seats.by_network
    assert not seats.screens
