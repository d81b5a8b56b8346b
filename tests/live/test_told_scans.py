"""A scan is told to the screens instead of read by them; they show what they would have read."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID

from flask import Flask
from time_machine import Traveller

from app.database import signals
from app.live.hub import Hub
from app.models.scanning import MANY_UNSPENT, Scanned
from app.snapshot import load
from app.snapshot.store import Snapshot
from tests.support.people import Customer
from tests.support.shops import BusyShop
from tests.support.watching import watching
from tests.support.writers import database

_OF_THE_READING = {"taken_at", "known"}
_HAPPENED = "UPDATE store SET version = version + 1, notice = %s"


def test_store_after_a_scan_is_the_store_that_is_read_then(
    app: Flask, clock: Traveller, shop: BusyShop, store: UUID
) -> None:
    with app.app_context(), database(app) as writers, hearing() as told:
        # So many of one network that is not the shop's that the owner is told.
        writers.quick.execute("UPDATE store SET home_network = 'elsewhere'")
        code, crowded = "", []
        for nth in range(MANY_UNSPENT + 1):
            older = load.snapshot(store)
            assert older is not None
            # The second of two who scan one code finds it replaced already.
            if nth % 2 == 0:
                code = shop.owner.join_code
            Customer(app).scans(code)
            scan = told.pop()
            assert scan is not None
            assert (scan.shows is None) == bool(nth % 2)
            assert all_of(older.after(scan)) == all_of(load.snapshot(store, older))
            crowded.append(scan.crowded_at is not None)
            clock.shift(timedelta(seconds=1))
        assert (crowded[0], crowded[-1]) == (False, True)


def test_open_screens_show_the_new_code_and_nothing_is_read(
    app: Flask, hub: Hub, shop: BusyShop
) -> None:
    path = shop.owner.queue_path("Doctor A")
    with watching(shop.ann, shop.board) as (board,), watching(shop.owner, path) as (dashboard,):
        board.shows()
        dashboard.shows()
        read = hub.loads
        code = shop.owner.join_code
        Customer(app).scans(code)
        assert [*board.shows()] == [*dashboard.shows()] == ["join-code"]
        assert hub.loads == read
        assert shop.owner.join_code != code


def test_what_another_process_did_is_read_whenever_a_scan_is_told(
    app: Flask, hub: Hub, shop: BusyShop, store: UUID
) -> None:
    with watching(shop.ann, shop.board) as (board,), database(app) as writers:
        board.shows()
        read = hub.loads
        writers.quick.execute(_HAPPENED, ("Lunch",))
        Customer(app).scans(shop.owner.join_code)
        assert "Lunch" in "".join(board.shows().values())
        assert hub.loads == read + 1
        Customer(app).scans(shop.owner.join_code)
        writers.quick.execute(_HAPPENED, ("Dinner",))
        hub.wake(store)
        assert [*board.shows()] == ["join-code"]
        assert "Dinner" in "".join(board.shows().values())
        assert hub.loads == read + 2


@contextmanager
def hearing() -> Iterator[list[Scanned | None]]:
    """What is told of each change."""
    told: list[Scanned | None] = []

    def hear(_store: UUID, **more: Scanned | None) -> None:
        told.append(more["told"])

    with signals.store_changed.connected_to(hear):
        yield told


def all_of(snapshot: Snapshot | None) -> dict[str, object]:
    """Everything but when and how it was read."""
    assert snapshot is not None
    fields = {name: getattr(snapshot, name) for name in snapshot.__dataclass_fields__}
    return {name: value for name, value in fields.items() if name not in _OF_THE_READING}
