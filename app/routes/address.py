"""The owner's address: confirmed by a link in a mail, corrected with the password."""

from flask import Blueprint, Response, flash, make_response, render_template, request
from flask_babel import gettext as _
from flask_login import login_required
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response as BaseResponse

from app import clock, database
from app.database import signals
from app.display import languages
from app.extensions import csrf, db, limiter
from app.forms.account import AddressForm
from app.jobs import scheduler
from app.links import confirm as confirm_link
from app.mail import letters
from app.models import OutgoingMail, Store
from app.pages.form import form_page
from app.routes.scope import lock_own_store, own_store
from app.security import passwords
from app.telemetry import refusals
from app.telemetry.refusals import Refused
from app.web import limits
from app.web.errors import respond
from app.web.request import base_url, config, see_other

bp = Blueprint("address", __name__)


@bp.route("/confirm/<trimmed:token>", methods=["GET", "POST"])
@csrf.exempt  # nobody has a cookie here: the link is the secret
@limiter.limit("60 per hour", methods=["POST"], deduct_when=limits.is_counted)
def confirm(token: str) -> BaseResponse:
    """Ask for one tap, then the address is confirmed.

    A GET changes nothing: mail servers open links to see whether they are safe, and that says
    nothing of whether somebody reads the mail. Nor is anybody asked to sign in, since mails are
    read on other devices than the shop's.
    """
    store = confirm_link.store_of(config().secret_key, token)
    if store is None:
        return _link_ended()
    languages.speak(store.language)
    if request.method == "POST":
        limits.count_this()
        signals.mark(store.id)
        # The lock was waited for, and meanwhile the store may have closed or the address changed.
        db.session.expire(store)
        store = confirm_link.store_of(config().secret_key, token)
        if store is None:
            return _link_ended()
        store.confirm_email(clock.now())
        db.session.commit()
        return see_other("address.confirm", token=token)
    return make_response(render_template("address/confirm.html", store=store))


@bp.route("/store/address", methods=["GET", "POST"])
@login_required
@csrf.exempt  # its form checks the token
@limiter.limit("20 per hour", key_func=limits.owner, methods=["POST"])
def correct() -> BaseResponse:
    """Give another address; what is on its way goes there, and a new mail asks to confirm it."""
    store = own_store()
    if store.demo:
        return _mails_nobody()
    form = AddressForm(data={"email": store.email})
    if not form.validate_on_submit():
        return _page(form)
    database.let_go()
    if not passwords.matches(store.password_hash, form.password.cleaned):
        refusals.count(Refused.PASSWORD)
        form.password.errors = [_("This is not the password of this store.")]
        return _page(form)
    if form.email.cleaned == store.email and store.email_confirmed_at:
        return see_other("dashboard.overview")
    store = lock_own_store()
    moved = form.email.cleaned != store.email
    try:
        store.change_email(form.email.cleaned)
        db.session.flush()
    except IntegrityError as error:
        db.session.rollback()
        if "uq_store_email" not in str(error.orig):
            raise
        form.email.errors = [_("This address has another open store.")]
        return _page(form)
    return _ask_to_confirm(store, moved=moved)


@bp.post("/store/address/resend")
@login_required
@limiter.limit("4 per hour", key_func=limits.owner)
def resend() -> BaseResponse:
    """Send the mail that asks to confirm the address once more."""
    store = lock_own_store()
    return _mails_nobody() if store.demo else _ask_to_confirm(store, moved=False)


def _mails_nobody() -> BaseResponse:
    flash(_("A demo store mails nobody, so it has no address."))
    return see_other("dashboard.overview")


def _ask_to_confirm(store: Store, *, moved: bool) -> BaseResponse:
    now, home = clock.now(), base_url()
    if moved:
        OutgoingMail.drop_welcome(store.id)
        OutgoingMail.redirect(store.id, store.email, now)
    if limits.may_mail("welcome", store.email, confirmed=False):
        OutgoingMail.drop_welcome(store.id)
        link = confirm_link.url(config().secret_key, store, home)
        letters.welcome(store, home, link, now)
        said = _("A mail to confirm the address is on its way to %(email)s.", email=store.email)
    else:
        said = _(
            "A mail went to %(email)s within the last hour, and its link still works."
            " Please look where your mail program keeps unwanted mail, or try again in an hour.",
            email=store.email,
        )
    db.session.commit()
    scheduler.deliver_soon()
    flash(said)
    return see_other("dashboard.overview")


def _page(form: AddressForm) -> Response:
    return form_page("address/correct.html", form, store=own_store())


def _link_ended() -> Response:
    db.session.rollback()
    return respond(
        410,
        _("This link has ended"),
        _(
            "The store has closed, or its address was corrected and another mail sent there."
            " Or the end of the link is missing: copy all of it."
        ),
    )
