"""The pools of connections: one for the ORM, one in autocommit mode for what is one statement.

Setting the mode on every use would cost as much as a statement. Both bear a database that is
restarted: dead connections are noticed before they are used, and new ones wait until it is back.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import psycopg
from flask import Flask, current_app, g
from sqlalchemy import Engine, event
from sqlalchemy.exc import InvalidatePoolError, OperationalError

from app.database import address, waiting
from app.database.in_turn import InTurn
from app.database.outage import PATIENCE_SECONDS, Outage, took_too_long
from app.extensions import db

Values = Mapping[str, object] | tuple[object, ...]
"""What stands in for the placeholders of a statement."""
Run = Callable[[str, Values], list[tuple[Any, ...]]]
"""Runs one statement and gives what it returns."""

_PAUSE_SECONDS = 0.1
# For those that DATABASE_URL does not name. A network that swallows everything is noticed, too.
_IN_TIME: dict[str, Any] = {
    "connect_timeout": 5,
    "keepalives_idle": 30,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 8000,
}
# Milliseconds. Said after connecting, since poolers refuse options that come with it.
_LIMITS = (
    "SET statement_timeout = 10000; SET lock_timeout = 8000; "
    "SET idle_in_transaction_session_timeout = 60000"
)

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
    app.teardown_appcontext(_let_go)
    connect = _Patient(url)
    app.extensions["outage"] = connect.outage
    with app.app_context():
        # At hand, since to look it up there costs as much as to take a connection.
        app.extensions[AUTOCOMMIT] = db.engines[AUTOCOMMIT]
        for engine in db.engines.values():
            event.listen(engine, "do_connect", connect)
            event.listen(engine, "checkout", _refuse_dead)
        event.listen(db.engines[AUTOCOMMIT], "connect", _plan_once)


def _let_go(_error: BaseException | None) -> None:
    """End the request's transaction, even if the database has gone away since the last statement.

    Flask-SQLAlchemy's own teardown comes after it; on a dead connection it would turn a page that
    is finished into an error.
    """
    if not db.session.registry.has():
        return
    try:
        db.session.close()
    except OperationalError:
        db.session().invalidate()


def let_go() -> None:
    """Hold no connection from here on, before something that takes long.

    Nothing may have been changed. What was read stays readable, and is read again to be changed.
    """
    db.session.close()


def rows(query: str, values: Values, *, binary: bool = False) -> list[tuple[Any, ...]]:
    """What one statement returns. For statements that may run twice.

    `binary` is the quicker way for what is big; the statement must give away its types.
    When the database goes away under it, it is sent again: nobody can tell whether it was done.
    """
    try:
        return _run(query, values, binary=binary)
    except psycopg.OperationalError as error:
        if took_too_long(error):
            raise
        return _run(query, values, binary=binary)


def once(query: str, values: Values) -> list[tuple[Any, ...]]:
    """What one statement returns. For statements that must not run twice."""
    g.committing = True  # see `app.web.errors`
    return _run(query, values)


def _run(query: str, values: Values, *, binary: bool = False) -> list[tuple[Any, ...]]:
    with _Connection() as connection:
        return connection.execute(query, values, binary=binary).fetchall()


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


class _Patient:
    """Connects, and once that went well waits for a database that is away for a moment."""

    def __init__(self, url: str) -> None:
        self._where = address.for_libpq(url)
        self._was_there = False
        self.outage = Outage(self._reach)

    def __call__(
        self, _dialect: object, _record: object, words: tuple[Any, ...], named: dict[str, Any]
    ) -> psycopg.Connection[Any]:
        while True:
            self.outage.refuse()
            try:
                connection = waiting.connection_class().connect(
                    *words, **{**_IN_TIME, **named}, autocommit=True
                )
                connection.execute(_LIMITS)
            except psycopg.OperationalError as error:
                if not self._was_there:
                    raise
                self.outage.begin(error)
                time.sleep(_PAUSE_SECONDS)
            else:
                connection.autocommit = False  # as SQLAlchemy finds it otherwise
                self._was_there = True
                self.outage.end()
                return connection

    def _reach(self) -> None:
        psycopg.connect(self._where, **{**_IN_TIME, "connect_timeout": 2}).close()


def _plan_once(connection: psycopg.Connection[Any], _record: object) -> None:
    """Its statements are few and have one good plan, whatever the values. To plan the snapshot's
    takes four times as long as to run it, and PostgreSQL would do so each time if it expects a
    little less work of these values."""
    connection.execute("SET plan_cache_mode = force_generic_plan")


def outage() -> Outage:
    """Whether this application's database is away."""
    found: Outage = current_app.extensions["outage"]
    return found


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
