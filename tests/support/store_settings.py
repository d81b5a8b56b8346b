"""What an owner does on the settings page with what is true for the whole store."""

from tests.support.pages import typed_in
from tests.support.people import Owner

SETTINGS = "/store/settings"


def seen(owner: Owner) -> dict[str, str]:
    """What a browser sends if nothing on the page is touched."""
    page = owner.get(SETTINGS)
    names = ("name", "description", "phone_asked", "board_shows", "paused")
    return {name: typed_in(page, name) for name in (*names, *(f"was-{field}" for field in names))}


def saves(owner: Owner, fields: dict[str, str]) -> int:
    """Send the settings; the status of the answer."""
    return owner.submit(SETTINGS, fields).status_code
