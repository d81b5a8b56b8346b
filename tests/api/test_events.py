"""A program listens: the whole state first, then what changes, out of the hub of the screens."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import gevent
import pytest
from flask import Flask

from app import live
from app.extensions import db
from app.models import EndedSession, Store
from tests.support.people import Customer, Owner
from tests.support.programs import Program, let_in
from tests.support.watching import watching

_PATIENCE = 5  # seconds


class Listening:
    """An open stream of events, read when asked."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks

    def hears(self) -> tuple[str, Any]:
        """The next event and its data; signs of life are passed over."""
        with gevent.Timeout(_PATIENCE):
            for chunk in self._chunks:
                lines = [line.partition(": ") for line in chunk.decode().splitlines()]
                fields = {name: value for name, _colon, value in lines}
                if "event" in fields:
                    self.id = fields.get("id", "")
                    return fields["event"], json.loads(fields["data"])
        return "", None

    def is_told(self, event: str) -> dict[str, Any]:
        """The data of the next event, which is of this kind."""
        heard, data = self.hears()
        assert heard == event
        assert isinstance(data, dict)
        return data


@contextmanager
def listening(program: Program, seen: str = "") -> Iterator[Listening]:
    """A program that listens."""
    headers = {"Last-Event-ID": seen} if seen else {}
    with program.get("/events", headers=headers) as answer:
        assert (answer.status_code, answer.mimetype) == (200, "text/event-stream")
        yield Listening(answer.iter_encoded())


@pytest.fixture
def till(owner: Owner) -> Program:
    """The clinic's till."""
    return let_in(owner)


def test_program_hears_the_whole_state_and_then_what_changes(till: Program, owner: Owner) -> None:
    queue = till.queue("Doctor A")
    ann = till.does(f"{queue}/customers", name="Ann", phone="0931 1")
    with listening(till) as sign:
        state = sign.is_told("state")
        assert state["store"]["name"] == "Test Clinic"
        assert state["store"]["join_url"].startswith("http://queue.example/J/")
        assert [one["name"] for one in state["queues"]] == ["Doctor A", "Doctor B"]
        (told,) = state["customers"]
        assert told == {name: ann[name] for name in told}
        assert set(ann) - set(told) == {"ahead", "ticket_url"}

        owner.calls_next("Doctor A")
        change = sign.is_told("change")
        assert [(one["ticket"], one["state"]) for one in change["customers"]] == [("A1", "called")]
        assert [one["called"] for one in change["queues"]] == [["A1"]]
        assert "store" not in change

        owner.sets("Doctor A", "A1", "served")
        change = sign.is_told("change")
        assert [(one["ticket"], one["state"]) for one in change["customers"]] == [("A1", "served")]
        till.does("/store", method="PATCH", announcement="We run late.")
        assert sign.is_told("change")["store"]["announcement"] == "We run late."


def test_customer_who_was_added_by_mistake_is_gone(till: Program, owner: Owner) -> None:
    with listening(till) as sign:
        sign.is_told("state")
        path = f"{owner.queue_path('Doctor A')}/customers"
        added = owner.submit("/store", {"name": "Ann"}, path)
        (ann,) = sign.is_told("change")["customers"]
        owner.presses(f"/store/changes/{added.location.rpartition('=')[2]}/undo")
        assert sign.is_told("change")["gone"] == [ann["id"]]


def test_order_of_the_line_is_told(till: Program, owner: Owner) -> None:
    queue = till.queue("Doctor A")
    for name in ("Ann", "Ben", "Cy"):
        till.does(f"{queue}/customers", name=name)
    with listening(till) as sign:
        assert sign.is_told("state")["queues"][0]["line"] == ["A1", "A2", "A3"]
        owner.moves("Doctor A", "A1", by=2)
        change = sign.is_told("change")
        assert change["queues"][0]["line"] == ["A2", "A3", "A1"]
        assert "customers" not in change


def test_program_that_was_cut_off_hears_only_of_what_it_missed(
    till: Program, owner: Owner, app: Flask
) -> None:
    with listening(till) as sign:
        sign.is_told("state")
        last = sign.id
    assert last.isdigit()
    with listening(till, last) as sign:
        # Nothing is said until somebody joins, while the program already listens.
        code = owner.join_code
        gevent.spawn_later(0.2, lambda: Customer(app).joins(code, name_0="Ann"))
        while "customers" not in sign.is_told("change"):
            pass  # the scan alone, which put a new code on the screens
        later = sign.id
    assert int(later) > int(last)
    with listening(till, last) as sign:
        assert sign.is_told("state")["customers"][0]["name"] == "Ann"
    for nonsense in ("x", "-1", "9" * 300):
        with listening(till, nonsense) as sign:
            sign.is_told("state")
            assert sign.id == later


def test_stream_ends_with_the_store(till: Program, owner: Owner) -> None:
    with listening(till) as sign:
        sign.is_told("state")
        owner.submit("/store/close", {})
        assert sign.is_told("end") == {"reason": "closed"}
        assert sign.hears() == ("", None)


def test_stream_ends_when_the_token_is_revoked(till: Program, owner: Owner) -> None:
    other = let_in(owner, "read", "Sign")
    with listening(till) as first, listening(other) as second:
        first.is_told("state")
        second.is_told("state")
        page = owner.get("/store/programs").text
        revoke = page.partition('action="/store/programs/')[2].partition('"')[0]
        owner.submit("/store/programs", {}, f"/store/programs/{revoke}")
        assert first.is_told("end") == {"reason": "revoked"}
        let_in(owner, name="Another").does("/store", method="PATCH", paused=True)
        assert second.is_told("change")["store"]["paused"] is True


def test_process_that_missed_the_word_ends_the_stream_of_a_revoked_token(
    till: Program, app: Flask
) -> None:
    with listening(till) as sign:
        sign.is_told("state")
        hub = app.extensions["live"].hub
        (session,) = hub.owners
        with app.app_context():
            store = db.session.query(Store).one()
            db.session.add(EndedSession(id=session, store_id=store.id))
            db.session.commit()
        live.check(app)
        assert sign.is_told("end") == {"reason": "revoked"}


def test_one_change_is_read_once_for_screens_and_programs(
    till: Program, owner: Owner, app: Flask
) -> None:
    hub = app.extensions["live"].hub
    with watching(owner, "/store", 2) as screens, listening(till) as one, listening(till) as two:
        for screen in screens:
            screen.hears()
        one.is_told("state")
        two.is_told("state")
        loads = hub.loads
        till.does(f"{till.queue('Doctor A')}/customers", name="Ann")
        assert one.is_told("change") == two.is_told("change")
        for screen in screens:
            screen.hears()
        # Who comes tells all that is new; of whoever is out of the line more is to be read.
        assert hub.loads == loads
        owner.sets("Doctor A", "A1", "removed")
        assert one.is_told("change") == two.is_told("change")
        for screen in screens:
            screen.hears()
        assert hub.loads == loads + 1


def test_nobody_listens_without_a_token(app: Flask) -> None:
    for program in (Program(app), Program(app, "queue_wrong")):
        answer = program.get("/events")
        assert (answer.status_code, answer.mimetype) == (401, "application/problem+json")
