"""Links that confirm an owner's address: good while the store is open, and kept nowhere."""

from itsdangerous import BadData, URLSafeSerializer

from app.extensions import db
from app.links import store_and
from app.models import Store


def url(key: str, store: Store, home: str) -> str:
    """The link for the mail."""
    return f"{home}/confirm/{_serializer(key).dumps([store.id.hex, store.email])}"


def store_of(key: str, token: str) -> Store | None:
    """The store whose address this token confirms.

    None if it is made up, the store has closed, or its address has been corrected since.
    """
    try:
        named = store_and(_serializer(key).loads(token))
    except BadData:
        return None
    if named is None:
        return None
    store_id, email = named
    store = db.session.get(Store, store_id)
    return store if store is not None and store.email == email else None


def _serializer(key: str) -> URLSafeSerializer:
    return URLSafeSerializer(key, salt="confirm address")
