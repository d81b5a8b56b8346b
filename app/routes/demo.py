"""Trying it: a store with made-up customers for anybody, where the deployer allows it."""

from flask import Blueprint, abort, request
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from app import clock
from app.demo import visit
from app.extensions import limiter
from app.forms.account import listed
from app.pages import form as pages
from app.web import limits
from app.web.errors import respond
from app.web.identity import sign_in
from app.web.request import base_url, config, see_other

bp = Blueprint("demo", __name__)
bp.before_request(pages.speak_to_owner)


@bp.post("/demo")
@limiter.limit("6 per hour", deduct_when=limits.is_counted)
def open_store() -> BaseResponse:
    """Open a demo store and sign the visitor in."""
    if not config().demo:
        abort(404)
    if current_user.is_authenticated:
        return see_other("dashboard.overview")
    if not visit.is_room():
        return respond(
            503,
            _("All demo stores are taken"),
            _("Each lasts an hour. Please try again in a while, or open one of your own."),
        )
    limits.count_this()
    timezone = listed(request.form.get("timezone", ""))
    store = visit.open_store(config(), base_url(), timezone, clock.now())
    sign_in(store)
    visit.keep_moving(store)
    return see_other("dashboard.overview")
