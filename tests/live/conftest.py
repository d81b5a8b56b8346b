"""A store in which much is about to be written."""

from uuid import UUID

import psycopg
import pytest
from flask import Flask

from app.snapshot import load
from tests.support.people import Customer
from tests.support.shops import BusyShop
from tests.support.writers import FEW_GONE


@pytest.fixture
def store(app: Flask, shop: BusyShop, monkeypatch: pytest.MonkeyPatch) -> UUID:
    """A store with parties of several in both queues, whose history is soon full."""
    monkeypatch.setattr(load, "HISTORY", FEW_GONE)
    for nth, queue in enumerate(("Doctor A", "Doctor B", "Doctor A")):
        rows = {f"name_{one}": f"Cid {nth}{one}" for one in range(3)}
        queues = {f"queue_{one}": queue for one in range(3)}
        Customer(app).joins(shop.owner.join_code, **rows, **queues)
    with psycopg.connect(
        app.config["SQLALCHEMY_DATABASE_URI"].replace("postgresql+psycopg", "postgresql")
    ) as connection:
        (store,) = connection.execute("SELECT id FROM store").fetchone() or ()
    found: UUID = store
    return found
