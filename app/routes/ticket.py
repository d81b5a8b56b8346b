"""The customer in line: the party's status page, known only by its link."""

from uuid import UUID

from flask import (
    Blueprint,
    Response,
    abort,
    make_response,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response as BaseResponse

from app import clock, languages, live, tokens
from app.live import snapshot as snapshots
from app.live import stream
from app.live.regions import Region
from app.live.snapshot import Snapshot
from app.models import Party
from app.routes.web import go_to, settings

bp = Blueprint("ticket", __name__)


@bp.get("/t/<token>")
def page(token: str) -> BaseResponse:
    """Where the party stands."""
    store_id = _store(token)
    snapshot = snapshots.load(store_id) if store_id else None
    if snapshot is None:
        return _closed()
    return make_response(
        render_template(
            "ticket/page.html",
            store=snapshot,
            token=token,
            regions={region.id: region for region in draw(snapshot, token)},
            now=clock.now(),
        )
    )


@bp.get("/t/<token>/events")
def events(token: str) -> Response:
    """The page above, live."""
    store_id = _store(token)
    if store_id is None:
        return stream.say(_last_words())

    view = stream.View(
        draw=lambda snapshot: draw(snapshot, token),
        key=lambda snapshot: (
            snapshot.name,
            snapshot.description,
            snapshot.notice,
            snapshot.language,
            *((person, person.wait) for person in snapshot.parties[token]),
        ),
        ended=lambda snapshot: None if snapshot else _last_words(),
    )
    return stream.respond(live.hub(), store_id, view)


@bp.route("/t/<token>/leave", methods=["GET", "POST"])
def leave(token: str) -> BaseResponse:
    """Ask, then take one of the party or all of them out of the line."""
    store_id = _store(token)
    snapshot = snapshots.load(store_id) if store_id else None
    if snapshot is None:
        return _closed()
    if request.method != "POST":
        people = [person for person in snapshot.parties[token] if person.state.in_line]
        return make_response(render_template("ticket/leave.html", token=token, people=people))
    try:
        leaver = UUID(request.form["customer"]) if "customer" in request.form else None
    except ValueError:
        abort(404)
    Party.leave(token, clock.now(), leaver)
    return go_to(url_for("ticket.page", token=token))


def draw(snapshot: Snapshot, token: str) -> list[Region]:
    """The regions of the status page; its headline is the same for all."""
    languages.speak(snapshot.language)
    people = snapshot.parties[token]
    return [
        snapshot.once("headline", lambda: Region("headline", "_headline.html", store=snapshot)),
        Region("party", "ticket/_party.html", store=snapshot, people=people, token=token),
    ]


def _store(token: str) -> UUID | None:
    """The party's store; 404 if this product never gave out such a link, None if it has closed."""
    if not tokens.genuine(settings().secret_key, token):
        abort(404)
    return Party.store_of(token)


def _closed() -> Response:
    return make_response(render_template("ticket/closed.html"), 410)


def _last_words() -> Region:
    return Region("page", "ticket/_closed.html")
