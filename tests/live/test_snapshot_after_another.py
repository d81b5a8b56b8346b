"""A snapshot reads only the rows that were written since the one before, and is the same as one
that reads all of them, whoever wrote what, and when they committed it."""

from dataclasses import replace
from functools import partial
from uuid import UUID

import pytest
from flask import Flask
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from app.extensions import db
from app.snapshot import load
from app.snapshot.rows import Version
from app.snapshot.store import Snapshot
from tests.support.writers import ABOUT_THE_STORE, CHANGES, FEW_GONE, database, seen

happens = st.one_of(
    st.tuples(st.sampled_from(sorted(CHANGES)), st.integers(0, 7)),
    st.tuples(st.sampled_from(["delete", "begin", "commit", "roll back"]), st.integers(0, 7)),
    st.tuples(st.sampled_from(sorted(ABOUT_THE_STORE)), st.just(0)),
)


@pytest.mark.slow
@pytest.mark.usefixtures("clock")
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    days=st.lists(st.lists(happens, max_size=4), min_size=1, max_size=6),
    history=st.booleans(),
    watched=st.integers(0, 4),
)
@example(days=[[("begin", 0), ("delete", 0), ("note", 0)]], history=False, watched=0)
@example(days=[[("begin", 0), ("begin", 0), ("rename", 0)]], history=False, watched=0)
def test_the_same_is_seen_as_if_all_were_read(
    app: Flask,
    store: UUID,
    days: list[list[tuple[str, int]]],
    history: bool,
    watched: int,
) -> None:
    with app.app_context(), database(app) as writers:
        db.session.commit()
        read = partial(load.snapshot, parties=writers.parties()[:watched], history=history)
        older = read(store)
        for happened in days:
            for what, nth in happened:
                writers.does(what, nth)
            newer = read(store, older)
            assert seen(newer) == seen(read(store))
            assert unnoticed(older, newer, writers.parties()) == []
            older = newer


def test_tickets_that_change_with_somebody_out_of_another_line_are_noticed(
    app: Flask, store: UUID
) -> None:
    with app.app_context(), database(app) as writers:
        mine = writers.parties()[0]
        writers.ends(mine, 1)
        to = "SELECT id FROM queue WHERE letter = 'B'"
        writers.quick.execute(
            f"UPDATE customer SET queue_id = ({to}), number = 99 WHERE state = 'served'"
        )
        older = load.snapshot(store)
        writers.quick.execute("UPDATE customer SET name = 'Zoe' WHERE state = 'served'")
        newer = load.snapshot(store, older)
        assert newer is not None
        assert older is not None
        assert newer.of_party(mine) != older.of_party(mine)
        assert unnoticed(older, newer, [mine]) == []


def unnoticed(older: Snapshot | None, newer: Snapshot | None, parties: list[str]) -> list[str]:
    """Those whose tickets change, though they are not among those that may."""
    assert older is not None
    assert newer is not None
    may = newer.parties_beside(older)
    changed = [one for one in parties if newer.of_party(one) != older.of_party(one)]
    return [] if may is None else [one for one in changed if one not in may]


def test_only_what_was_written_since_is_read(app: Flask, store: UUID) -> None:
    with app.app_context(), database(app) as writers:
        older = load.snapshot(store)
        assert older is not None
        writers.does("note", 0)
        newer = load.snapshot(store, older)
        assert newer is not None
        before, after = older.known.versions, newer.known.versions
        assert len(after) == len(before) == 10
        assert sum(after[id_] is not before[id_] for id_ in after) == 1


def test_ticket_of_a_party_that_is_gone_lets_nobody_else_be_read_again(
    app: Flask, store: UUID
) -> None:
    """A phone may be left open for hours."""
    with app.app_context(), database(app) as writers:
        gone = writers.parties()[0]
        writers.ends(gone)
        older = load.snapshot(store, parties=[gone], history=False)
        newer = load.snapshot(store, older, parties=[gone], history=False)
        assert older is not None
        assert newer is not None
        assert len(newer.people(gone)) == 3
        before, after = older.known.versions, newer.known.versions
        assert all(after[id_] is before[id_] for id_ in after)


def test_who_was_last_in_line_is_at_hand_whoever_else_of_a_party_waits(
    app: Flask, store: UUID
) -> None:
    with app.app_context(), database(app) as writers:
        mine, _, others = writers.parties()[:3]
        writers.ends(mine, 1)
        writers.ends(others)
        one_is_gone = load.snapshot(store)
        writers.ends(mine)
        for snapshot in one_is_gone, load.snapshot(store, one_is_gone):
            assert snapshot is not None
            assert max(len(queue.history) for queue in snapshot.every_queue) == FEW_GONE


def test_what_was_begun_before_a_snapshot_and_committed_after_it_is_seen(
    app: Flask, store: UUID
) -> None:
    with app.app_context(), database(app) as writers:
        writers.does("begin", 0)
        # Others write meanwhile, and their transactions have later numbers.
        writers.does("note", 1)
        older = load.snapshot(store)
        writers.does("commit", 0)
        newer = load.snapshot(store, older)
        assert seen(newer) != seen(older)
        assert seen(newer) == seen(load.snapshot(store))


@pytest.mark.parametrize("horizon", ["18446744073709551615", "4294967299", "1"])
def test_database_that_counts_transactions_anew_is_read_whole(
    app: Flask, store: UUID, horizon: str
) -> None:
    """After a failover to a replica that lacked the last ones, or a restore."""
    with app.app_context(), database(app) as writers:
        older = load.snapshot(store)
        assert older is not None
        writers.does("note", 0)
        strange = replace(older, known=older.known._replace(horizon=horizon))
        assert seen(load.snapshot(store, strange)) == seen(load.snapshot(store))


def test_number_that_another_server_gave_again_hides_nothing(app: Flask, store: UUID) -> None:
    with app.app_context(), database(app):
        older = load.snapshot(store)
        assert older is not None
        lost = {
            id_: Version(id_, one.written, one.row._replace(name="Never committed there"))
            for id_, one in older.known.versions.items()
        }
        ahead = str(int(older.known.horizon or 0) + 1000)
        strange = replace(older, known=older.known._replace(horizon=ahead, versions=lost))
        assert seen(load.snapshot(store, strange)) == seen(load.snapshot(store))
