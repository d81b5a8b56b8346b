"""Anybody: what it is, and opening a store."""

from flask import Blueprint, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from app.display import times
from app.extensions import csrf, db, limiter
from app.forms.account import OpenForm
from app.jobs import scheduler
from app.links import reopen
from app.links.reopen import Reopening
from app.models import Store
from app.pages import form as pages
from app.web import limits, opening
from app.web.identity import sign_in
from app.web.request import base_url, config, see_other

bp = Blueprint("account", __name__)
bp.before_request(pages.speak_to_owner)


@bp.get("/")
def home() -> str:
    """What it is."""
    lasts = times.duration(config().store_hours * 60)
    return render_template("account/home.html", lasts=lasts, base=base_url(), demo=config().demo)


@bp.route("/open", methods=["GET", "POST"])
@csrf.exempt  # its form checks the token
@limiter.limit(
    "60 per minute", key_func=limits.visitor, methods=["POST"], deduct_when=limits.is_counted
)
def open_store() -> BaseResponse:
    """Open a store and sign its owner in. `again` is the link out of an earlier store's report."""
    link = request.args.get("again", "")
    again = reopen.read(config().secret_key, link)
    form = OpenForm(data=again.fields if again else None)
    about_link = {"again": again and link, "ended": link and not again}
    if not form.validate_on_submit():
        return pages.form_page("account/open.html", form, **about_link)
    if Store.password_of(form.email.cleaned) is None:
        store = _open(form, again)
        if store is not None:
            sign_in(store)
            scheduler.deliver_soon()
            return see_other("dashboard.overview")
    # Else all addresses of a list could be asked for.
    limits.count_this()
    form.email.errors = [_("This address has an open store. Sign in, or close that store first.")]
    return pages.form_page("account/open.html", form, taken=True, **about_link)


def _open(form: OpenForm, again: Reopening | None) -> Store | None:
    store = opening.open_store(
        email=form.email.cleaned,
        password=form.password.cleaned,
        name=form.name.cleaned,
        description=form.description.cleaned,
        timezone=form.timezone.data,
        queue_names=form.queues.cleaned,
        again=again,
    )
    if store is not None:
        db.session.commit()
    return store
