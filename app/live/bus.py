"""The way between processes: what both kinds of it share, through PostgreSQL and through Redis.

A change is announced after its commit, together with the others of the same moment. What a crash
between commit and announcement could lose, the check of versions in `app.live.periodic` heals.
"""

import abc
import logging
import secrets
import time
from collections.abc import Callable, Iterable
from uuid import UUID

import gevent
from gevent.event import Event

log = logging.getLogger(__name__)

WINDOW_SECONDS = 0.02
"""What changes within this time after an announcement rides with the next one."""
FIRST_BACKOFF, LONGEST_BACKOFF = 0.1, 5.0
"""Seconds between two tries to connect."""
_TELL_EVERY = 60.0


class Bus(abc.ABC):
    """Words to and from the other processes: with a hyphen, and without space, commas and colons.

    `heard` gets each word that another process published. `missed` is called when words may have
    been lost, so that everything is looked at.
    """

    can_be_missed = False
    """Whether a process that hears nothing is ready all the same."""
    lost = "the bus broke off (%s)"
    """What the log says, at most once a minute, while the other end is away."""

    def __init__(self, heard: Callable[[str], None], missed: Callable[[], None]) -> None:
        self._heard = heard
        self._missed = missed
        # Announcements come back to their sender, who has already acted on them.
        self._me = secrets.token_hex(4)
        self._waiting: set[str] = set()
        self._something = Event()
        self._told = -_TELL_EVERY
        self._told_of_words = -_TELL_EVERY
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
        self._waiting.add(word)
        self._something.set()

    def watch(self, store_id: UUID) -> None:  # noqa: B027 - most need not
        """Hear of this store from now on, where not every word comes to every process."""

    def unwatch(self, store_id: UUID) -> None:  # noqa: B027 - most need not
        """Hear of it no more."""

    def look_around(self) -> None:  # noqa: B027 - most need not
        """Called every few seconds: see whether anybody else is there, where that matters."""

    @abc.abstractmethod
    def _listen(self) -> None:
        """Hear the others until the connection breaks."""

    @abc.abstractmethod
    def _announce(self) -> None:
        """Send what waits until the connection breaks."""

    @abc.abstractmethod
    def _is_away(self, error: Exception) -> str | None:
        """Why the other end can't be reached, in a few words; None if the fault is ours."""

    def _forever(self, work: Callable[[], None]) -> None:
        backoff = FIRST_BACKOFF
        while True:
            begun = time.monotonic()
            try:
                work()
            except Exception as error:
                # Whatever it was, this process must go on hearing of the others.
                if (reason := self._is_away(error)) is None:
                    log.exception("the bus broke off; it begins again")
                else:
                    self._tell(reason)
            self.restarts += 1
            backoff = FIRST_BACKOFF if time.monotonic() - begun > LONGEST_BACKOFF else backoff
            gevent.sleep(backoff)
            backoff = min(backoff * 2, LONGEST_BACKOFF)

    def _tell(self, reason: str) -> None:
        """Both connections lose the other end at once, and again until it is back."""
        if time.monotonic() - self._told >= _TELL_EVERY:
            self._told = time.monotonic()
            log.warning(self.lost, reason)

    def _hearing(self) -> None:
        """From now on words arrive; whatever was announced while nobody listened is looked for."""
        self._deaf_since = None
        self._missed()

    def _deaf(self) -> None:
        self._deaf_since = time.monotonic()

    def _understand(self, words: Iterable[str]) -> None:
        """Anybody who may use the other end can say anything: no word ends the listening."""
        for word in words:
            self.received += 1
            try:
                self._hear(word)
            except Exception:  # noqa: BLE001 - see above
                self.not_understood += 1
                self._tell_of_words()
                # It may have been meant well.
                self._missed()

    def _tell_of_words(self) -> None:
        """Many that make no sense are no reason for many lines."""
        if time.monotonic() - self._told_of_words >= _TELL_EVERY:
            self._told_of_words = time.monotonic()
            log.warning("a word on the bus was not understood (%d by now)", self.not_understood)

    def _hear(self, word: str) -> None:
        self._heard(word)

    def _send_what_waits(self, send: Callable[[list[str]], None]) -> None:
        """Send all words there are by now, for ever; what can't be sent waits for the next try."""
        # What the last connection did not live to announce.
        if self._waiting:
            self._something.set()
        while True:
            self._something.wait()
            self._something.clear()
            # A word that is published while this waits for the other end is another one.
            words, self._waiting = self._waiting, set()
            try:
                send(list(words))
            except Exception:
                self._waiting |= words
                raise
            gevent.sleep(WINDOW_SECONDS)
