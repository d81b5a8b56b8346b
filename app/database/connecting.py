"""How connections to the database are made, and looked at before they are used.

Both ways bear a database that is restarted: dead connections are noticed, and new ones wait until
it is back.
"""

import time
from typing import Any

import psycopg
from sqlalchemy.exc import InvalidatePoolError

from app.database import address, waiting
from app.database.outage import Outage

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


class Patient:
    """Connects, and once that went well waits for a database that is away for a moment."""

    def __init__(self, url: str) -> None:
        self._where = address.for_libpq(url)
        self._was_there = False
        self.outage = Outage(self._reach)

    def __call__(
        self, _dialect: object, _record: object, words: tuple[Any, ...], named: dict[str, Any]
    ) -> psycopg.Connection[Any]:
        """One for SQLAlchemy, which asks for it so."""
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


def plan_once(connection: psycopg.Connection[Any], _record: object) -> None:
    """Its statements are few and have one good plan, whatever the values. To plan the snapshot's
    takes four times as long as to run it, and PostgreSQL would do so each time if it expects a
    little less work of these values."""
    connection.execute("SET plan_cache_mode = force_generic_plan")


def refuse_dead(connection: psycopg.Connection[Any], _record: object, _proxy: object) -> None:
    """Notice that the server went away, without asking it: its farewell waits to be read.

    A ping would be a round trip more for every use. Twice, since the first may read the farewell
    and only the second the end.
    """
    try:
        connection.pgconn.consume_input()
        connection.pgconn.consume_input()
    except psycopg.OperationalError as error:
        raise InvalidatePoolError from error
