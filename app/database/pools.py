"""The pools of connections: one for the ORM, one in autocommit mode for what is one statement.

Setting the mode on every use would cost as much as a statement.
"""

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import psycopg
from flask import Flask, current_app, g
from sqlalchemy import Engine, event

from app.database import connecting, numbered
from app.database.in_turn import InTurn
from app.database.outage import PATIENCE_SECONDS, Outage, took_too_long
from app.extensions import db

Values = Mapping[str, object] | tuple[object, ...]
"""What stands in for the placeholders of a statement."""
Run = Callable[[str, Values], list[tuple[Any, ...]]]
"""Runs one statement and gives what it returns."""

AUTOCOMMIT = "autocommit"
"""The name of the pool for what is one statement."""
_BUS = 2
# No overflow: connections beyond the pool's size would be made and thrown away for each statement.
_POOL = {
    "poolclass": InTurn,
    "max_overflow": 0,
    "pool_use_lifo": True,
    "pool_recycle": 3600,
    "pool_timeout": PATIENCE_SECONDS,
}


def configure(app: Flask, url: str, connections: int) -> None:
    """Tell Flask-SQLAlchemy of both pools; connects to nothing.

    `connections` is how many this process may have in all, the bus's two among them.
    """
    # Error messages go to the log, and people's names are no business of the log.
    shared = {**_POOL, "hide_parameters": True}
    pages = (connections - _BUS) // 2
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {**shared, "pool_size": pages}
    app.config["SQLALCHEMY_BINDS"] = {
        AUTOCOMMIT: {
            "url": url,
            "isolation_level": "AUTOCOMMIT",
            "pool_reset_on_return": None,
            "pool_size": connections - _BUS - pages,
            **shared,
        }
    }
    db.init_app(app)
    # An outage is told once, by `outage`. SQLAlchemy has a word on each connection that it breaks,
    # which would be heard, since the pool is ours by its name.
    logging.getLogger(f"{InTurn.__module__}.{InTurn.__name__}").setLevel(logging.WARNING)
    connect = connecting.Patient(url)
    app.extensions["outage"] = connect.outage
    with app.app_context():
        # At hand, since to look it up there costs as much as to take a connection.
        app.extensions[AUTOCOMMIT] = db.engines[AUTOCOMMIT]
        for engine in db.engines.values():
            event.listen(engine, "do_connect", connect)
            event.listen(engine, "checkout", connecting.refuse_dead)
        event.listen(db.engines[AUTOCOMMIT], "connect", connecting.plan_once)


def let_go() -> None:
    """Hold no connection from here on, before something that takes long.

    Nothing may have been changed. What was read stays readable, and is read again to be changed.
    """
    db.session.close()


def rows(query: str, values: Values, *, big: bool = False) -> list[tuple[Any, ...]]:
    """What one statement returns. For statements that may run twice.

    For those that are `big`, as is what they return, there is a quicker way: their values have
    names, and their types can be told. When the database goes away under one, it is sent again:
    nobody can tell whether it was done.
    """
    try:
        return _run(query, values, big=big)
    except psycopg.OperationalError as error:
        if took_too_long(error):
            raise
        return _run(query, values, big=big)


def once(query: str, values: Values) -> list[tuple[Any, ...]]:
    """What one statement returns. For statements that must not run twice."""
    g.committing = True  # see `app.web.errors`
    return _run(query, values)


def _run(query: str, values: Values, *, big: bool = False) -> list[tuple[Any, ...]]:
    with _Connection() as connection:
        if big and isinstance(values, Mapping):
            return numbered.execute(connection, query, values).fetchall()
        return connection.execute(query, values).fetchall()


@contextmanager
def transaction() -> Iterator[Run]:
    """Several statements that happen together or not at all, and not twice."""
    g.committing = True
    with _Connection() as connection, connection.transaction():
        yield lambda query, values: connection.execute(query, values).fetchall()


class _Connection:
    """One of the pool for what is one statement; thrown away if the database has gone from it.

    Not made of a generator, which would cost a tenth of a statement.
    """

    __slots__ = ("_pooled",)

    def __enter__(self) -> psycopg.Connection[Any]:
        engine: Engine = current_app.extensions[AUTOCOMMIT]
        self._pooled = engine.raw_connection()
        connection: psycopg.Connection[Any] = self._pooled.driver_connection  # type: ignore[assignment]
        return connection

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        try:
            if isinstance(error, psycopg.OperationalError) and not took_too_long(error):
                self._pooled.invalidate()
        finally:
            self._pooled.close()


def outage() -> Outage:
    """Whether this application's database is away."""
    found: Outage = current_app.extensions["outage"]
    return found
