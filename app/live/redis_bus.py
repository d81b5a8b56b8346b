"""Redis or Valkey between processes, where REDIS_URL is set; the only importer of redis.

Each watched store has a channel of its own, so that a process hears only of what it shows. While
Redis is away nothing is lost: the periodic check of versions in `app.live` finds what changed.
"""

import logging
import secrets
import time
from collections.abc import Callable
from uuid import UUID

import gevent
import redis
from gevent.event import Event
from redis.client import PubSub

log = logging.getLogger(__name__)

WINDOW_SECONDS = 0.02
"""What changes within this time after an announcement rides with the next one."""
_PREFIX = "queue-system:"
_SESSIONS = "session"
_FIRST_BACKOFF, _LONGEST_BACKOFF = 0.1, 5.0
_TELL_EVERY = 60.0
_LISTEN_SECONDS = 1.0
_IN_TIME = {"socket_connect_timeout": 2, "socket_timeout": 5, "health_check_interval": 15}


class RedisBus:
    """The way between processes, as `app.live.bus.Bus` is one through PostgreSQL."""

    can_be_missed = True
    """Whether a process that hears nothing is ready all the same."""

    def __init__(self, url: str, heard: Callable[[str], None], missed: Callable[[], None]) -> None:
        self._redis = redis.Redis.from_url(url, decode_responses=True, **_IN_TIME)
        self._heard = heard
        self._missed = missed
        # Announcements come back to their sender, who has already acted on them.
        self._me = secrets.token_hex(4)
        self._waiting: set[str] = set()
        self._something = Event()
        self._watched: set[str] = set()
        self._ear: PubSub | None = None
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
        """Tell the processes that want to know soon; never waits."""
        self._waiting.add(word)
        self._something.set()

    def watch(self, store_id: UUID) -> None:
        """Hear of this store from now on."""
        self._watched.add(channel := f"{_PREFIX}store-{store_id.hex}")
        self._tell_redis("subscribe", channel)

    def unwatch(self, store_id: UUID) -> None:
        """Hear of it no more."""
        self._watched.discard(channel := f"{_PREFIX}store-{store_id.hex}")
        self._tell_redis("unsubscribe", channel)

    def look_around(self) -> None:
        """Nothing to see: whom a word concerns is Redis' business."""

    def _tell_redis(self, verb: str, channel: str) -> None:
        ear = self._ear
        if ear is None:
            return
        try:
            getattr(ear, verb)(channel)
        except redis.RedisError:
            log.debug("the ear is deaf; it learns of its channels when it hears again")

    def _forever(self, work: Callable[[], None]) -> None:
        backoff = _FIRST_BACKOFF
        while True:
            begun = time.monotonic()
            try:
                work()
            except redis.RedisError as error:
                self._tell(type(error).__name__)
            except Exception:
                log.exception("the bus broke off; it begins again")
            self.restarts += 1
            backoff = _FIRST_BACKOFF if time.monotonic() - begun > _LONGEST_BACKOFF else backoff
            gevent.sleep(backoff)
            backoff = min(backoff * 2, _LONGEST_BACKOFF)

    def _tell(self, reason: str) -> None:
        if time.monotonic() - self._told >= _TELL_EVERY:
            self._told = time.monotonic()
            log.warning("the bus lost Redis (%s); until it is back changes take seconds", reason)

    def _listen(self) -> None:
        ear: PubSub
        with self._redis.pubsub(ignore_subscribe_messages=True) as ear:  # type: ignore[no-untyped-call]
            # At least one channel is always there, so that there is a connection to read.
            ear.subscribe(f"{_PREFIX}{_SESSIONS}", *self._watched)
            self._ear, self._deaf_since = ear, None
            # Whatever was announced while nobody listened.
            self._missed()
            try:
                while True:
                    message = ear.get_message(timeout=_LISTEN_SECONDS)
                    if message is not None:
                        self._understand(message["data"])
            finally:
                self._ear, self._deaf_since = None, time.monotonic()

    def _understand(self, said: str) -> None:
        self.received += 1
        try:
            sender, _, word = said.partition(":")
            if sender != self._me:
                self._heard(word)
        except Exception:  # noqa: BLE001 - no word may end the listening
            self.not_understood += 1
            log.warning("a word on the bus was not understood (%d by now)", self.not_understood)

    def _announce(self) -> None:
        while True:
            self._something.wait()
            self._something.clear()
            words, self._waiting = self._waiting, set()
            try:
                with self._redis.pipeline(transaction=False) as sent:
                    for word in words:
                        kind, _, _which = word.partition("-")
                        about = _SESSIONS if kind == "session" else word
                        sent.publish(f"{_PREFIX}{about}", f"{self._me}:{word}")
                    sent.execute()
            except redis.RedisError:
                self._waiting |= words
                self._something.set()
                raise
            self.published += len(words)
            gevent.sleep(WINDOW_SECONDS)
