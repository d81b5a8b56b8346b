"""The text/event-stream response: a view of a store, sent whole at first and then as it changes."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from flask import Flask, Response, current_app, request
from werkzeug.exceptions import ServiceUnavailable

from app.live import sockets
from app.live.channel import Channel
from app.live.fragments import Fragment
from app.live.hub import Hub
from app.live.seats import Full
from app.live.view import END, Viewer, ending
from app.security import networks

RETRY_AFTER_SECONDS = 30

_LIVE = b": live\n\n"


def respond(hub: Hub, store_id: UUID, view: Viewer) -> Response:
    """Stream the view for as long as the viewer stays; 503 if there are too many already."""
    network = networks.visitors_network()
    try:
        hub.admit(store_id, network, screen=view.screen, session=view.session or view.party)
    except Full:
        raise ServiceUnavailable(retry_after=RETRY_AFTER_SECONDS) from None
    sockets.prepare(request.environ.get("gunicorn.socket"))
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    return _event_stream(_messages(app, request.environ, hub, (store_id, network), view))


def say(last_words: Fragment) -> Response:
    """A stream that shows the page's last state and tells the browser not to come back."""
    return _event_stream(iter([ending(last_words)]))


def _event_stream(messages: Iterator[bytes]) -> Response:
    # Passed on as it is: each wrapper around it costs every stream memory and every message time.
    response = Response(messages, mimetype="text/event-stream", direct_passthrough=True)
    # Whatever compresses on the way would hold messages back until it had enough of them. Some
    # proxies look at the one and some at the other: Caddy 2.6 compresses what is not encoded yet.
    response.headers["Cache-Control"] = "no-store, no-transform"
    response.headers["Content-Encoding"] = "identity"
    # nginx would, too.
    response.headers["X-Accel-Buffering"] = "no"
    return response


def _messages(
    app: Flask, environ: dict[str, Any], hub: Hub, where: tuple[UUID, str], view: Viewer
) -> Iterator[bytes]:
    # Neither the request nor its context: too much to keep for hours for each of thousands. The
    # application's context stays, since to enter it for each message costs as much as to send it.
    environ.pop("werkzeug.request", None)
    with (
        app.app_context(),
        hub.watching(
            where[0],
            screen=view.screen,
            dashboard=view.dashboard,
            session=view.session,
            party=view.party,
            network=where[1],
        ) as channel,
    ):
        say = view.begin()
        seen, asked, beaten = 0, 0, channel.beats
        # At once, so that the page knows that it is live before anything changes.
        yield _LIVE
        while not hub.closing:
            news = channel.news(view.party)
            # Whoever closes the store is signed out with it: then the closing is the news.
            if view.session and hub.is_signed_out(view.session) and channel.shown == channel.heard:
                yield view.last_words(channel.snapshot) or view.goodbye()
                return
            if not asked and _lacks(channel, view):
                hub.wake(where[0])
                asked = channel.heard
            if channel.shown != seen and channel.shown >= asked:
                seen, snapshot = channel.shown, channel.snapshot
                last_words = view.last_words(snapshot)
                if snapshot is None or last_words is not None:
                    yield last_words or END
                    return
                message = say(snapshot, channel.drawn)
                if message:
                    hub.deliveries += 1
                    yield message
                    continue
            if channel.beats != beaten:
                beaten = channel.beats
                yield view.beat
                continue
            news.wait()


def _lacks(channel: Channel, view: Viewer) -> bool:
    """Whether the snapshot may have been read before this page came, without what only this page
    shows: the history, a party of which nobody is in line, or a code that is fresh. Then it is read
    once more."""
    snapshot = channel.snapshot
    if snapshot is None:
        return False
    if view.screen and channel.code_is_unseen:
        return True
    if view.dashboard:
        return snapshot.quarters is None
    return bool(view.party) and view.party not in snapshot.parties
