"""A slip of paper for people without a phone: the number, and where to look how the line goes."""

from uuid import UUID

from flask import Blueprint, abort, render_template
from flask_login import login_required
from werkzeug.wrappers import Response as BaseResponse

from app import clock
from app.pages import dashboard, join_code
from app.snapshot import earlier
from app.web.request import base_url, see_other

bp = Blueprint("slip", __name__)


@bp.get("/store/customers/<uuid:customer_id>/slip")
@login_required
def page(customer_id: UUID) -> BaseResponse | str:
    """The slip, to be printed from the browser."""
    snapshot = dashboard.look()
    if snapshot is None:
        return see_other("session.signin")
    customer = earlier.customer(snapshot, customer_id) or abort(404)
    base = base_url()
    return render_template(
        "slip/page.html",
        store=snapshot,
        customer=customer,
        base=base,
        reachable=join_code.reaches_phones(base),
        now=clock.now(),
    )
