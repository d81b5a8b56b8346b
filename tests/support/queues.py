"""What an owner does with the list of queues on the settings page, and what is found there."""

import re

from werkzeug.test import TestResponse

from tests.support.people import Owner

HTMX = {"HX-Request": "true"}

SETTINGS = "/store/settings"


def names(owner: Owner) -> list[str]:
    """The queues on the dashboard, in order."""
    return re.findall(r'href="/store/queues/[^"]+"[^>]*><bdi>([^<]+)<', owner.get("/store").text)


def adds(owner: Owner, name: str) -> TestResponse:
    return owner.submit(SETTINGS, {"queue": name}, action="/store/queues")


def saves(owner: Owner, queue: str, **fields: str) -> TestResponse:
    return owner.submit(f"{owner.queue_path(queue)}/settings", fields)


def retires(owner: Owner, queue: str) -> TestResponse:
    path = owner.queue_path(queue)
    return owner.submit(f"{path}/settings", {}, action=f"{path}/retire")


def brings_back(owner: Owner, queue: str) -> TestResponse:
    found = re.search(
        rf'formaction="([^"]+/return)"\s+aria-label="Bring back {queue}"', owner.get(SETTINGS).text
    )
    assert found is not None
    return owner.presses(found[1])


def move_button(owner: Owner, queue: str, to: str) -> str:
    found = re.search(
        rf'formaction="([^"]+)"\s+aria-label="Move {to}: {queue}"', owner.get(SETTINGS).text
    )
    assert found is not None
    return found[1].replace("&amp;", "&")


def moves(owner: Owner, queue: str, to: str) -> TestResponse:
    return owner.presses(move_button(owner, queue, to))


def pauses(owner: Owner, queue: str = "/store", paused: str = "yes") -> TestResponse:
    """Press the button of the store or of the queue at this path."""
    return owner.submit("/store", {"paused": paused}, action=f"{queue}/pause")
