"""The text/event-stream response: a view of a store, sent whole at first and then as it changes.

It begins as any other answer. As soon as it would have to wait it takes the connection over, which
the store's sender writes to from then on; only where that can't be, it waits in its request.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any
from uuid import UUID

from flask import Flask, Response, current_app, request
from werkzeug.exceptions import ServiceUnavailable

from app.live.fragments import Fragment
from app.live.hub import Hub
from app.live.listener import Listener
from app.live.seats import Full
from app.live.view import View, ending
from app.security import networks
from app.system.connection import Connection, HandedOver

RETRY_AFTER_SECONDS = 30


def respond(hub: Hub, store_id: UUID, view: View) -> Response:
    """Stream the view for as long as the viewer stays; 503 if there are too many already."""
    listener = Listener(hub, store_id, view, networks.visitors_network())
    try:
        hub.admit(listener)
    except Full:
        raise ServiceUnavailable(retry_after=RETRY_AFTER_SECONDS) from None
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    return _event_stream(_begun(app, request.environ, listener))


def say(last_words: Fragment) -> Response:
    """A stream that shows the page's last state and tells the browser not to come back."""
    return _event_stream(iter([ending(last_words)]))


def _event_stream(messages: Iterator[bytes]) -> Response:
    # Passed on as it is, so that the server hears of it when the connection is taken over.
    response = Response(messages, mimetype="text/event-stream", direct_passthrough=True)
    # Whatever compresses on the way would hold messages back until it had enough of them. Some
    # proxies look at the one and some at the other: Caddy 2.6 compresses what is not encoded yet.
    response.headers["Cache-Control"] = "no-store, no-transform"
    response.headers["Content-Encoding"] = "identity"
    # nginx would, too.
    response.headers["X-Accel-Buffering"] = "no"
    return response


def _begun(app: Flask, environ: dict[str, Any], listener: Listener) -> Iterator[bytes]:
    """What is said within the request; all of it, if nobody else can say it."""
    # Too much to keep for hours for each of thousands.
    environ.pop("werkzeug.request", None)
    with app.app_context(), ExitStack() as seats:
        channel = seats.enter_context(listener)
        while True:
            listener.news.clear()
            while True:
                with channel.drawing():
                    message = next(listener.messages, b"")
                if message is None:
                    break
                if not message:
                    return
                yield message
            if Connection.can_be_taken(environ):
                listener.carry(Connection(environ))
                seats.pop_all()
                raise HandedOver
            listener.news.wait()
