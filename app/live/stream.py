"""The text/event-stream response: a view of a store, sent whole at first and then as it changes."""

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Flask, Response, current_app, request
from werkzeug.exceptions import ServiceUnavailable

from app.live import sockets
from app.live.fragments import Fragment
from app.live.hub import Full, Hub
from app.snapshot.store import Snapshot

RETRY_AFTER_SECONDS = 30

# A comment for what stands between, an event for the page, which shows whether it is live.
_LIVE = b": live\n\n"
_BEAT = b": still here\nevent: beat\ndata: beat\n\n"
_END = b"event: end\ndata: end\n\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What one page shows.

    `draw` makes the page's fragments of a snapshot. `party` is the token of the only ticket that is
    shown, so that nobody is woken and nothing drawn in vain. `ended` is None while the page may go
    on; once the store has closed, or its password was changed, it gives the page's last words.
    `farewell` gives those for an owner whose `session` is signed out in this browser.
    """

    draw: Callable[[Snapshot], Iterable[Fragment]]
    ended: Callable[[Snapshot | None], Fragment | None]
    party: str = ""
    farewell: Callable[[], Fragment] | None = None
    session: str = ""
    screen: bool = False


def respond(hub: Hub, store_id: UUID, view: View) -> Response:
    """Stream the view for as long as the viewer stays; 503 if there are too many already."""
    try:
        hub.admit(store_id, screen=view.screen, session=view.session or view.party)
    except Full:
        raise ServiceUnavailable(retry_after=RETRY_AFTER_SECONDS) from None
    sockets.prepare(request.environ.get("gunicorn.socket"))
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    return _event_stream(_messages(app, request.environ, hub, store_id, view))


def say(last_words: Fragment) -> Response:
    """A stream that shows the page's last state and tells the browser not to come back."""
    return _event_stream(iter([last_words.lines + b"\n" + _END]))


def _event_stream(messages: Iterator[bytes]) -> Response:
    # Passed on as it is: each wrapper around it costs every stream memory and every message time.
    response = Response(messages, mimetype="text/event-stream", direct_passthrough=True)
    response.headers["Cache-Control"] = "no-store"
    # nginx would hold messages back until it had enough of them.
    response.headers["X-Accel-Buffering"] = "no"
    return response


def _messages(
    app: Flask, environ: dict[str, Any], hub: Hub, store_id: UUID, view: View
) -> Iterator[bytes]:
    # Neither the request nor its context: too much to keep for hours for each of thousands. The
    # application's context stays, since to enter it for each message costs as much as to send it.
    environ.pop("werkzeug.request", None)
    with (
        app.app_context(),
        hub.watching(
            store_id, screen=view.screen, session=view.session, party=view.party
        ) as channel,
    ):
        sent: dict[str, Hashable] = {}
        seen, beaten = 0, channel.beats
        # At once, so that the page knows that it is live before anything changes.
        yield _LIVE
        while not hub.closing:
            news = channel.news(view.party)
            if view.farewell and hub.is_signed_out(view.session):
                yield view.farewell().lines + b"\n" + _END
                return
            if channel.shown != seen:
                seen, snapshot = channel.shown, channel.snapshot
                ended = view.ended(snapshot)
                if snapshot is None or ended is not None:
                    yield (ended.lines + b"\n" if ended else b"") + _END
                    return
                fresh = _fresh(view.draw(snapshot), sent)
                if fresh:
                    hub.deliveries += 1
                    yield (_message if view.party else _shared_message)(snapshot, fresh)
                    continue
            if channel.beats != beaten:
                beaten = channel.beats
                yield _BEAT
                continue
            news.wait()


def _fresh(fragments: Iterable[Fragment], sent: dict[str, Hashable]) -> list[Fragment]:
    """The fragments that were not yet sent as they are; with each goes what is within it."""
    fresh = []
    for fragment in fragments:
        if sent.get(fragment.id) != fragment.mark:
            fresh.append(fragment)
            sent[fragment.id] = fragment.mark
            for inner in fragment.inner:
                sent[inner.id] = inner.mark
        elif fragment.inner:
            fresh += _fresh(fragment.inner, sent)
    return fresh


def _message(snapshot: Snapshot, fresh: list[Fragment]) -> bytes:
    return b"%sid: %d\n\n" % (b"".join([fragment.lines for fragment in fresh]), snapshot.version)


def _shared_message(snapshot: Snapshot, fresh: list[Fragment]) -> bytes:
    """The same bytes for everybody who gets the same."""
    return snapshot.once(tuple(fresh), lambda: _message(snapshot, fresh))
