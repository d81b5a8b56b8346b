"""Redis or Valkey between processes, where REDIS_URL is set; the only importer of redis.

Each watched store has a channel of its own, so that a process hears only of what it shows. While
Redis is away nothing is lost: the check of versions in `app.live.periodic` finds what changed.
"""

import logging
from collections.abc import Callable
from uuid import UUID

import redis
from redis.client import PubSub

from app.live.bus import Bus

log = logging.getLogger(__name__)

_PREFIX = "queue-system:"
_SESSIONS = "session"
_LISTEN_SECONDS = 1.0
_IN_TIME = {"socket_connect_timeout": 2, "socket_timeout": 5, "health_check_interval": 15}
# What is no text is a word that nobody understands, and not the end of the listening.
_AS_TEXT = {"decode_responses": True, "encoding_errors": "replace"}


class RedisBus(Bus):
    """The way between processes that share a Redis besides the database."""

    can_be_missed = True
    lost = "the bus lost Redis (%s); until it is back changes take seconds"

    def __init__(self, url: str, heard: Callable[[str], None], missed: Callable[[], None]) -> None:
        super().__init__(heard, missed)
        self._redis = redis.Redis.from_url(url, **_AS_TEXT, **_IN_TIME)
        self._watched: set[str] = set()
        self._ear: PubSub | None = None

    def watch(self, store_id: UUID) -> None:
        """Subscribe to this store's channel."""
        self._watched.add(channel := f"{_PREFIX}store-{store_id.hex}")
        self._tell_redis("subscribe", channel)

    def unwatch(self, store_id: UUID) -> None:
        """Unsubscribe from it."""
        self._watched.discard(channel := f"{_PREFIX}store-{store_id.hex}")
        self._tell_redis("unsubscribe", channel)

    def _tell_redis(self, verb: str, channel: str) -> None:
        ear = self._ear
        if ear is None:
            return
        try:
            getattr(ear, verb)(channel)
        except redis.RedisError:
            log.debug("the ear is deaf; it learns of its channels when it hears again")

    def _is_away(self, error: Exception) -> str | None:
        return type(error).__name__ if isinstance(error, redis.RedisError) else None

    def _listen(self) -> None:
        ear: PubSub
        with self._redis.pubsub(ignore_subscribe_messages=True) as ear:  # type: ignore[no-untyped-call]
            # At least one channel is always there, so that there is a connection to read.
            ear.subscribe(f"{_PREFIX}{_SESSIONS}", *self._watched)
            self._ear = ear
            self._hearing()
            try:
                while True:
                    message = ear.get_message(timeout=_LISTEN_SECONDS)
                    if message is not None:
                        sender, _, word = message["data"].partition(":")
                        if sender != self._me:
                            self._understand([word])
            finally:
                self._ear = None
                self._deaf()

    def _announce(self) -> None:
        def send(words: list[str]) -> None:
            with self._redis.pipeline(transaction=False) as sent:
                for word in words:
                    kind, _, _which = word.partition("-")
                    about = _SESSIONS if kind == "session" else word
                    sent.publish(f"{_PREFIX}{about}", f"{self._me}:{word}")
                sent.execute()
            self.published += len(words)

        self._send_what_waits(send)
