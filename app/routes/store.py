"""The owner and the store itself: the report, the closing."""

from flask import Blueprint, Response, make_response, render_template
from flask_login import login_required, logout_user
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as BaseResponse

from app import clock
from app.extensions import csrf
from app.jobs import closing, scheduler
from app.pages.form import form_page
from app.report.csv import file_name, to_csv
from app.report.rows import rows_of
from app.report.summary import summary_of
from app.routes.scope import own_store
from app.security import headers
from app.web import identity
from app.web.request import config

bp = Blueprint("store", __name__)


@bp.get("/store/report.csv")
@login_required
def report() -> Response:
    """The report so far, the same file as the one that comes by mail."""
    store = own_store()
    name = file_name(store.name, clock.now(), store.timezone)
    body = to_csv(rows_of(store), store.timezone)
    response = Response(body, mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.route("/store/close", methods=["GET", "POST"])
@login_required
@csrf.exempt  # its form checks the token
def close() -> BaseResponse:
    """Say what will happen, then close."""
    form = FlaskForm()
    if not form.validate_on_submit():
        store = own_store()
        summary = summary_of(rows_of(store), store.timezone, ())
        return form_page("store/close.html", form, summary=summary, store=store)
    owner = identity.owner()
    closing.close(owner.id, config(), clock.now())
    scheduler.deliver_soon()
    logout_user()
    page = render_template("store/closed.html", owner=owner, settings=config())
    return headers.clear_site_data(make_response(page))
