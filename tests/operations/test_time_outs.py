"""What takes too long at the database ends by itself, and nobody waits for it twice."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import ExitStack

import psycopg
import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app import database
from app.database import pools
from app.extensions import db
from tests.support.crowd import STORES_ROW, all_at_once
from tests.support.people import Customer, Owner


def test_connections_have_time_outs_that_nobody_had_to_set(app: Flask) -> None:
    names = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
    limits = "SELECT " + ", ".join(f"current_setting('{name}')" for name in names)
    with app.app_context():
        for engine in db.engines.values():
            with engine.connect() as connection:
                assert tuple(connection.exec_driver_sql(limits).one()) == ("10s", "8s", "1min")
        assert database.rows(limits, ()) == [("10s", "8s", "1min")]
        for engine in db.engines.values():
            with engine.connect() as connection:
                driver = connection.connection.driver_connection
                assert isinstance(driver, psycopg.Connection)
                assert driver.info.get_parameters()["connect_timeout"] == "5"


def test_one_statement_is_planned_once_on_each_of_its_connections(app: Flask) -> None:
    """Or the snapshot's, which has many values, is planned anew each time, for longer than it runs.

    Those of the ORM are planned for their values, since indexes are for some states alone.
    """
    mode = "SELECT current_setting('plan_cache_mode')"
    with app.app_context(), ExitStack() as several:
        for name, engine in db.engines.items():
            found = [several.enter_context(engine.connect()) for _ in range(3)]
            for connection in found:
                connection.rollback()
                planned = connection.exec_driver_sql(mode).scalar()
                assert planned == ("force_generic_plan" if name == pools.AUTOCOMMIT else "auto")
    with app.app_context():
        assert database.rows(mode, ()) == [("force_generic_plan",)]


Way = Callable[[Flask, Owner], TestResponse]


def calls(_app: Flask, owner: Owner) -> TestResponse:
    return owner.calls_next("Doctor A")


def corrects(_app: Flask, owner: Owner) -> TestResponse:
    return owner.corrects("Doctor A", "A1", name="Anna")


def scans(app: Flask, owner: Owner) -> TestResponse:
    return Customer(app).get(owner.join_code)


@pytest.mark.slow
def test_whoever_acts_while_somebody_else_has_locked_the_store_waits_once_and_may_come_back(
    app: Flask,
) -> None:
    ways: dict[Way, str] = {calls: "calls", corrects: "corrects", scans: "scans"}
    # Each in a store of their own, or one would wait for another's turn at the lock, too.
    stores = {
        way: Owner(app).opens(name, queues=["Doctor A"], email=f"{name}@example.com")
        for way, name in ways.items()
    }
    for owner in stores.values():
        Customer(app).joins(owner.join_code, name_0="Ann")

    def acts(way: Way) -> tuple[TestResponse, float]:
        begun = time.monotonic()
        return way(app, stores[way]), time.monotonic() - begun

    url = app.config["SQLALCHEMY_DATABASE_URI"].replace("+psycopg", "")
    with psycopg.connect(url) as somebody:
        somebody.execute(STORES_ROW)
        waited = dict(zip(ways, all_at_once([*ways], acts), strict=True))
    for way, (answer, took) in waited.items():
        assert answer.status_code == 503, way
        assert int(answer.headers["Retry-After"]) > 0
        # A lock is waited for 8 seconds; twice would be 16.
        assert 7 < took < 15, (way, took)
        assert way(app, stores[way]).status_code == 303, way
