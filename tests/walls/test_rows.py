"""A store's rows are bounded in number and size, whoever makes them; and it says so in time."""

from datetime import timedelta
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from app import clock as clocks
from app.extensions import db
from app.models import (
    Customer,
    JoinCode,
    Pass,
    Queue,
    change,
    line,
    numbers,
    scanning,
    webhook_delivery,
)
from app.models.change import Change
from app.models.webhook_delivery import Event, WebhookDelivery
from tests.support.pages import error_beside
from tests.support.people import Customer as Phone
from tests.support.people import Owner, words
from tests.support.programs import let_in


def count(app: Flask, table: type[Change | Customer | JoinCode | Pass]) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(table)) or 0


def test_queue_that_has_no_number_left_says_so_to_everybody(app: Flask, owner: Owner) -> None:
    for queue in ("Doctor A", "Doctor B"):
        given(app, queue, numbers.MOST_OF_A_QUEUE - 2)
    Phone(app).joins(owner.join_code, name_0="Ann")
    late = Phone(app)
    form = late.scans(owner.join_code)
    other = Phone(app).joins(owner.join_code, name_0="Cid", queue_0="Doctor B")
    path = owner.queue_path("Doctor A")
    added = owner.submit(path, {"name": "Ben"}, action=f"{path}/customers")
    assert added.status_code == 303
    # At the door: the one who had the form open, and whoever comes from now on.
    refused = late.sends({"name-0": "Dan", "queue-0": path.rpartition("/")[2]})
    assert refused.status_code == 422
    assert "Doctor A has no number left for today." in error_beside(refused, "queue-0")
    assert form.status_code == 200
    # The staff, by hand, by moving somebody over and with a program.
    for answer in (
        owner.submit(path, {"name": "Eva"}, action=f"{path}/customers"),
        owner.submit(path, {"to": path.rpartition("/")[2]}, action=f"{row_of(app, 'Cid')}/queue"),
    ):
        assert answer.status_code == 409
        assert "no number left for today" in words(answer)
    till = let_in(owner)
    told = till.sends(f"/queues/{path.rpartition('/')[2]}/customers", name="Eva")
    assert (told.status_code, "no number left" in told.text) == (409, True)
    assert other.get(other.ticket).status_code == 200
    # Nobody of them used up a number of the other queue.
    other.joins(owner.join_code, name_0="Fay", queue_0="Doctor B")
    door = Phone(app).scans(owner.join_code)
    assert "All numbers of today are given out. Please ask the staff." in words(door)
    assert count(app, Customer) == 4


def given(app: Flask, queue: str, people: int) -> None:
    """It is late in the day: so many numbers of this queue are given out."""
    with app.app_context():
        late = update(Queue).where(Queue.name == queue).values(next_number=people + 1)
        db.session.execute(late)
        db.session.commit()


def row_of(app: Flask, name: str) -> str:
    with app.app_context():
        found = db.session.scalar(select(Customer.id).where(Customer.name == name))
        return f"/store/customers/{found}"


def test_store_has_no_more_numbers_than_its_own_bound_however_many_queues(
    app: Flask,
) -> None:
    owner = Owner(app).opens("Test Clinic", queues=["Doctor A", "Doctor B", "Doctor C"])
    # No third queue has room for so many, so it was one that is retired by now.
    given(app, "Doctor C", numbers.MOST_OF_A_STORE - 3)
    Phone(app).joins(owner.join_code, name_0="Ann", name_1="Ben")
    late = Phone(app)
    late.scans(owner.join_code)
    path = owner.queue_path("Doctor B")
    for _nth in range(3):
        owner.submit(path, {"name": "Cid"}, action=f"{path}/customers")
    assert late.sends({"name-0": "Dan", "queue-0": path.rpartition("/")[2]}).status_code == 422
    assert count(app, Customer) == 3


def test_oldest_changes_are_forgotten_and_the_newest_can_be_undone(
    app: Flask, owner: Owner, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert owner.board
    monkeypatch.setattr(change, "MOST_KEPT", 5)
    monkeypatch.setattr(change, "_FORGET_SOMETIMES", 1)
    with app.app_context():
        queue = db.session.scalars(select(Queue)).first()
        assert queue is not None
        made = [
            line.add(queue.store_id, queue.id, "Ann", "", token=f"{nth}", now=clocks.now())
            for nth in range(12)
        ]
        newest = made[-1]
        assert newest is not None
        assert change.undo(queue.store_id, newest.id) == queue.id
    assert count(app, Change) <= 6


def test_oldest_codes_and_unused_passes_are_forgotten_and_used_ones_lead_on(
    app: Flask, owner: Owner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scanning, "MOST_KEPT", 5)
    monkeypatch.setattr(scanning, "_FORGET_SOMETIMES", 1)
    ann = Phone(app).joins(owner.join_code, name_0="Ann")
    late = Phone(app)
    for _nth in range(12):
        late.scans(owner.join_code)
    assert count(app, JoinCode) <= 7
    assert count(app, Pass) <= 7
    assert ann.get(ann.form).location == ann.ticket
    queue = owner.queue_path("Doctor A").rpartition("/")[2]
    assert late.sends({"name-0": "Ben", "queue-0": queue}).status_code == 303


def test_receiver_that_takes_nothing_has_the_newest_messages_waiting(
    app: Flask, owner: Owner, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert owner.board
    monkeypatch.setattr(webhook_delivery, "MOST_WAITING", 3)
    webhook, now = uuid4(), clocks.now()
    with app.app_context():
        store_id = db.session.scalar(select(Queue.store_id))
        for nth in range(8):
            made_at = now + timedelta(seconds=nth)
            WebhookDelivery.write(
                webhook, "x", event=Event.CALLED, body=str(nth), store_id=store_id, now=made_at
            )
        oldest = WebhookDelivery.claim(now)
        assert oldest is not None
        oldest.retry_later(now, "no answer", silent=True)
        db.session.commit()
        left = db.session.scalars(select(WebhookDelivery.body).order_by(WebhookDelivery.body))
        assert left.all() == ["4", "5", "6", "7"]
