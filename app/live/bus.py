"""PostgreSQL LISTEN/NOTIFY: what happens in one process reaches the screens of all.

A NOTIFY inside the changing transaction would queue all commits of the database behind one lock, so
changes are announced after their commit, together, on a connection of its own. What a crash between
commit and announcement could lose, the periodic check of versions in `app.live` heals.
"""

import logging
import secrets
from collections.abc import Callable, Iterable

import gevent
import psycopg
from gevent.event import Event

from app import database

log = logging.getLogger(__name__)

CHANNEL = "queue_system"
WINDOW_SECONDS = 0.02
"""What changes within this time after an announcement rides with the next one."""
_MOST_IN_ONE = 150  # words of up to 50 bytes; PostgreSQL takes payloads of up to 8,000
_FIRST_BACKOFF, _LONGEST_BACKOFF = 0.1, 5.0


def tell(word: str) -> None:
    """Publish a word from a process that has no bus, such as a command."""
    payload = f"{secrets.token_hex(4)}:{word}"
    database.rows("SELECT pg_notify(%s, %s)", (CHANNEL, payload))


class Bus:
    """The way between processes, for words without white space, commas and colons.

    `heard` gets each word that another process published. `missed` is called when words may have
    been lost, so that everything is looked at.
    """

    def __init__(
        self, conninfo: str, heard: Callable[[str], None], missed: Callable[[], None]
    ) -> None:
        self._conninfo = conninfo
        self._heard = heard
        self._missed = missed
        # Announcements come back to their sender, who has already acted on them.
        self._me = secrets.token_hex(4)
        self._waiting: set[str] = set()
        self._something = Event()

    def start(self) -> list["gevent.Greenlet[..., None]"]:
        """Begin to listen and to announce, each on its own connection."""
        return [
            gevent.spawn(self._forever, self._listen),
            gevent.spawn(self._forever, self._announce),
        ]

    def publish(self, word: str) -> None:
        """Tell the other processes soon; never waits. The same word twice goes out once."""
        self._waiting.add(word)
        self._something.set()

    def _forever(self, work: Callable[[psycopg.Connection], None]) -> None:
        backoff = _FIRST_BACKOFF
        while True:
            try:
                with psycopg.connect(self._conninfo, autocommit=True) as connection:
                    backoff = _FIRST_BACKOFF
                    work(connection)
            except psycopg.Error as error:  # a standby refuses LISTEN in words of its own
                log.warning("the bus lost the database (%s); back in %.1f s", error, backoff)
                gevent.sleep(backoff)
                backoff = min(backoff * 2, _LONGEST_BACKOFF)

    def _listen(self, connection: psycopg.Connection) -> None:
        connection.execute(f"LISTEN {CHANNEL}")
        # Whatever was announced while nobody listened.
        self._missed()
        for notification in connection.notifies():
            sender, _, words = notification.payload.partition(":")
            if sender != self._me:
                for word in words.split(","):
                    self._heard(word)

    def _announce(self, connection: psycopg.Connection) -> None:
        connection.execute("SET synchronous_commit = off")
        # What the last connection did not live to announce.
        if self._waiting:
            self._something.set()
        while True:
            self._something.wait()
            self._something.clear()
            # A word that is published while this waits for the database is another one.
            words, self._waiting = self._waiting, set()
            try:
                for few in _in_parts(list(words), _MOST_IN_ONE):
                    payload = f"{self._me}:{','.join(few)}"
                    connection.execute("SELECT pg_notify(%s, %s)", (CHANNEL, payload))
            except psycopg.Error:
                self._waiting |= words
                raise
            gevent.sleep(WINDOW_SECONDS)


def _in_parts(words: list[str], size: int) -> Iterable[list[str]]:
    return (words[start : start + size] for start in range(0, len(words), size))
