"""The customer in line: the party's status page, known only by its link."""

from datetime import timedelta
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

from app import clock, live
from app.display import languages
from app.extensions import csrf
from app.live import stream
from app.live.drawn import Drawn
from app.live.fragments import Fragment, by_id
from app.live.view import PageView
from app.models import Answer, Customer, Party, State, leaving
from app.pages import ticket as pages
from app.security import tokens
from app.snapshot import load
from app.snapshot.customer import FEW, CustomerSnapshot
from app.snapshot.store import Snapshot
from app.web import sent
from app.web.request import base_url, config, go_to

bp = Blueprint("ticket", __name__)
# Customers have no cookie that a foreign page could misuse: their URL is the secret.
csrf.exempt(bp)

_RENEWALS = (15, 60)
"""Seconds after which a page without JavaScript renews itself: soon, and not yet."""
_JUST_JOINED = timedelta(minutes=1)


@bp.get("/t/<sealed:token>")
def page(token: str) -> BaseResponse:
    """Where the party stands."""
    snapshot = look(token)
    if snapshot is None:
        return closed()
    people = snapshot.people(token)
    _keep_quoted(people)
    return make_response(
        render_template(
            "ticket/page.html",
            store=snapshot,
            token=token,
            title=pages.title(people),
            fragments=by_id(pages.draw(snapshot, Drawn(), token)),
            renewal=_renewal(people, request.args.get("renew", "")),
            renewals=_RENEWALS,
            pin=tokens.pin(config().secret_key, token),
            link=f"{base_url()}{url_for('ticket.page', token=token)}",
            turn=any(person.state is State.CALLED for person in people),
            now=clock.now(),
        )
    )


@bp.get("/t/<sealed:token>/events")
def events(token: str) -> Response:
    """The page above, live."""
    store_id = _store(token)
    if store_id is None:
        return stream.say(_last_words())

    name = ""

    def ended(snapshot: Snapshot | None) -> Fragment | None:
        nonlocal name
        if snapshot is not None:
            name = snapshot.name
            # Whoever was added by mistake is gone before the store is.
            return None if snapshot.people(token) else _last_words()
        return _last_words(name)

    view = PageView(
        draw=lambda snapshot, drawn: pages.draw(snapshot, drawn, token),
        ended=ended,
        alike=("ticket", token),
        party=token,
    )
    return stream.respond(live.hub(), store_id, view)


@bp.route("/t/<sealed:token>/leave", methods=["GET", "POST"])
def leave(token: str) -> BaseResponse:
    """Ask, then take some of the party or all of them out of the line."""
    snapshot = look(token)
    if snapshot is None:
        return closed()
    if request.method != "POST":
        return _leaving(snapshot, token)
    leavers = [sent.read_id(value) for value in request.form.getlist("customer")]
    if "asked" in request.form and not leavers:
        return _leaving(snapshot, token, 422)
    leaving.leave(token, clock.now(), leavers or None)
    return go_to(url_for("ticket.page", token=token))


def _leaving(snapshot: Snapshot, token: str, code: int = 200) -> Response:
    people = [person for person in snapshot.people(token) if person.state.in_line]
    page = render_template("ticket/leave.html", token=token, people=people, wrong=code == 422)
    return make_response(page, code)


@bp.post("/t/<sealed:token>/return")
def come_back(token: str) -> BaseResponse:
    """Take the leaving back, for a few seconds."""
    if "back" not in request.form:
        abort(404)
    leaving.come_back(token, clock.now())
    return go_to(url_for("ticket.page", token=token))


@bp.post("/t/<sealed:token>/answer")
def answer(token: str) -> BaseResponse:
    """Say to a call: on my way, or not right now."""
    try:
        said = Answer(request.form.get("answer", ""))
    except ValueError:
        abort(404)
    leaving.answer(token, sent.read_id(request.form.get("customer", "")), said)
    return go_to(url_for("ticket.page", token=token))


def look(token: str) -> Snapshot | None:
    """The store in which the party waits, as it is now; None if it has closed."""
    store_id = _store(token)
    if store_id is None:
        return None
    older = live.hub().last(store_id)
    snapshot = load.snapshot(store_id, older, parties=[token], history=False)
    if snapshot is not None:
        languages.speak(snapshot.language)
    return snapshot if snapshot and snapshot.people(token) else None


def closed() -> Response:
    """What a customer sees of a store that has closed."""
    return make_response(render_template("ticket/closed.html"), 410)


def _keep_quoted(people: list[CustomerSnapshot]) -> None:
    """Remember what those are told who have just joined, to see later how good it was."""
    since = clock.now() - _JUST_JOINED
    quoted = {one.id: one.wait for one in people if one.wait and one.joined_at > since}
    if quoted:
        Customer.keep_quoted(quoted)


def _renewal(people: list[CustomerSnapshot], asked: str) -> int:
    """After how many seconds the page renews itself without JavaScript; 0 for never."""
    in_line = [person for person in people if person.state.in_line]
    if asked == "off" or not in_line:
        return 0
    if asked in map(str, _RENEWALS):
        return int(asked)
    soon, later = _RENEWALS
    return soon if any((person.ahead or 0) <= FEW for person in in_line) else later


def _store(token: str) -> UUID | None:
    """The party's store; None if it has closed."""
    return Party.store_of(token)


def _last_words(name: str = "") -> Fragment:
    return Fragment("page", "ticket/_closed.html", name=name)
