"""PostgreSQL LISTEN/NOTIFY: what happens in one process reaches the screens of all.

A NOTIFY inside the changing transaction would queue all commits of the database behind one lock, so
changes are announced after their commit, together, on a connection of its own.

Most deployments are one process, which has nobody to tell: an announcement costs it 0.15 ms of CPU,
here and in the server, of the 5 ms that a change may cost. Whoever listens holds a shared advisory
lock meanwhile, so that the others can be counted, and greets them when it begins.
"""

import secrets
from collections.abc import Callable, Iterable

import psycopg

from app import database
from app.live.bus import Bus

CHANNEL = "queue_system"
_MOST_IN_ONE = 150  # words of up to 50 bytes; PostgreSQL takes payloads of up to 8,000
_LISTENING = (7_203, 410_557)  # two numbers that no other program takes for an advisory lock
_OTHERS = """
SELECT count(*) FROM pg_locks
WHERE locktype = 'advisory' AND (classid, objid, objsubid) = (%s, %s, 2) AND pid <> %s
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""
_GREETING, _ANSWER = "hello", "welcome"
_CONNECT_SECONDS = 3


def tell(word: str) -> None:
    """Publish a word from a process that has no bus, such as a command."""
    payload = f"{secrets.token_hex(4)}:{word}"
    database.rows("SELECT pg_notify(%s, %s)", (CHANNEL, payload))


class PostgresBus(Bus):
    """The way between processes that share a database and nothing else."""

    lost = "the bus lost the database (%s); it tries again until it is back"

    def __init__(
        self, conninfo: str, heard: Callable[[str], None], missed: Callable[[], None]
    ) -> None:
        super().__init__(heard, missed)
        self._conninfo = conninfo
        # The server's process on the other end of the listening connection; 0 if there is none.
        self._ear = 0
        # Whether nobody else listens, and how often somebody may have begun to.
        self._alone = False
        self._greetings = 0

    def publish(self, word: str) -> None:
        """Tell the other processes soon, if there are any; never waits."""
        if not self._alone:
            super().publish(word)

    def look_around(self) -> None:
        """See whether this process is the only one that listens: then it has nobody to tell."""
        greetings = self._greetings
        ((others,),) = database.rows(_OTHERS, (*_LISTENING, self._ear))
        # Whoever has greeted since the question may not have been counted; without an ear, nobody's
        # greeting is heard.
        self._alone = not others and self._greetings == greetings and self._ear != 0

    def _is_away(self, error: Exception) -> str | None:
        # A standby refuses LISTEN in words of its own.
        is_theirs = isinstance(error, psycopg.Error)
        return str(error).strip().partition("\n")[0] if is_theirs else None

    def _connected(self) -> psycopg.Connection:
        return psycopg.connect(self._conninfo, autocommit=True, connect_timeout=_CONNECT_SECONDS)

    def _listen(self) -> None:
        with self._connected() as connection:
            connection.execute(f"LISTEN {CHANNEL}")
            connection.execute("SELECT pg_advisory_lock_shared(%s, %s)", _LISTENING)
            self._ear = connection.info.backend_pid
            self.publish(_GREETING)
            self._hearing()
            try:
                for notification in connection.notifies():
                    sender, _, words = notification.payload.partition(":")
                    if sender != self._me:
                        self._understand(words.split(","))
            finally:
                self._ear = 0
                self._deaf()
                self._meet()

    def _hear(self, word: str) -> None:
        if word == _GREETING:
            self._meet()
            # What changed while they were not known of was not announced.
            self.publish(_ANSWER)
        elif word == _ANSWER:
            self._missed()
        else:
            super()._hear(word)

    def _meet(self) -> None:
        """Somebody may be listening from now on."""
        self._greetings += 1
        self._alone = False

    def _announce(self) -> None:
        with self._connected() as connection:
            connection.execute("SET synchronous_commit = off")

            def notify(words: list[str]) -> None:
                for few in _in_parts(words, _MOST_IN_ONE):
                    payload = f"{self._me}:{','.join(few)}"
                    connection.execute("SELECT pg_notify(%s, %s)", (CHANNEL, payload))
                    self.published += 1

            self._send_what_waits(notify)


def _in_parts(words: list[str], size: int) -> Iterable[list[str]]:
    return (words[start : start + size] for start in range(0, len(words), size))
