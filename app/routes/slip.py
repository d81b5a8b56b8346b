"""A slip of paper for who has no phone: the number, and where to look how the line goes."""

from uuid import UUID

from flask import Blueprint, abort, render_template
from flask_login import current_user, login_required
from werkzeug.wrappers import Response as BaseResponse

from app import clock
from app.extensions import db
from app.live import snapshot as snapshots
from app.routes import door
from app.routes.web import base_url, see_other

bp = Blueprint("slip", __name__)


@bp.get("/store/customers/<uuid:customer_id>/slip")
@login_required
def page(customer_id: UUID) -> BaseResponse | str:
    """The slip, to be printed from the browser."""
    store_id = current_user.id
    # See `account._signed_in`.
    db.session.commit()
    snapshot = snapshots.load(store_id)
    if snapshot is None:
        return see_other("account.signin")
    customer = snapshot.customer(customer_id) or abort(404)
    return render_template(
        "slip/page.html",
        store=snapshot,
        customer=customer,
        queue=next(queue for queue in snapshot.queues if customer in queue.customers),
        base=base_url(),
        reachable=door.reaches_phones(base_url()),
        now=clock.now(),
    )
