"""A lost password: a link by mail sets a new one."""

from flask import Blueprint, Response, flash, make_response, render_template
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from app import clock, database
from app.database import signals
from app.display import languages
from app.extensions import csrf, db, limiter
from app.forms.account import ForgotForm, ResetForm
from app.jobs import scheduler
from app.links import reset as links
from app.mail import letters
from app.models import Store
from app.pages import form as pages
from app.security import passwords
from app.web import limits
from app.web.errors import respond
from app.web.identity import sign_in
from app.web.request import config, see_other

bp = Blueprint("password", __name__)
bp.before_request(pages.speak_to_owner)


@bp.route("/password/forgot", methods=["GET", "POST"])
@csrf.exempt  # its form checks the token
@limiter.limit("60 per hour", key_func=limits.visitor, methods=["POST"])
def forgot() -> BaseResponse:
    """Mail a link to set a new password; the same answer whether or not the address is known.

    Whoever asks too often gets that answer too: the links that were mailed in the last hour work.
    """
    form = ForgotForm()
    if not form.validate_on_submit():
        return pages.form_page("password/forgot.html", form)
    store = Store.by_email(form.email.cleaned)
    if store is not None and _may_mail(store) and signals.mark(store.id):
        token = links.mint(config().secret_key, store)
        # The address that this store's owner used, not the one that whoever asks pretends.
        letters.password_link(store, config().public_url or store.base_url, token, clock.now())
        db.session.commit()
        scheduler.deliver_soon()
    page = "password/forgot_sent.html"
    return make_response(render_template(page, email=form.email.cleaned, settings=config()))


@bp.route("/password/reset/<trimmed:token>", methods=["GET", "POST"])
@csrf.exempt  # its form checks the token
@limiter.limit("60 per hour", methods=["POST"], deduct_when=limits.is_counted)
def reset(token: str) -> BaseResponse:
    """Set a new password with a link from the mail, once."""
    store = links.store_of(config().secret_key, token)
    if store is None:
        return _link_ended()
    languages.speak(store.language)
    form = ResetForm()
    if not form.validate_on_submit():
        return pages.form_page("password/reset.html", form)
    # Before the lock, since it takes long, and people at the door would wait for it.
    database.let_go()
    limits.count_this()
    password_hash = passwords.hash_password(form.password.cleaned)
    # The lock makes two posts of one link take turns: the second finds it used (or no store).
    signals.mark(store.id)
    store = links.store_of(config().secret_key, token)
    if store is None:
        return _link_ended()
    now = clock.now()
    store.change_password(password_hash)
    # Somebody who reads its mail has set the password.
    store.confirm_email(now)
    letters.password_changed(store, config().public_url or store.base_url, now)
    db.session.commit()
    scheduler.deliver_soon()
    sign_in(store)
    flash(_("Your new password is set. Every other browser was signed out."))
    return see_other("dashboard.overview")


def _may_mail(store: Store) -> bool:
    return limits.may_mail("password", store.email, confirmed=bool(store.email_confirmed_at))


def _link_ended() -> Response:
    db.session.rollback()
    return respond(
        410,
        _("This link has ended"),
        _("It works once and for an hour. Ask for a new one with “Forgot password”."),
    )
