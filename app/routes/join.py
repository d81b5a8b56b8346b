"""The customer at the door: scan, fill in, join. No JavaScript and no cookie."""

from uuid import UUID

from flask import (
    Blueprint,
    Response,
    make_response,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from app import clock, live
from app.display import languages
from app.extensions import csrf
from app.forms.join import JoinForm
from app.models import admission, scanning
from app.models import door as doors
from app.models.door import Door
from app.security import tokens
from app.snapshot import load
from app.telemetry import refusals
from app.telemetry.refusals import Refused
from app.web import limits, visits
from app.web.request import config, go_to

bp = Blueprint("join", __name__)
# Customers have no cookie that a foreign page could misuse: their URL is the secret.
csrf.exempt(bp)


@bp.get("/J/<code>")
@bp.get("/j/<code>", endpoint="scan_typed")
def scan(code: str) -> BaseResponse:
    """A scan: mint a pass, put a new code on the screens, lead to the form."""
    known = tokens.read_code(code)
    if known is None:
        return _gone(404, _("This is not a code from a screen"))
    if request.method == "HEAD":
        # Link checkers and previews only look; nothing changes for them.
        return Response(status=200)
    if visits.is_guess(request):
        # Told no, the browser asks again when the person really goes there.
        return Response(status=503, headers={"Cache-Control": "no-store"})
    if visits.is_robot(request):
        return make_response(render_template("join/preview.html", code=known))
    token = tokens.mint(config().secret_key)
    minted = scanning.scan(
        known,
        fresh=tokens.join_code(),
        token=token,
        now=clock.now(),
        network=limits.unreadable_network(),
        bound=config().max_scans_per_network,
    )
    if minted:
        return go_to(url_for("join.form", pass_token=minted))
    return _refuse(known)


def _refuse(code: str) -> Response:
    """Why a code from a screen opens nothing just now, and the way to a ticket that was lost."""
    store = doors.behind(code)
    if store is None:
        return _gone(410, _("This code was just used or is too old"))
    languages.speak(store.language)
    lost = url_for("lost_ticket.with_a_code", code=code)
    if not store.paused:
        if _is_crowded(store.store_id):
            refusals.count(Refused.JOIN)
            return make_response(render_template("join/crowded.html", lost_ticket=lost), 429)
        return _gone(410, _("This code was just used or is too old"), lost)
    page = render_template(
        "join/paused.html", name=store.name, announcement=store.announcement, lost_ticket=lost
    )
    return make_response(page, 409)


def _is_crowded(store_id: UUID) -> bool:
    return scanning.is_crowded(
        store_id,
        network=limits.unreadable_network(),
        bound=config().max_scans_per_network,
        now=clock.now(),
    )


@bp.get("/p/<sealed:pass_token>")
def form(pass_token: str) -> BaseResponse:
    """The form that a pass opens, once."""
    return _at_the_door(pass_token, JoinForm.blank())


@bp.post("/p/<sealed:pass_token>")
def join(pass_token: str) -> BaseResponse:
    """Join the line, or see beside the fields what is wrong."""
    sent = JoinForm.sent(request.form.to_dict())
    joined = _join(pass_token, sent)
    return joined or _at_the_door(pass_token, sent, sent=True)


def _join(pass_token: str, sent: JoinForm) -> BaseResponse | None:
    """In the usual case a request is this one statement; what went wrong is asked for later."""
    people = sent.people()
    token = tokens.mint(config().secret_key, tokens.route_of(pass_token))
    if people and admission.join(pass_token, people, token=token, now=clock.now()):
        return go_to(url_for("ticket.page", token=token))
    return None


def _at_the_door(
    pass_token: str, form: JoinForm, *, sent: bool = False, again: bool = False
) -> BaseResponse:
    """The form if the pass is good, else where it leads or what to do."""
    door = doors.look(pass_token)
    if door is not None:
        languages.speak(door.language)
    if door is None or (door.party_token is None and door.closes_at <= clock.now()):
        return _closed()
    if door.party_token is not None:
        # A reload or a second tap: they are in line already.
        return go_to(url_for("ticket.page", token=door.party_token))
    if door.expired(clock.now()):
        lost = url_for("lost_ticket.at_the_form", pass_token=pass_token)
        return _gone(410, _("This form was open for too long"), lost)
    if not sent:
        return _form_page(pass_token, door, form) if door.room else _no_room(pass_token, door)
    form.check(door)
    if not form.invalid and not again:
        # Only the queue was missing, and there is only one; or there is room by now.
        joined = _join(pass_token, form)
        return joined or _at_the_door(pass_token, form, sent=True, again=True)
    if not form.invalid:
        form.error = _("The line has changed at this very moment. Please send this once more.")
    return _form_page(pass_token, door, form, 422)


def _form_page(pass_token: str, door: Door, sent: JoinForm, code: int = 200) -> Response:
    # A screen shows the code that was scanned, so in most cases it is here already.
    hub, store_id = live.hub(), door.store_id
    snapshot = hub.newest(store_id) or load.snapshot(store_id, hub.last(store_id), history=False)
    waits = {queue.id: queue.wait for queue in snapshot.queues if queue.wait} if snapshot else {}
    page = render_template(
        "join/form.html",
        door=door,
        form=sent,
        waits=waits,
        lost_ticket=url_for("lost_ticket.at_the_form", pass_token=pass_token),
        now=clock.now(),
    )
    return make_response(page, code)


def _no_room(pass_token: str, door: Door) -> Response:
    page = render_template(
        "join/no_room.html",
        name=door.store_name,
        announcement=door.announcement,
        door=door,
        lost_ticket=url_for("lost_ticket.at_the_form", pass_token=pass_token),
        good_until=door.pass_created_at + admission.PASS_LIFETIME,
    )
    return make_response(page)


def _gone(code: int, title: str, lost_ticket: str | None = None) -> Response:
    return make_response(
        render_template("join/gone.html", title=title, lost_ticket=lost_ticket), code
    )


def _closed() -> Response:
    return make_response(render_template("join/closed.html"), 410)
