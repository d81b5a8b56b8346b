"""The database is away: one "since when" for all of a process, and one line a minute about it.

Whoever needs the database waits for it together, at most `PATIENCE_SECONDS` from the moment on in
which it went; later ones are refused at once. One thread alone looks whether it is back.
"""

import logging
import time
from collections.abc import Callable
from threading import Lock, Thread

import psycopg
from sqlalchemy import exc

log = logging.getLogger(__name__)

PATIENCE_SECONDS = 8.0
"""How long requests wait for a database that is restarted."""
_LOOK_EVERY = 0.5
_TELL_EVERY = 60.0


class Away(psycopg.OperationalError):
    """The database has been away for longer than anybody is made to wait."""


class Outage:
    """Whether the database is away. `reach` connects to it and gives up again within seconds."""

    def __init__(self, reach: Callable[[], None]) -> None:
        self._reach = reach
        self._since: float | None = None
        self._lock = Lock()
        self.refused = 0
        self.refused_in_all = 0

    @property
    def seconds(self) -> float:
        """How long it has been away by now; 0 if it is there."""
        since = self._since
        return time.monotonic() - since if since is not None else 0.0

    def refuse(self) -> None:
        """Raise Away once the wait has been long enough for everybody."""
        if self.seconds > PATIENCE_SECONDS:
            self.refused += 1
            self.refused_in_all += 1
            raise Away("the database is away")

    def begin(self, error: Exception) -> None:
        """Somebody could not connect."""
        with self._lock:
            if self._since is not None:
                return
            self._since = time.monotonic()
            self.refused = 0
        reason = str(error).strip().partition("\n")[0]
        log.warning("the database is away (%s)", reason)
        Thread(target=self._watch, daemon=True).start()

    def end(self) -> None:
        """Somebody could connect."""
        with self._lock:
            if self._since is None:
                return
            away, self._since = self.seconds, None
        log.warning(
            "the database is back after %.0f s; %d questions were refused", away, self.refused
        )

    def _watch(self) -> None:
        told = 0.0
        while (away := self.seconds) > 0:
            if away - told >= _TELL_EVERY:
                told = away
                log.warning(
                    "the database has been away for %.0f s; %d questions were refused",
                    away,
                    self.refused,
                )
            try:
                self._reach()
            except psycopg.Error:
                time.sleep(_LOOK_EVERY)
            else:
                self.end()


def is_outage(error: BaseException) -> bool:
    """Whether an error only says that the database is away, which the log has told already."""
    if isinstance(error, exc.DBAPIError):
        return error.orig is not None and is_outage(error.orig)
    if isinstance(error, exc.TimeoutError | exc.InvalidatePoolError):
        return True
    if not isinstance(error, psycopg.OperationalError):
        return False
    # Without a code the connection itself has failed; 08 and 57P0x are the server's farewells.
    return error.sqlstate is None or error.sqlstate.startswith(("08", "57P0"))


_TOO_LONG = {"55P03", "57014"}  # lock_not_available, query_canceled


def took_too_long(error: BaseException) -> bool:
    """Whether a lock or a statement took too long: whoever tries again at once waits as long."""
    if isinstance(error, exc.DBAPIError):
        return error.orig is not None and took_too_long(error.orig)
    return isinstance(error, psycopg.Error) and error.sqlstate in _TOO_LONG
