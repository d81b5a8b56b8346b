"""Links that stand in mails: signed, and kept nowhere."""

from typing import Any
from uuid import UUID


def store_and(said: Any) -> tuple[UUID, str] | None:
    """The store that a link names and the text beside it; None if it says something else, as what
    the key was used for besides, or another version, may have signed."""
    try:
        store_id, beside = said
        return UUID(store_id), beside
    except (AttributeError, TypeError, ValueError):
        return None
