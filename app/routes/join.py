"""The customer at the door: scan, fill in, join. No JavaScript and no cookie."""

from flask import (
    Blueprint,
    Response,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from app import clock, tokens
from app.join_form import JoinForm
from app.models import admission
from app.models.admission import Door
from app.routes.web import settings

bp = Blueprint("join", __name__)


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
    if "prefetch" in request.headers.get("Sec-Purpose", request.headers.get("Purpose", "")):
        # The browser guesses; told no, it asks again when the person really goes there.
        return Response(status=503, headers={"Cache-Control": "no-store"})
    token = tokens.mint(settings().secret_key)
    if admission.scan(known, fresh=tokens.join_code(), token=token, now=clock.now()):
        return redirect(url_for("join.form", pass_token=token), 303)
    return _gone(410, _("This code was just used or is too old"))


@bp.route("/p/<pass_token>", methods=["GET", "POST"])
def form(pass_token: str) -> BaseResponse:
    """The form that a pass opens, once."""
    if not tokens.genuine(settings().secret_key, pass_token):
        return _gone(404, _("This link is not from a scan"))
    door = admission.look(pass_token)
    if door is None:
        return _closed()
    if door.party_token is not None:
        # A reload or a second tap: they are in line already.
        return redirect(url_for("ticket.page", token=door.party_token), 303)
    now = clock.now()
    if door.expired(now):
        return _gone(410, _("This form was open for too long"))
    if door.closes_at <= now:
        return _closed()
    if request.method == "GET":
        return _form_page(door, JoinForm.blank())
    return _join(pass_token, door)


def _join(pass_token: str, door: Door) -> BaseResponse:
    sent = JoinForm.sent(request.form)
    people = sent.people([queue.id for queue in door.queues], door.timezone)
    if not people:
        return _form_page(door, sent, 422)
    token = tokens.mint(settings().secret_key)
    if admission.join(pass_token, people, token=token, now=clock.now()):
        return redirect(url_for("ticket.page", token=token), 303)
    # Somebody spent the pass or closed the store since `look`; look again and say which.
    return redirect(url_for("join.form", pass_token=pass_token), 303)


def _form_page(door: Door, sent: JoinForm, code: int = 200) -> Response:
    page = render_template("join/form.html", door=door, form=sent, now=clock.now())
    return make_response(page, code)


def _gone(code: int, title: str) -> Response:
    return make_response(render_template("join/gone.html", title=title), code)


def _closed() -> Response:
    return make_response(render_template("join/closed.html"), 410)
