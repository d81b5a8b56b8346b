"""Links that confirm an owner's address: good while the store is open, and kept nowhere."""

from uuid import UUID

from itsdangerous import BadData, URLSafeSerializer

from app.extensions import db
from app.models import Store


def url(key: str, store: Store, home: str) -> str:
    """The link for the mail."""
    return f"{home}/confirm/{_serializer(key).dumps([store.id.hex, store.email])}"


def store_of(key: str, token: str) -> Store | None:
    """The store whose address this token confirms.

    None if it is made up, the store has closed, or its address has been corrected since.
    """
    try:
        store_id, email = _serializer(key).loads(token)
    except BadData:
        return None
    store = db.session.get(Store, UUID(store_id))
    return store if store is not None and store.email == email else None


def _serializer(key: str) -> URLSafeSerializer:
    return URLSafeSerializer(key, salt="confirm address")
