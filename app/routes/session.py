"""Signing in and out, one browser at a time."""

import re
from functools import partial

from flask import Blueprint, after_this_request, flash, request, session
from flask_babel import gettext as _
from flask_login import current_user, login_required, login_user, logout_user
from sqlalchemy import select
from werkzeug.wrappers import Response as BaseResponse

from app import clock
from app.database import signals
from app.display import times
from app.extensions import csrf, db, limiter
from app.forms.account import SignInForm
from app.models import Owner, Store
from app.pages import form as pages
from app.routes.scope import lock_own_store
from app.security import headers, passwords
from app.telemetry import refusals
from app.telemetry.refusals import Refused
from app.web import limits
from app.web.identity import sign_in
from app.web.request import base_url, config, go_to, see_other

bp = Blueprint("session", __name__)
bp.before_request(pages.speak_to_owner)

_wrong_tries = partial(limiter.limit, methods=["POST"], deduct_when=limits.is_counted)
_OWN_PAGE = re.compile(r"/store(/[a-z0-9-]+)*", re.ASCII)


@bp.route("/signin", methods=["GET", "POST"])
@csrf.exempt  # its form checks the token
@_wrong_tries("200 per 5 minutes", key_func=limits.visitor)
@_wrong_tries("20 per 5 minutes", key_func=limits.visitor_and_typed_address)
@_wrong_tries("300 per hour", key_func=limits.typed_address, exempt_when=limits.is_known)
def signin() -> BaseResponse:
    """Sign in with e-mail and password."""
    form = SignInForm()
    if not form.validate_on_submit():
        return pages.form_page("session/signin.html", form)
    store_id, kept = Store.password_of(form.email.cleaned) or (None, None)
    right = passwords.matches(kept, form.password.cleaned, known=limits.is_known())
    # Under the lock: it may be closing.
    lasting = select(Store).where(Store.id == store_id, Store.closes_at > clock.now())
    store = db.session.scalar(lasting.with_for_update()) if right else None
    if store is None:
        limits.count_this()
        refusals.count(Refused.PASSWORD)
        form.password.errors = [
            _(
                "Address and password don't match an open store. A store ends when it is closed,"
                " and %(time)s after it was opened.",
                time=times.duration(config().store_hours * 60),
            )
        ]
        return pages.form_page("session/signin.html", form)
    store.base_url, store.home_network = base_url(), limits.unreadable_network()
    db.session.commit()
    sign_in(store)
    wanted = request.args.get("next", "")
    if _OWN_PAGE.fullmatch(wanted):
        return go_to(wanted)
    return see_other("dashboard.overview")


@bp.post("/signout")
@login_required
def signout() -> BaseResponse:
    """Sign this browser out."""
    # Under the lock: the store may close at this very moment, and its sessions with it.
    if signals.mark(current_user.id):
        current_user.end_session(session["id"])
        db.session.commit()
    signals.session_ended.send(session["id"])
    logout_user()
    session.clear()
    after_this_request(headers.clear_site_data)
    return see_other("account.home")


@bp.post("/store/signout")
@login_required
def sign_out_others() -> BaseResponse:
    """Sign every other browser out. Their pages say so at once."""
    store = lock_own_store()
    store.end_sessions()
    db.session.commit()
    # This one goes on, and so do the forms that are open in it.
    login_user(Owner.of(store))
    flash(_("Every other browser was signed out."))
    return see_other("dashboard.overview")
