"""A store in which much is about to be written, and streams that are left at the end."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import psycopg
import pytest
from flask import Flask

from app.live.hub import Hub
from app.snapshot import load
from tests.support.people import Browser, Customer
from tests.support.phone import Opens, Phone, until_nobody_watches
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


@pytest.fixture
def hub(app: Flask) -> Hub:
    """The hub of the application in this process."""
    found: Hub = app.extensions["live"].hub
    return found


@pytest.fixture
def opens(hub: Hub) -> Iterator[Opens]:
    """Opens a stream: all of them are left at the end."""
    phones: list[Phone] = []

    def one(browser: Browser, path: str, **more: Any) -> Phone:
        phones.append(Phone(browser, path, **more))
        return phones[-1]

    yield one
    for phone in phones:
        phone.end.close()
    until_nobody_watches(hub)
