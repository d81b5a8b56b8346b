"""The screen at the door: the code and the numbers being called; no private data."""

from uuid import UUID

from flask import Blueprint, Response, make_response, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from app import clock, live
from app.live import stream
from app.live.drawn import Drawn
from app.live.fragments import Fragment, by_id
from app.live.view import PageView
from app.models import JoinCode, Store
from app.pages import board as pages
from app.security import headers
from app.snapshot import load
from app.snapshot.store import Snapshot
from app.web.request import base_url

bp = Blueprint("board", __name__)


@bp.get("/b/<sealed:token>")
def page(token: str) -> BaseResponse:
    """The code as large as it can be, and a lane for each queue."""
    store_id = _store(token)
    if store_id is not None:
        JoinCode.freshen(store_id, clock.now())
        snapshot = load.snapshot(store_id, live.hub().last(store_id), history=False)
        if snapshot is not None:
            if snapshot.board_framed:
                headers.let_frame()
            fragments = by_id(pages.draw(snapshot, Drawn(), base_url()))
            return make_response(
                render_template(
                    "board/page.html",
                    store=snapshot,
                    fragments=fragments,
                    token=token,
                    now=clock.now(),
                    in_a_frame=request.headers.get("Sec-Fetch-Dest") in ("frame", "iframe"),
                )
            )
    return make_response(render_template("board/closed.html"), 410)


@bp.get("/b/<sealed:token>/events")
def events(token: str) -> Response:
    """The page above, live."""
    store_id, base = _store(token), base_url()
    if store_id is None:
        return stream.say(_closed())
    view = PageView(
        draw=lambda snapshot, drawn: pages.draw(snapshot, drawn, base),
        ended=lambda snapshot: _ended(snapshot, token),
        alike=("board", base),
        screen=True,
    )
    return stream.respond(live.hub(), store_id, view)


def _store(token: str) -> UUID | None:
    """The store; None if it has closed."""
    return Store.id_by_board_token(token)


def _ended(snapshot: Snapshot | None, token: str) -> Fragment | None:
    if snapshot is None:
        return _closed()
    replaced = snapshot.board_token != token
    return Fragment("page", "board/_replaced.html") if replaced else None


def _closed() -> Fragment:
    return Fragment("page", "board/_closed.html")
