"""All that shows a shop: the board, a customer's phone and the owner's dashboard."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tests.support.people import Browser
from tests.support.shops import BusyShop
from tests.support.watching import Screen, watching


@contextmanager
def all_screens(shop: BusyShop, anybody: Browser) -> Iterator[tuple[Screen, Screen, Screen]]:
    """The board, Ann's ticket and the dashboard, which have shown what there is by now."""
    with (
        watching(anybody, shop.board) as (board,),
        watching(shop.ann, shop.ann.ticket) as (phone,),
        watching(shop.owner, "/store") as (dashboard,),
    ):
        for screen in (board, phone, dashboard):
            screen.shows()
        yield board, phone, dashboard
