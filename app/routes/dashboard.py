"""The owner at work: the code, the queues, the line."""

from uuid import UUID

from flask import Blueprint, Response, render_template, request, session
from flask_login import current_user, login_required
from werkzeug.wrappers import Response as BaseResponse

from app import live
from app.live import stream
from app.live.drawn import Drawn
from app.live.fragments import Fragment
from app.live.view import PageView
from app.pages import dashboard, line
from app.pages import history as pages
from app.snapshot import search as searching
from app.snapshot.store import Snapshot
from app.web.request import base_url, from_htmx, see_other

bp = Blueprint("dashboard", __name__)


@bp.get("/store")
@login_required
def overview() -> BaseResponse:
    """The code, all queues, and the line of the first."""
    return dashboard.page(None)


@bp.get("/store/queues/<uuid:queue_id>")
@login_required
def queue(queue_id: UUID) -> BaseResponse:
    """The code, all queues, and the line of this one with its history."""
    return dashboard.page(queue_id)


@bp.get("/store/queues/<uuid:queue_id>/history")
@login_required
def history(queue_id: UUID) -> BaseResponse | str:
    """Those who were in line earlier, page by page: `past` says which, `rows` how many."""
    if not from_htmx():
        return dashboard.page(queue_id)
    snapshot = dashboard.look()
    if snapshot is None:
        return see_other("session.signin")
    asked = pages.asked_for(snapshot, dashboard.chosen_of(snapshot, queue_id))
    return render_template("dashboard/_earlier.html", **pages.shown(snapshot, Drawn(), asked))


@bp.get("/store/find")
@login_required
def search() -> BaseResponse | str:
    """Find people by name, ticket or either end of a phone, in all queues."""
    chosen_id = request.args.get("on", type=UUID)
    if not from_htmx():
        return dashboard.page(chosen_id)
    snapshot = dashboard.look()
    if snapshot is None:
        return see_other("session.signin")
    sought = request.args.get("find", "")
    chosen = snapshot.chosen(chosen_id)
    return render_template(
        "dashboard/_found.html",
        store=snapshot,
        chosen=chosen,
        sought=sought,
        **line.found(snapshot, Drawn(), chosen, searching.customers(snapshot, sought)),
    )


@bp.get("/store/events")
def events() -> Response:
    """The two pages above, live."""
    if not current_user.is_authenticated:
        return stream.say(_signed_out())
    chosen, base, key = (
        request.args.get("queue", type=UUID),
        base_url(),
        current_user.session_key,
    )

    def ended(snapshot: Snapshot | None) -> Fragment | None:
        if snapshot is None:
            return Fragment("page", "dashboard/_closed.html", demo=demo)
        return None if snapshot.session_key == key else _signed_out()

    store_id, demo = current_user.id, current_user.demo
    view = PageView(
        draw=lambda snapshot, drawn: dashboard.draw(snapshot, drawn, chosen, base),
        ended=ended,
        alike=("dashboard", chosen, base),
        farewell=_signed_out,
        session=session.get("id", ""),
        screen=True,
    )
    return stream.respond(live.hub(), store_id, view)


def _signed_out() -> Fragment:
    return Fragment("page", "dashboard/_signed_out.html")
