"""What changes in the line is told to the screens, not read by them; they show what they would have
read."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID

import gevent
import pytest
from flask import Flask
from psycopg.errors import DivisionByZero
from time_machine import Traveller

from app import clock as app_clock
from app.database import signals
from app.live.hub import Hub
from app.models import change, line
from app.models.scanning import MANY_UNSPENT
from app.models.told import Told, Written
from app.snapshot import load, queue
from app.snapshot.after import after
from app.snapshot.store import Snapshot
from tests.support.crowd import all_at_once
from tests.support.people import Customer
from tests.support.shops import BusyShop
from tests.support.verbs import Day
from tests.support.watching import watching
from tests.support.writers import database, seen

_OF_THE_READING = {"taken_at", "known"}
_OBJECTS = {"every_queue", "others"}
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
            assert (scan.code is None) == bool(nth % 2)
            assert all_of(after(older, [scan])) == all_of(load.snapshot(store, older))
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


@pytest.mark.slow
@pytest.mark.parametrize(
    "seed", [0, *(pytest.param(seed, marks=pytest.mark.long) for seed in (1, 2, 3))]
)
def test_whatever_happens_the_store_is_the_one_that_is_read_then(
    app: Flask, clock: Traveller, store: UUID, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    # Otherwise what is told of waits may differ for some seconds, as it is meant to.
    monkeypatch.setattr(queue, "_WAITS_LAST", timedelta(0))
    with app.app_context(), database(app) as writers, hearing() as told:
        day, counted = Day(store, writers, seed), Counter[bool]()
        older = load.snapshot(store)
        assert older is not None
        for _nth in range(80):
            clock.shift(timedelta(seconds=day.chance.choice((0, 0, 1, 50))))
            # What happens in one moment is shown together.
            what = [day.goes_on() for _nth in range(day.chance.choice((1, 1, 2, 3)))]
            changes = [one for one in told if one]
            day.chance.shuffle(changes)
            every = bool(told) and len(changes) == len(told)
            newer = after(older, changes) if every else None
            counted[newer is not None] += 1
            told.clear()
            read, anew = load.snapshot(store, older), load.snapshot(store)
            newer = newer or read
            for made in (newer, read):
                assert of_people(made) == of_people(anew), what
            assert all_but_queues(newer) == all_but_queues(read), what
            assert newer is not None
            older = newer
        # That it is neither all told nor all read.
        assert min(counted[True], counted[False]) > 10


def test_call_that_waited_for_the_board_to_be_changed_tells_nobodys_name(
    app: Flask, store: UUID
) -> None:
    """It began when the board still showed initials."""
    with app.app_context(), database(app) as writers:
        writers.quick.execute("UPDATE store SET board_shows = 'initials', version = version + 1")
        (queue_id,) = writers.quick.execute("SELECT id FROM queue WHERE letter = 'A'").fetchone()

    def calls(_who: None) -> list[Told | None]:
        with app.app_context(), hearing() as told:
            line.call_next(store, queue_id, app_clock.now())
            return told

    held = "UPDATE store SET board_shows = 'numbers', version = version + 1"
    ((told,),) = all_at_once([None], calls, app=app, held=held, kept=True)
    assert told is not None
    ((_id, _by, row),) = told.rows
    assert (row.state, row.named) == ("called", False)


def test_screens_read_what_they_cannot_make_of_what_was_told(
    hub: Hub, shop: BusyShop, store: UUID
) -> None:
    with watching(shop.ann, shop.board) as (board,):
        board.shows()
        shown, read = hub.newest(store), hub.loads
        assert shown is not None
        known = shown.every_queue[0].made_of.line[0]
        nowhere = Written(known.id, "1", known.row._replace(queue_id="of nobody"))
        hub.wake(store, Told(shown.version + 1, [nowhere], added=True))
        assert hub.newest(store) is None
        gevent.sleep(0.2)
        assert hub.newest(store) is not None
        assert hub.loads == read + 1


def test_store_whose_time_is_over_is_shown_no_more_by_what_is_told_then(
    app: Flask, clock: Traveller, store: UUID
) -> None:
    with app.app_context(), database(app) as writers, hearing() as told:
        older = load.snapshot(store)
        assert older is not None
        clock.move_to(older.closes_at)
        Day(store, writers, 0).adds()
        (added,) = told
        assert added is not None
        assert load.snapshot(store, older) is None
        assert after(older, [added]) is None


def test_change_is_told_even_if_what_is_old_cannot_be_forgotten_then(
    app: Flask, store: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(change, "_FORGET_SOMETIMES", 1)
    monkeypatch.setattr(change, "_FORGET", "SELECT 1 / 0")
    with app.app_context(), database(app) as writers, hearing() as told:
        with pytest.raises(DivisionByZero):
            Day(store, writers, 0).adds()
        assert len(told) == 1


@contextmanager
def hearing() -> Iterator[list[Told | None]]:
    """What is told of each change."""
    told: list[Told | None] = []

    def hear(_store: UUID, **more: Told | None) -> None:
        told.append(more["told"])

    with signals.store_changed.connected_to(hear):
        yield told


def all_of(snapshot: Snapshot | None) -> dict[str, object]:
    """Everything but when and how it was read."""
    assert snapshot is not None
    fields = {name: getattr(snapshot, name) for name in snapshot.__dataclass_fields__}
    return {name: value for name, value in fields.items() if name not in _OF_THE_READING}


def all_but_queues(snapshot: Snapshot | None) -> dict[str, object]:
    """The same, without what is another object whenever it is made."""
    return {name: value for name, value in all_of(snapshot).items() if name not in _OBJECTS}


def of_people(snapshot: Snapshot | None) -> object:
    """All that is seen of people, and by what transaction each row in line was written."""
    assert snapshot is not None
    read = [one for queue in snapshot.every_queue for one in queue.made_of.line]
    known = snapshot.known.versions
    return seen(snapshot), [(one.id, one.written, one.row, known[one.id] is one) for one in read]
