"""What customers were told about their wait, and what was kept of it."""

from flask import Flask
from sqlalchemy import select

from app.extensions import db
from app.models import Customer as Row
from tests.support.people import Customer, Owner


def joins(app: Flask, owner: Owner, name: str) -> Customer:
    """Join and look at the ticket."""
    customer = Customer(app).joins(owner.join_code, name_0=name)
    customer.get(customer.ticket)
    return customer


def kept(app: Flask, name: str) -> tuple[int | None, int | None, int | None]:
    """What was kept of this customer: the range, and how the wait compares."""
    with app.app_context():
        columns = select(Row.quoted_low, Row.quoted_high, Row.surprise)
        low, high, surprise = db.session.execute(columns.where(Row.name == name)).one()
        return low, high, surprise
