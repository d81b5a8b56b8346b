"""A link that opens a store again as it was: signed, good for 90 days, and kept nowhere.

What it carries is listed in `OF_STORE` and `OF_QUEUE`; whatever is added to a table and should
come along is added there, and nowhere else.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from itsdangerous import BadData

from app.models import BoardShows, PhoneAsked, Queue, Store
from app.security import tokens
from app.security.signed import Dated

OF_STORE = (
    *("name", "timezone", "email", "description"),
    *("language", "phone_asked", "board_shows", "country", "board_token"),
)
"""Columns of the store; only what JSON can say. Not what was true of that day alone."""
OF_QUEUE = ("name", "most_waiting", "minutes_guess", "counter")
"""Columns of each queue in use, in the order of the queues."""
LIFETIME_SECONDS = 90 * 24 * 3600
LONGEST = 1800
"""Characters of a token: some mail programs break links of more than 2,000."""

_VERSION = 1
_WHOLE_NUMBERS = {"most_waiting": 10_000, "minutes_guess": 10_000}
"""The greatest that makes sense of each column that is a number."""
_TEXT = r"[^\0\ud800-\udfff]*"
"""What a database in UTF8 can keep."""
_WRITTEN = {
    "language": r"[A-Za-z]{2,3}(_[A-Za-z0-9]{2,8})*",
    "country": r"([A-Z]{2})?",
    "board_token": r"[\w-]{1,100}",
    "phone_asked": "|".join(PhoneAsked),
    "board_shows": "|".join(BoardShows),
}
"""How the texts are written that are no free ones."""
# Asked for in the form, which is filled in with them; the owner may have changed them there.
_ASKED = ("name", "timezone", "email", "description")


@dataclass(frozen=True, slots=True)
class Reopening:
    """What is known of the store that is to be opened again."""

    store: Mapping[str, Any]
    queues: Sequence[Mapping[str, Any]] = field(default=())

    @classmethod
    def of(cls, store: Store) -> "Reopening":
        """All that a new store like this one needs, but for the password."""
        return cls(
            store={name: getattr(store, name) for name in OF_STORE},
            queues=[{name: getattr(queue, name) for name in OF_QUEUE} for queue in _in_use(store)],
        )

    def to_dict(self) -> dict[str, Any]:
        """As it stands in a link."""
        return {"v": _VERSION, "store": dict(self.store), "queues": [dict(q) for q in self.queues]}

    @classmethod
    def from_dict(cls, said: Any) -> "Reopening | None":
        """From a link of this version or another: what is missing is left out, and so is what is
        unknown or no such value. None if it says nothing that makes sense."""
        if not isinstance(said, dict) or not isinstance(said.get("store"), dict):
            return None
        queues = said.get("queues")
        known = (_known(OF_QUEUE, queue) for queue in (queues if isinstance(queues, list) else []))
        return cls(
            store=_known(OF_STORE, said["store"]),
            queues=[queue for queue in known if "name" in queue],
        )

    @property
    def fields(self) -> dict[str, str]:
        """What the form is filled in with."""
        asked = {name: str(self.store[name]) for name in _ASKED if name in self.store}
        return {**asked, "queues": "\n".join(str(queue["name"]) for queue in self.queues)}

    def settle(self, store: Store) -> None:
        """Give a new store what the form does not ask; its queues by their names."""
        for name, value in self.store.items():
            if name not in _ASKED:
                setattr(store, name, value)
        known = {queue["name"]: queue for queue in self.queues}
        for queue in store.queues:
            self._settle_queue(queue, known.get(queue.name, {}))

    @staticmethod
    def _settle_queue(queue: Queue, was: Mapping[str, Any]) -> None:
        for name, value in was.items():
            if name != "name":
                setattr(queue, name, value)


def _known(names: Sequence[str], said: Any) -> dict[str, Any]:
    """What of it can stand in the column of its name."""
    if not isinstance(said, dict):
        return {}
    return {name: said[name] for name in names if name in said and _fits(name, said[name])}


def _fits(name: str, value: Any) -> bool:
    if name in _WHOLE_NUMBERS:
        none = value is None and name == "most_waiting"
        return none or (type(value) is int and 1 <= value <= _WHOLE_NUMBERS[name])
    pattern = _WRITTEN.get(name, _TEXT)
    return isinstance(value, str) and bool(re.fullmatch(pattern, value))


def _in_use(store: Store) -> list[Queue]:
    return [queue for queue in store.queues if queue.retired_at is None]


def mint(key: str, store: Store) -> str:
    """The token of a link, compressed.

    If it would be too long for a link, the longest texts stay behind: first the description, then
    the queues, which the owner types again.
    """
    whole = Reopening.of(store).to_dict()
    brief = {**whole, "store": {**whole["store"], "description": ""}}
    for said in (whole, brief):
        token = _serializer(key).dumps(said)
        if len(token) <= LONGEST:
            return token
    return _serializer(key).dumps({**brief, "queues": []})


def read(key: str, token: str) -> Reopening | None:
    """What a link carries, or None if it is too old or made up."""
    try:
        return Reopening.from_dict(
            _serializer(key).loads(tokens.trimmed(token), max_age=LIFETIME_SECONDS)
        )
    except BadData:
        return None


def _serializer(key: str) -> Dated:
    return Dated(key, salt="open again")
