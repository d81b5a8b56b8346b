"""The text/event-stream response: a view of a store, sent whole at first and then as it changes."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from flask import Response, stream_with_context
from flask import request as current_request

from app.live.hub import Channel, Hub
from app.live.snapshot import Snapshot

HEARTBEAT_SECONDS = 15.0
SEND_TIMEOUT_SECONDS = 30.0
"""A viewer that takes nothing for so long is gone."""

Regions = Mapping[str, str]
"""The HTML of each region of a page by its element's id."""


@dataclass(frozen=True, slots=True)
class View:
    """What one page shows. `regions` draws a snapshot; `ended` is None while the page may go on,
    and draws the page's last state when the store has closed or the viewer was signed out."""

    regions: Callable[[Snapshot], Regions]
    ended: Callable[[Snapshot | None], Regions | None]
    screen: bool = False


def respond(hub: Hub, store_id: UUID, view: View) -> Response:
    """Stream the view for as long as the viewer stays."""
    _drop_viewers_that_stop_reading()
    return event_stream(stream_with_context(_messages(hub, store_id, view)))


def say_ended(regions: Regions) -> Response:
    """A stream that shows the page's last state and tells the browser not to come back."""
    return event_stream(iter([_message(regions), _END]))


def event_stream(messages: Iterator[bytes]) -> Response:
    """Messages as a stream that no proxy stores or holds back."""
    response = Response(messages, mimetype="text/event-stream")
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Accel-Buffering"] = "no"
    return response


def _messages(hub: Hub, store_id: UUID, view: View) -> Iterator[bytes]:
    with hub.watching(store_id, screen=view.screen) as channel:
        sent: dict[str, bytes] = {}
        seen = 0
        # At once, so that the page knows it is live before anything changes.
        yield b": live\n\n"
        while not hub.closing:
            news = channel.news()
            if channel.shown == seen:
                if not news.wait(HEARTBEAT_SECONDS):
                    yield _BEAT
                continue
            seen = channel.shown
            last_words = view.ended(channel.snapshot)
            if last_words is not None:
                yield _message(last_words)
                yield _END
                return
            yield from _changed(channel, view, sent, hub)


def _changed(channel: Channel, view: View, sent: dict[str, bytes], hub: Hub) -> Iterator[bytes]:
    snapshot = channel.snapshot
    if snapshot is None:
        return
    regions = view.regions(snapshot)
    fresh = {name: html for name, html in regions.items() if sent.get(name) != _digest(html)}
    if not fresh:
        return
    sent.update((name, _digest(html)) for name, html in fresh.items())
    hub.deliveries += 1
    yield _message(fresh, snapshot.version)


def partials(regions: Regions, swap: str = "outerMorph") -> str:
    """The regions as htmx takes them, out of a stream or out of a reply alike."""
    return "".join(
        f'<hx-partial hx-target="#{name}" hx-swap="{swap}">{html}</hx-partial>'
        for name, html in regions.items()
    )


# A comment for what stands between, an event for the page, which shows whether it is live.
_BEAT = b": still here\nevent: beat\ndata: beat\n\n"
_END = b"event: end\ndata: end\n\n"


def _message(regions: Regions, version: int | None = None) -> bytes:
    lines = "".join(f"data: {line}\n" for line in partials(regions).splitlines())
    number = "" if version is None else f"id: {version}\n"
    return f"{number}{lines}\n".encode()


def _digest(html: str) -> bytes:
    # Sixteen bytes a region instead of the region: a stream lives for hours.
    return hashlib.blake2b(html.encode(), digest_size=16).digest()


def _drop_viewers_that_stop_reading() -> None:
    connection = current_request.environ.get("gunicorn.socket")
    if connection is not None:
        connection.settimeout(SEND_TIMEOUT_SECONDS)
