"""Those who write into the database past the application, and what is seen of it in a snapshot."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from flask import Flask

from app.snapshot.store import Snapshot

FEW_GONE = 2
"""So many who were last in line are at hand in tests of them."""
# What may happen to a customer.
CHANGES = {
    "note": "note = note || 'x' WHERE true",
    "name": "name = name || 'y' WHERE true",
    "call": "state = 'called', called_at = now(), calls = calls + 1, ended_at = NULL WHERE true",
    "done": "state = 'served', ended_at = now() WHERE state IN ('waiting', 'called')",
    "back": "state = 'waiting', called_at = NULL, ended_at = NULL WHERE true",
    "move": "place = place + 1.5 WHERE true",
    "told": "told_low = 5, told_high = 10 WHERE state = 'waiting'",
}
ABOUT_THE_STORE = {
    "rename": "UPDATE queue SET name = name || 'z' WHERE letter = 'A'",
    "counter": "UPDATE queue SET counter = counter || 'z' WHERE letter = 'B'",
    "numbers": "UPDATE store SET board_shows = 'numbers', board_names_since = NULL",
    "names": "UPDATE store SET board_shows = 'initials', board_names_since = '2000-01-01'",
    "later": "UPDATE store SET board_shows = 'initials', board_names_since = '2999-01-01'",
}


class Database:
    """One who writes at once, and one who may take long to commit; both past the application."""

    def __init__(self, quick: Any, slow: Any) -> None:
        self.quick, self.slow = quick, slow
        self._begun: set[int] = set()

    def does(self, what: str, nth: int) -> None:
        """One of the things above, to the nth of one's own: the odd numbers are the slow one's, so
        that neither ever waits for the other."""
        if what in ABOUT_THE_STORE:
            self.quick.execute(ABOUT_THE_STORE[what])
        elif what == "begin":
            # A row that is written twice in one transaction locks its queue, too.
            if nth not in self._begun:
                self._write(self.slow, CHANGES["note"], 1, nth)
                self._begun.add(nth)
        elif what in ("commit", "roll back"):
            (self.slow.commit if what == "commit" else self.slow.rollback)()
            self._begun.clear()
        elif what == "delete":
            # Nobody who is out of the line is deleted but with the store.
            where = f"state IN ('waiting', 'called') AND id = ({_NTH})"
            self.quick.execute(f"DELETE FROM customer WHERE {where}", (0, nth))
        else:
            self._write(self.quick, CHANGES[what], 0, nth)

    def ends(self, party: str, most: int = 9) -> None:
        """Serves so many of them."""
        mine = "SELECT customer.id FROM party JOIN customer ON party_id = party.id WHERE token = %s"
        some = f"id IN ({mine} ORDER BY number LIMIT %s)"
        self.quick.execute(f"UPDATE customer SET {CHANGES['done']} AND {some}", (party, most))

    def parties(self) -> list[str]:
        """The tokens of all, those of several first."""
        found = self.quick.execute("SELECT token FROM party ORDER BY people DESC, created_at")
        return [token for (token,) in found]

    @staticmethod
    def _write(connection: Any, change: str, odd: int, nth: int) -> None:
        connection.execute(f"UPDATE customer SET {change} AND id = ({_NTH})", (odd, nth))


# By what stays: who is renamed or deleted leaves everybody else whose they were.
_NTH = "SELECT id FROM customer WHERE number %% 2 = %s ORDER BY joined_at, name OFFSET %s LIMIT 1"


@contextmanager
def database(app: Flask) -> Iterator[Database]:
    """Both, while it is entered; what is not committed then never is."""
    address = app.config["SQLALCHEMY_DATABASE_URI"].replace("postgresql+psycopg", "postgresql")
    # One thread does it all: who waited for the other here would wait for ever.
    at_once = "-c lock_timeout=5s"
    with (
        psycopg.connect(address, autocommit=True, options=at_once) as quick,
        psycopg.connect(address, options=at_once) as slow,
    ):
        yield Database(quick, slow)
        slow.rollback()


def seen(snapshot: Snapshot | None) -> object:
    """Everything that is seen of the people."""
    assert snapshot is not None

    def of(one: Any) -> object:
        person = one.person
        says = person.id, person.queue_id, person.card, person.facts, person.named
        return says, person.party_token, one.ahead, one.last, one.wait

    return [
        [[of(one) for one in (*queue.line, *queue.history)] for queue in snapshot.every_queue],
        [of(one) for one in snapshot.others],
        [queue.surprises for queue in snapshot.every_queue],
        snapshot.called_before,
    ]
