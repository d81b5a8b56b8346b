"""A day that has been busy already."""

from __future__ import annotations

from uuid import UUID

from flask import Flask
from sqlalchemy import text

from app import clock
from app.demo import earlier
from app.extensions import db
from tests.support.people import Owner


def done_today(owner: Owner, many: int) -> UUID:
    """So many have come and gone in the queues of the only store, half of them in each of two."""
    with owner.client.application.app_context():
        (store,) = db.session.scalars(text("SELECT id FROM store")).all()
        db.session.commit()
        earlier.fill(store, many, clock.now())
    return UUID(str(store))


def past(page: str, kind: str) -> list[str]:
    """The states of the rows of those who are out of the line."""
    section = page.partition('id="history"')[2] if kind == "customer" else page
    return [
        part.split('data-state="')[1].partition('"')[0]
        for part in section.split("<tr ")
        if f'id="{kind}-' in part and 'data-state="' in part
    ]


def customer_path(app: Flask, letter: str, number: int) -> str:
    with app.app_context():
        found: UUID = db.session.execute(
            text(
                "SELECT customer.id FROM customer JOIN queue ON queue.id = queue_id"
                " WHERE letter = :letter AND number = :number"
            ),
            {"letter": letter, "number": number},
        ).scalar_one()
    return f"/store/customers/{found}"
