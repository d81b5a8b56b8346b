"""A clock that is set, forth or back, deletes nothing and stops nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from app.clock import now
from app.extensions import db
from app.jobs.clock_watch import HOLD, ClockWatch
from app.models import Kind, OutgoingMail, WebhookDelivery, clock_set_back
from app.models.webhook_delivery import Event


class Clocks:
    """The one on the wall, which can be set, and one that only goes on."""

    def __init__(self) -> None:
        self.wall = datetime(2026, 3, 5, tzinfo=UTC)
        self.steady = 1000.0
        self.watch = ClockWatch(lambda: self.wall, lambda: self.steady)

    def pass_by(self, time: timedelta) -> None:
        self.wall += time
        self.steady += time.total_seconds()


def test_time_that_passes_is_no_jump() -> None:
    clocks = Clocks()
    for minutes in (1, 5, 60 * 26):  # a machine that slept has slept by both
        clocks.pass_by(timedelta(minutes=minutes))
        assert not clocks.watch.look()
    clocks.wall += timedelta(seconds=90)  # as time servers do
    assert not clocks.watch.look()
    assert not clocks.watch.holds


def test_clock_that_jumps_a_day_ahead_deletes_nothing_in_the_first_minutes() -> None:
    clocks = Clocks()
    clocks.wall += timedelta(hours=26)
    assert clocks.watch.look() == timedelta(hours=26)
    clocks.pass_by(HOLD - timedelta(seconds=1))
    assert clocks.watch.holds
    assert not clocks.watch.look()
    clocks.pass_by(timedelta(seconds=2))
    assert not clocks.watch.holds


def test_clock_that_is_set_in_small_steps_is_noticed_before_they_are_many() -> None:
    clocks = Clocks()
    steps = 0
    while not clocks.watch.look():
        clocks.pass_by(timedelta(seconds=5))
        clocks.wall += timedelta(seconds=50)
        steps += 1
    assert steps == 3
    assert clocks.watch.holds


def test_clock_that_is_set_back_is_noticed_so_that_the_jobs_go_on() -> None:
    clocks = Clocks()
    clocks.wall -= timedelta(hours=1)
    assert clocks.watch.look() == timedelta(hours=-1)
    assert not clocks.watch.holds  # at worst it closes late


def test_clock_that_was_put_right_is_believed_at_once() -> None:
    clocks = Clocks()
    clocks.wall += timedelta(hours=26)
    clocks.watch.look()
    clocks.wall -= timedelta(hours=1)
    clocks.watch.look()
    assert clocks.watch.holds  # it is still a day ahead
    clocks.wall -= timedelta(hours=25)
    clocks.watch.look()
    assert not clocks.watch.holds


@pytest.mark.parametrize(("hours_ahead", "holds"), [(26, True), (-26, False)])
def test_clock_that_is_ahead_of_the_databases_at_the_start_is_not_believed(
    hours_ahead: int, holds: bool
) -> None:
    clocks = Clocks()
    clocks.watch.compare(clocks.wall - timedelta(seconds=20))
    assert not clocks.watch.holds
    clocks.watch.compare(clocks.wall - timedelta(hours=hours_ahead))
    assert clocks.watch.holds is holds
    clocks.wall -= timedelta(hours=26)
    clocks.watch.look()
    assert not clocks.watch.holds


@pytest.mark.parametrize("waiting", [OutgoingMail, WebhookDelivery])
@pytest.mark.usefixtures("clock")
def test_what_was_written_by_a_clock_that_was_ahead_is_due_all_the_same(
    app: Flask, waiting: Any
) -> None:
    with app.app_context():
        ahead = now() + timedelta(hours=1)
        hour, minute = timedelta(hours=1), timedelta(minutes=1)
        new, later, claimed, failed, patient = (
            kept(waiting, at, due, tries)
            for at, due, tries in (
                (ahead, ahead, 0),
                (ahead, ahead + 30 * minute, 0),  # not before half an hour has passed
                (now(), now() + waiting_lease(waiting), 1),  # is being sent
                (ahead, ahead + minute, 1),
                (now() - 9 * hour, now() + 55 * minute, 9),  # as it should be
            )
        )
        for _twice in range(2):
            clock_set_back.bring_back(now())
        db.session.commit()
        found: Any = db.session.execute(select(waiting.id, waiting.next_attempt_at)).all()
        dues: dict[UUID, datetime] = dict(found)
        assert [(dues[one] - now()) / minute for one in (new, later, failed, patient)] == [
            *(0, 30, 0, 55)
        ]
        assert dues[claimed] == now() + waiting_lease(waiting)


def waiting_lease(waiting: Any) -> timedelta:
    return timedelta(minutes=5 if waiting is OutgoingMail else 1)


def kept(waiting: Any, written: datetime, due: datetime, tries: int) -> UUID:
    """A row as it would be, with no store."""
    if waiting is OutgoingMail:
        row = waiting.write(
            Kind.REPORT, recipient="ann@example.com", subject="Report", text="-", now=written
        )
    else:
        waiting.write(
            *(uuid4(), "https://example.com/"),
            event=Event.TEST,
            body="{}",
            store_id=None,
            now=written,
        )
        (row,) = db.session.new
    row.next_attempt_at, row.attempts = due, tries
    db.session.flush()
    found: UUID = row.id
    return found
