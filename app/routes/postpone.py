"""The customer who lets others go first: to smoke, to park, because it doesn't suit just now."""

from uuid import UUID

from flask import Blueprint, Response, abort, make_response, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from app import clock
from app.extensions import csrf
from app.models import reordering
from app.models.reordering import Where
from app.routes import ticket
from app.snapshot.customer import CustomerSnapshot
from app.snapshot.store import Snapshot
from app.web.request import go_to

bp = Blueprint("postpone", __name__)
# Customers have no cookie that a foreign page could misuse: their URL is the secret.
csrf.exempt(bp)

MOST_PLACES = 5


@bp.get("/t/<sealed:token>/later")
def form(token: str) -> BaseResponse:
    """How many to let go first; with `let`, how it went."""
    snapshot = ticket.look(token)
    if snapshot is None:
        return ticket.closed()
    mover, let = _mover(snapshot, token, request.args), request.args.get("let", 0, type=int)
    if mover is None or mover.ahead is None or not 0 < let <= mover.ahead:
        return _page(snapshot, token)
    return make_response(render_template("postpone/done.html", mover=mover, let=let, token=token))


@bp.post("/t/<sealed:token>/later")
def move(token: str) -> BaseResponse:
    """Let some go first, if the line still is as it was seen."""
    snapshot = ticket.look(token)
    if snapshot is None:
        return ticket.closed()
    mover = _mover(snapshot, token, request.form) or abort(404)
    places, ahead = (request.form.get(name, -1, type=int) for name in ("places", "ahead"))
    if not 0 < places <= MOST_PLACES or ahead < 0:
        abort(404)
    where, now = Where(by=places), clock.now()
    made = reordering.move(snapshot.store_id, mover.id, where, now, ahead=ahead, by_themselves=True)
    snapshot = ticket.look(token)
    if snapshot is None:
        return ticket.closed()
    mover = _mover(snapshot, token, request.form) or abort(404)
    if mover.ahead is None:
        return go_to(url_for("ticket.page", token=token))
    let = mover.ahead - ahead
    # The second tap of a double tap moves nobody, and finds them where the first one put them.
    there = let == places or (mover.last and let < places)
    if let > 0 and (made or there):
        return go_to(url_for("postpone.form", token=token, customer=mover.id, let=let))
    return _page(snapshot, token, 409)


def _mover(snapshot: Snapshot, token: str, asked: dict[str, str]) -> CustomerSnapshot | None:
    """Which of the party is meant."""
    try:
        meant = UUID(asked.get("customer", ""))
    except ValueError:
        return None
    return next((one for one in snapshot.people(token) if one.id == meant), None)


def _page(snapshot: Snapshot, token: str, code: int = 200) -> Response:
    people = [one for one in snapshot.people(token) if one.ahead is not None and not one.last]
    behind = {one.id: _behind(snapshot, one) for one in people}
    page = render_template(
        "postpone/form.html", token=token, people=people, behind=behind, most=MOST_PLACES, code=code
    )
    return make_response(page, code)


def _behind(snapshot: Snapshot, mover: CustomerSnapshot) -> int:
    queue = snapshot.queue(mover.queue_id)
    return len(queue.waiting) - 1 - (mover.ahead or 0) if queue else 0
