"""PostgreSQL LISTEN/NOTIFY: what happens in one process reaches the screens of all.

A NOTIFY inside the changing transaction would queue all commits of the database behind one lock, so
changes are announced after their commit, together, on a connection of its own. What a crash between
commit and announcement could lose, the periodic check of versions in `app.live` heals.

Most deployments are one process, which has nobody to tell. Whoever listens holds a shared advisory
lock meanwhile, so that the others can be counted, and greets them when it begins.
"""

import logging
import secrets
import time
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
_LISTENING = (7_203, 410_557)  # two numbers that no other program takes for an advisory lock
_OTHERS = """
SELECT count(*) FROM pg_locks
WHERE locktype = 'advisory' AND (classid, objid, objsubid) = (%s, %s, 2) AND pid <> %s
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""
_GREETING, _ANSWER = "hello", "welcome"
_FIRST_BACKOFF, _LONGEST_BACKOFF = 0.1, 5.0
_TELL_EVERY = 60.0
_CONNECT_SECONDS = 3


def tell(word: str) -> None:
    """Publish a word from a process that has no bus, such as a command."""
    payload = f"{secrets.token_hex(4)}:{word}"
    database.rows("SELECT pg_notify(%s, %s)", (CHANNEL, payload))


class Bus:
    """The way between processes, for words with a hyphen, and without space, commas and colons.

    `heard` gets each word that another process published. `missed` is called when words may have
    been lost, so that everything is looked at.
    """

    can_be_missed = False
    """Whether a process that hears nothing is ready all the same."""

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
        # The server's process on the other end of the listening connection; 0 if there is none.
        self._ear = 0
        # Whether nobody else listens, and how often somebody may have begun to.
        self._alone = False
        self._greetings = 0
        self._told = -_TELL_EVERY
        self._deaf_since: float | None = time.monotonic()
        self.restarts = 0
        self.not_understood = 0
        self.published = 0
        self.received = 0

    @property
    def deaf_seconds(self) -> float:
        """For how long nothing has been heard because nobody listened; 0 while somebody does."""
        return time.monotonic() - self._deaf_since if self._deaf_since is not None else 0.0

    def start(self) -> list["gevent.Greenlet[..., None]"]:
        """Begin to listen and to announce, each on its own connection."""
        return [
            gevent.spawn(self._forever, self._listen),
            gevent.spawn(self._forever, self._announce),
        ]

    def publish(self, word: str) -> None:
        """Tell the other processes soon; never waits. The same word twice goes out once."""
        if not self._alone:
            self._waiting.add(word)
            self._something.set()

    def look_around(self) -> None:
        """See whether this process is the only one that listens: then it has nobody to tell."""
        greetings = self._greetings
        ((others,),) = database.rows(_OTHERS, (*_LISTENING, self._ear))
        # Whoever has greeted since the question may not have been counted; without an ear, nobody's
        # greeting is heard.
        self._alone = not others and self._greetings == greetings and self._ear != 0

    def _forever(self, work: Callable[[psycopg.Connection], None]) -> None:
        backoff = _FIRST_BACKOFF
        while True:
            try:
                with psycopg.connect(
                    self._conninfo, autocommit=True, connect_timeout=_CONNECT_SECONDS
                ) as connection:
                    backoff = _FIRST_BACKOFF
                    work(connection)
            except psycopg.Error as error:  # a standby refuses LISTEN in words of its own
                self._tell(str(error).strip().partition("\n")[0])
            except Exception:
                # Whatever it was, this process must go on hearing of the others.
                log.exception("the bus broke off; it begins again")
            self.restarts += 1
            gevent.sleep(backoff)
            backoff = min(backoff * 2, _LONGEST_BACKOFF)

    def _tell(self, reason: str) -> None:
        """Both connections lose the database at once, and again until it is back."""
        if time.monotonic() - self._told >= _TELL_EVERY:
            self._told = time.monotonic()
            log.warning("the bus lost the database (%s); it tries again until it is back", reason)

    def _listen(self, connection: psycopg.Connection) -> None:
        connection.execute(f"LISTEN {CHANNEL}")
        connection.execute("SELECT pg_advisory_lock_shared(%s, %s)", _LISTENING)
        self._ear = connection.info.backend_pid
        self._deaf_since = None
        self.publish(_GREETING)
        # Whatever was announced while nobody listened.
        self._missed()
        try:
            for notification in connection.notifies():
                sender, _, words = notification.payload.partition(":")
                if sender != self._me:
                    for word in words.split(","):
                        self._understand(word)
        finally:
            self._ear = 0
            self._deaf_since = time.monotonic()
            self._meet()

    def _understand(self, word: str) -> None:
        """Anybody who may use the database can say anything: no word ends the listening."""
        self.received += 1
        try:
            self._hear(word)
        except Exception:  # noqa: BLE001 - see above
            self.not_understood += 1
            log.warning("a word on the bus was not understood (%d by now)", self.not_understood)
            # It may have been meant well.
            self._missed()

    def _hear(self, word: str) -> None:
        if word == _GREETING:
            self._meet()
            # What changed while they were not known of was not announced.
            self.publish(_ANSWER)
        elif word == _ANSWER:
            self._missed()
        else:
            self._heard(word)

    def _meet(self) -> None:
        """Somebody may be listening from now on."""
        self._greetings += 1
        self._alone = False

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
                    self.published += 1
            except psycopg.Error:
                self._waiting |= words
                raise
            gevent.sleep(WINDOW_SECONDS)


def _in_parts(words: list[str], size: int) -> Iterable[list[str]]:
    return (words[start : start + size] for start in range(0, len(words), size))
