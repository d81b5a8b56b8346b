"""The screen at the door: the code and the numbers being called; no private data."""

from uuid import UUID

from flask import Blueprint, Response, abort, make_response, render_template
from werkzeug.wrappers import Response as BaseResponse

from app import live
from app.display import languages
from app.live import loading, stream
from app.live.regions import Region
from app.live.snapshot import Snapshot
from app.models import Store
from app.routes import door
from app.routes.web import base_url, settings
from app.security import tokens

bp = Blueprint("board", __name__)


@bp.get("/b/<token>")
def page(token: str) -> BaseResponse:
    """The code as large as it can be, and a lane for each queue."""
    store_id = _store(token)
    if store_id is not None:
        live.freshen_code(store_id)
        snapshot = loading.load(store_id)
        if snapshot is not None:
            regions = {region.id: region for region in draw(snapshot, base_url())}
            return make_response(
                render_template("board/page.html", store=snapshot, regions=regions, token=token)
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


def draw(snapshot: Snapshot, base: str) -> list[Region]:
    """The regions of the board, the same for every screen."""
    languages.speak(snapshot.language)
    return [
        door.draw(snapshot, base, public=True),
        snapshot.once("lanes", lambda: Region("lanes", "board/_lanes.html", store=snapshot)),
        snapshot.once("late", lambda: Region("late", "board/_late.html", store=snapshot)),
    ]


def _store(token: str) -> UUID | None:
    """The store; 404 if this product never gave out such a link, None if it has closed."""
    if not tokens.genuine(settings().secret_key, token):
        abort(404)
    return Store.id_by_board_token(token)


def _closed() -> Region:
    return Region("page", "board/_closed.html")
