"""Connections for what is one statement: in autocommit mode, past the ORM.

They have a pool of their own, since setting the mode on every use costs as much as a statement.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from flask import Flask
from sqlalchemy import event
from sqlalchemy.exc import InvalidatePoolError

from app.extensions import db

_BIND = "autocommit"
_POOL = {"pool_size": 20, "max_overflow": 20, "pool_use_lifo": True}


def configure(app: Flask, url: str) -> None:
    """Tell Flask-SQLAlchemy of both pools; connects to nothing."""
    # Error messages go to the log, and people's names are no business of the log.
    shared = {**_POOL, "hide_parameters": True}
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = shared
    app.config["SQLALCHEMY_BINDS"] = {
        _BIND: {
            "url": url,
            "isolation_level": "AUTOCOMMIT",
            "pool_reset_on_return": None,
            **shared,
        }
    }
    db.init_app(app)
    with app.app_context():
        for engine in db.engines.values():
            event.listen(engine, "checkout", _refuse_dead)


@contextmanager
def autocommit() -> Iterator[psycopg.Connection[Any]]:
    """A connection on which every statement is a transaction."""
    pooled = db.engines[_BIND].raw_connection()
    try:
        yield pooled.driver_connection  # type: ignore[misc] # psycopg's, since the URL says so
    except psycopg.OperationalError:
        pooled.invalidate()
        raise
    finally:
        pooled.close()


def one(query: str, *values: object) -> Any:
    """The first column of the first row that the query finds, or None."""
    with autocommit() as connection:
        row = connection.execute(query, values).fetchone()
    return row[0] if row else None


def _refuse_dead(connection: psycopg.Connection[Any], _record: object, _proxy: object) -> None:
    """Notice that the server went away, without asking it: its farewell waits to be read.

    A ping would be a round trip more for every use. Twice, since the first may read the farewell
    and only the second the end.
    """
    try:
        connection.pgconn.consume_input()
        connection.pgconn.consume_input()
    except psycopg.OperationalError as error:
        raise InvalidatePoolError from error
