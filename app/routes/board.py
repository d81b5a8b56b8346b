"""The screen at the door: the code and the numbers being called; no private data."""

from uuid import UUID

from flask import Blueprint, Response, abort, make_response, render_template
from werkzeug.wrappers import Response as BaseResponse

from app import live
from app.display import languages
from app.live import stream
from app.live.fragments import Fragment
from app.models import Store
from app.routes import door
from app.routes.web import base_url, settings
from app.security import tokens
from app.snapshot import load
from app.snapshot.store import Snapshot

bp = Blueprint("board", __name__)


@bp.get("/b/<token>")
def page(token: str) -> BaseResponse:
    """The code as large as it can be, and a lane for each queue."""
    store_id = _store(token)
    if store_id is not None:
        live.freshen_code(store_id)
        snapshot = load.snapshot(store_id)
        if snapshot is not None:
            fragments = {fragment.id: fragment for fragment in draw(snapshot, base_url())}
            return make_response(
                render_template("board/page.html", store=snapshot, fragments=fragments, token=token)
            )
    return make_response(render_template("board/closed.html"), 410)


@bp.get("/b/<token>/events")
def events(token: str) -> Response:
    """The page above, live."""
    store_id, base = _store(token), base_url()
    if store_id is None:
        return stream.say(_closed())
    live.freshen_code(store_id)
    view = stream.View(
        draw=lambda snapshot: draw(snapshot, base),
        ended=lambda snapshot: None if snapshot else _closed(),
        screen=True,
    )
    return stream.respond(live.hub(), store_id, view)


def draw(snapshot: Snapshot, base: str) -> list[Fragment]:
    """The fragments of the board, the same for every screen."""
    languages.speak(snapshot.language)
    return [
        door.draw(snapshot, base, public=True),
        snapshot.once("lanes", lambda: Fragment("lanes", "board/_lanes.html", store=snapshot)),
        snapshot.once("late", lambda: Fragment("late", "board/_late.html", store=snapshot)),
    ]


def _store(token: str) -> UUID | None:
    """The store; 404 if this product never gave out such a link, None if it has closed."""
    if not tokens.genuine(settings().secret_key, token):
        abort(404)
    return Store.id_by_board_token(token)


def _closed() -> Fragment:
    return Fragment("page", "board/_closed.html")
