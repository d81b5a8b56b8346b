"""A customer who lost the status page: the ticket's number and its PIN lead back to it.

The form is on the board, on the join form and where a used code leads: scanner apps open browsers
that forget everything. What is said is the same whether there is such a ticket or not.
"""

import hmac
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from flask import Blueprint, Response, abort, make_response, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from app import clock
from app.display import languages
from app.extensions import csrf
from app.forms.lost_ticket import LostTicketForm
from app.models import JoinCode, Pass, Store, lost_ticket
from app.models.lost_ticket import TooManyTries
from app.security import tokens
from app.telemetry import refusals
from app.telemetry.refusals import Refused
from app.web.limits import unreadable_network
from app.web.request import config, go_to

bp = Blueprint("lost_ticket", __name__)
# Customers have no cookie that a foreign page could misuse: their URL is the secret.
csrf.exempt(bp)


@bp.route("/b/<sealed:board_token>/find", methods=["GET", "POST"])
def at_the_board(board_token: str) -> BaseResponse:
    """Find a ticket of the store whose board this is."""
    return _find(Store.id_by_board_token(board_token))


@bp.route("/p/<sealed:pass_token>/find", methods=["GET", "POST"])
def at_the_form(pass_token: str) -> BaseResponse:
    """Find a ticket of the store at whose door somebody has scanned."""
    return _find(Pass.store_of(pass_token))


@bp.route("/J/<code>/find", methods=["GET", "POST"])
def with_a_code(code: str) -> BaseResponse:
    """Find a ticket of the store whose screen showed this code, however long ago."""
    known = tokens.read_code(code)
    if known is None:
        abort(404)
    return _find(JoinCode.store_of(known))


def _find(store_id: UUID | None) -> BaseResponse:
    language = Store.language_of(store_id) if store_id else None
    if store_id is None or language is None:
        return make_response(render_template("join/closed.html"), 410)
    languages.speak(language)
    letters = lost_ticket.letters(store_id) if request.method == "POST" else ()
    form = LostTicketForm(request.form, letters)
    if request.method != "POST":
        return _page(form)
    if not form.validate():
        return _page(form, 422)
    pin, now = form.pin.cleaned, clock.now()
    try:
        token = lost_ticket.find(
            store_id, form.ticket.cleaned, _has(pin), network=unreadable_network(), now=now
        )
    except TooManyTries as error:
        refusals.count(Refused.PINS)
        return _too_many(form, error.until, now)
    if token is None:
        refusals.count(Refused.PIN)
        form.pin.errors = [_("No ticket has this number and this PIN. Please look again.")]
        return _page(form, 422)
    return go_to(url_for("ticket.page", token=token))


def _has(pin: str) -> Callable[[str], bool]:
    """Whether a token has this PIN; it takes as long for each."""
    key = config().secret_key
    return lambda token: hmac.compare_digest(tokens.pin(key, token), pin)


def _too_many(form: LostTicketForm, until: datetime, now: datetime) -> Response:
    minutes = int((until - now).total_seconds() // 60) + 1
    page = _page(form, 429, minutes=minutes)
    page.headers["Retry-After"] = str(minutes * 60)
    return page


def _page(form: LostTicketForm, code: int = 200, minutes: int = 0) -> Response:
    return make_response(render_template("lost_ticket/form.html", form=form, minutes=minutes), code)
