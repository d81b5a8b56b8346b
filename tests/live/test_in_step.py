"""A page and its stream stay in step, whatever a tap was answered: see `rows.js`."""

from __future__ import annotations

from datetime import timedelta

from time_machine import Traveller

from tests.support.people import Owner
from tests.support.shops import BusyShop
from tests.support.watching import Screen, watching


def name_of_next(screen: Screen) -> str:
    message = screen.hears()
    assert message is not None
    return message.name


def taps_too_late(owner: Owner, shown: str) -> str:
    """What a page that shows this state shows after a tap that is refused."""
    path = owner.customer_path("Doctor A", "A1")
    page = {"HX-Request": "true", "Shown": shown}
    sent = {"csrf_token": owner.token_of("/store"), "state": "served", "was": "no_show"}
    refused = owner.post(f"{path}/state", sent, headers=page)
    assert refused.status_code == 409
    return refused.headers["Shown"]


def test_owner_who_was_overtaken_stays_in_step_with_the_stream(
    clock: Traveller, shop: BusyShop
) -> None:
    with watching(shop.owner, "/store") as [screen]:
        before = name_of_next(screen)
        # By now what is drawn anew is otherwise: somebody waits for longer than they were told.
        clock.shift(timedelta(minutes=90))
        step = taps_too_late(shop.owner, before)
        assert step.startswith(f"{before}>")
        assert name_of_next(screen) == step
        shop.owner.calls_next("Doctor A")
        assert name_of_next(screen).partition(">")[0] == step.partition(">")[2]
