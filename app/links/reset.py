"""Links that set a new password: good once, for an hour, and kept nowhere."""

import hashlib

from itsdangerous import BadData

from app.extensions import db
from app.links import store_and
from app.models import Store
from app.security.signed import Dated

LIFETIME_SECONDS = 3600


def mint(key: str, store: Store) -> str:
    """A new token for this store."""
    return _serializer(key).dumps([store.id.hex, _state(store)])


def store_of(key: str, token: str) -> Store | None:
    """The store whose password this token may set, or None if it is used, too old or made up."""
    try:
        named = store_and(_serializer(key).loads(token, max_age=LIFETIME_SECONDS))
    except BadData:
        return None
    if named is None:
        return None
    store_id, state = named
    store = db.session.get(Store, store_id)
    if store is None or state != _state(store):
        return None
    return store


def _state(store: Store) -> str:
    # A new password changes this, so the link that set it is used up, and so is every other one.
    # So does a corrected address: the mail may have gone to a stranger.
    known = f"{store.password_hash} {store.session_key} {store.email}"
    return hashlib.sha256(known.encode()).hexdigest()[:24]


def _serializer(key: str) -> Dated:
    return Dated(key, salt="password reset")
