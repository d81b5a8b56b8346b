"""Anybody: what it is; open a store, sign in and out, set a new password."""

import re
import secrets

from flask import (
    Blueprint,
    Response,
    flash,
    make_response,
    render_template,
    request,
    session,
)
from flask_babel import gettext as _
from flask_limiter.util import get_remote_address
from flask_login import current_user, login_required, login_user, logout_user
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response as BaseResponse

from app import clock
from app.database import signals
from app.display import languages, times
from app.extensions import MAILS, db, limiter, login
from app.forms.account import ForgotForm, OpenForm, ResetForm, SignInForm
from app.jobs import scheduler
from app.links import confirm as confirm_link
from app.links import reopen
from app.links import reset as reset_link
from app.links.reopen import Reopening
from app.mail import letters
from app.models import Owner, Store
from app.routes.errors import respond
from app.routes.web import base_url, from_htmx, go_to, see_other, settings, typed_address
from app.security import passwords, tokens

bp = Blueprint("account", __name__)

_OWN_PAGE = re.compile(r"/store(/[a-z0-9-]+)*", re.ASCII)


def _who_and_which() -> str:
    return f"{get_remote_address()} {typed_address()}"


@bp.get("/")
def home() -> str:
    """What it is."""
    return render_template("account/home.html", lasts=_lasts())


@bp.route("/open", methods=["GET", "POST"])
@limiter.limit("60 per minute", methods=["POST"])
@limiter.shared_limit(MAILS, "mails", key_func=typed_address, methods=["POST"])
def open_store() -> BaseResponse:
    """Open a store and sign its owner in. `again` is the link out of an earlier store's report."""
    link = request.args.get("again", "")
    again = reopen.read(settings().secret_key, link)
    form = OpenForm(data=again.fields if again else None)
    about_link = {"again": again and link, "ended": link and not again}
    if not form.validate_on_submit():
        return _form_page("account/open.html", form, **about_link)
    taken = Store.by_email(form.email.cleaned)
    if taken is None:
        store = _open(form, again)
        if store is not None:
            _sign_in(store)
            scheduler.deliver_soon()
            return see_other("dashboard.overview")
    form.email.errors = [_("This address has an open store. Sign in, or close that store first.")]
    return _form_page("account/open.html", form, taken=True, **about_link)


def _open(form: OpenForm, again: Reopening | None) -> Store | None:
    now = clock.now()
    store = Store.open(
        email=form.email.cleaned,
        password_hash=passwords.hash_password(form.password.cleaned),
        name=form.name.cleaned,
        description=form.description.cleaned,
        timezone=form.timezone.data,
        queue_names=form.queues.cleaned,
        base_url=base_url(),
        board_token=tokens.mint(settings().secret_key),
        now=now,
        hours=settings().store_hours,
    )
    if again:
        again.settle(store)
        # Whoever has the link got it by mail at this address.
        if again.store.get("email") == store.email:
            store.confirm_email(now)
    try:
        db.session.flush()
    except IntegrityError as error:
        db.session.rollback()
        if "uq_store_email" not in str(error.orig):
            raise
        # Two forms with one address at the same moment: the database lets one in.
        return None
    confirm = confirm_link.url(settings().secret_key, store, base_url())
    letters.welcome(store, base_url(), "" if store.email_confirmed_at else confirm, now)
    db.session.commit()
    return store


@bp.route("/signin", methods=["GET", "POST"])
@limiter.limit("200 per 5 minutes", methods=["POST"])
@limiter.limit("20 per 5 minutes", key_func=_who_and_which, methods=["POST"])
@limiter.limit("300 per hour", key_func=typed_address, methods=["POST"])
def signin() -> BaseResponse:
    """Sign in with e-mail and password."""
    form = SignInForm()
    if not form.validate_on_submit():
        return _form_page("account/signin.html", form)
    store = Store.by_email(form.email.cleaned)
    right = passwords.matches(store.password_hash if store else None, form.password.cleaned)
    if store is None or not right:
        form.password.errors = [
            _(
                "Address and password don't match an open store. A store ends after %(time)s.",
                time=_lasts(),
            )
        ]
        return _form_page("account/signin.html", form)
    store.base_url = base_url()
    db.session.commit()
    _sign_in(store)
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
    return see_other("account.home")


@bp.route("/password/forgot", methods=["GET", "POST"])
@limiter.limit("60 per hour", methods=["POST"])
@limiter.limit("6 per hour", key_func=typed_address, methods=["POST"])
@limiter.shared_limit(MAILS, "mails", key_func=typed_address, methods=["POST"])
def forgot() -> BaseResponse:
    """Mail a link to set a new password; the same answer whether or not the address is known."""
    form = ForgotForm()
    if not form.validate_on_submit():
        return _form_page("account/forgot.html", form)
    store = Store.by_email(form.email.cleaned)
    if store is not None and signals.mark(store.id):
        token = reset_link.mint(settings().secret_key, store)
        # The address that this store's owner used, not the one that whoever asks pretends.
        letters.password_link(store, settings().public_url or store.base_url, token, clock.now())
        db.session.commit()
        scheduler.deliver_soon()
    page = "account/forgot_sent.html"
    return make_response(render_template(page, email=form.email.cleaned, settings=settings()))


@bp.route("/password/reset/<token>", methods=["GET", "POST"])
@limiter.limit("60 per hour", methods=["POST"])
def reset(token: str) -> BaseResponse:
    """Set a new password with a link from the mail, once."""
    store = reset_link.store_of(settings().secret_key, token)
    if store is None:
        return _link_ended()
    languages.speak(store.language)
    form = ResetForm()
    if not form.validate_on_submit():
        return _form_page("account/reset.html", form)
    # Before the lock, since it takes long; who waits at the door would wait for it.
    password_hash = passwords.hash_password(form.password.cleaned)
    # The lock makes two posts of one link take turns: the second finds it used (or no store).
    signals.mark(store.id)
    db.session.expire(store)
    store = reset_link.store_of(settings().secret_key, token)
    if store is None:
        return _link_ended()
    store.change_password(password_hash)
    db.session.commit()
    _sign_in(store)
    flash(_("Your new password is set. Every other browser was signed out."))
    return see_other("dashboard.overview")


def _link_ended() -> Response:
    db.session.rollback()
    return respond(
        410,
        _("This link has ended"),
        _("It works once and for an hour. Ask for a new one with “Forgot password”."),
    )


@bp.before_request
def _speak() -> None:
    # Nobody has to be signed in here, but who is reads forms and their errors in one language.
    if current_user.is_authenticated:
        languages.speak(current_user.language)


@login.user_loader
def _signed_in(key: str) -> Owner | None:
    """The owner, who is spoken to in the store's language from here on."""
    owner = Owner.of_session(key, session.get("id", ""))
    # Templates ask who is signed in, too: what is drawn of somebody else's store stays as it is.
    if owner is not None and languages.chosen() is None:
        languages.speak(owner.language)
    return owner


@login.unauthorized_handler
def _ask_to_sign_in() -> BaseResponse:
    if from_htmx():
        return see_other("account.signin")
    wanted = request.path if request.method == "GET" else None
    return see_other("account.signin", next=wanted)


def _sign_in(store: Store) -> None:
    session.clear()
    session.permanent = True
    # Tells this browser's streams from those of the owner's other devices.
    session["id"] = secrets.token_hex(8)
    login_user(Owner.of(store))


def _lasts() -> str:
    """How long a store is open at most."""
    return times.duration(settings().store_hours * 60)


def _form_page(template: str, form: object, **more: object) -> Response:
    code = 422 if request.method == "POST" else 200
    page = render_template(template, form=form, settings=settings(), **more)
    return make_response(page, code)
