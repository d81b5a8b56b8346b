"""The owner at work: the code, the queues, the line."""

from uuid import UUID

from flask import (
    Blueprint,
    Response,
    abort,
    make_response,
    render_template,
    request,
    session,
    url_for,
)
from flask_babel import gettext as _
from flask_login import current_user, login_required
from sqlalchemy import select
from werkzeug.wrappers import Response as BaseResponse

from app import changes, clock, live, tokens
from app.extensions import db
from app.forms import WalkInForm
from app.live import snapshot as snapshots
from app.live import stream
from app.live.regions import Region, reply
from app.live.snapshot import Snapshot
from app.models import Customer, Queue, State
from app.routes import advice, door
from app.routes.errors import respond
from app.routes.web import base_url, from_htmx, go_to, see_other, settings

bp = Blueprint("dashboard", __name__)


@bp.get("/store")
@login_required
def overview() -> BaseResponse:
    """The code, all queues, and the line of the first."""
    return _page(None)


@bp.get("/store/queues/<uuid:queue_id>")
@login_required
def queue(queue_id: UUID) -> BaseResponse:
    """The code, all queues, and the line of this one with its history."""
    return _page(queue_id)


@bp.get("/store/events")
def events() -> Response:
    """The two pages above, live."""
    if not current_user.is_authenticated:
        return stream.say(_signed_out())
    chosen, base, key = (
        request.args.get("queue", type=UUID),
        base_url(),
        current_user.session_key,
    )

    def ended(snapshot: Snapshot | None) -> Region | None:
        if snapshot is None:
            return Region("page", "dashboard/_closed.html")
        return None if snapshot.session_key == key else _signed_out()

    store_id = current_user.id
    live.freshen_code(store_id)
    view = stream.View(
        draw=lambda snapshot: draw(snapshot, chosen, base),
        ended=ended,
        farewell=_signed_out,
        session=session.get("id", ""),
        screen=True,
    )
    return stream.respond(live.hub(), store_id, view)


@bp.post("/store/queues/<uuid:queue_id>/call")
@login_required
def call(queue_id: UUID) -> BaseResponse:
    """Call the next, or with `next` only that customer if still first."""
    chosen = request.args.get("on", queue_id, type=UUID)
    line = _own_queue(queue_id)
    try:
        expected = UUID(request.args["next"]) if "next" in request.args else None
    except ValueError:
        abort(404)
    changes.mark(line.store_id)
    if line.call_next(clock.now(), expected):
        db.session.commit()
        return _reply(chosen)
    db.session.rollback()
    return _reply(chosen, 409, _why_nobody(expected))


def _why_nobody(expected: UUID | None) -> str:
    """What to say when nobody was called: a double tap, or a colleague who was faster."""
    found = db.session.get(Customer, expected) if expected else None
    if found and found.store_id == current_user.id and found.state == State.CALLED:
        ticket = f"{_own_queue(found.queue_id).letter}{found.number}"
        return str(_("%(ticket)s has just been called.", ticket=ticket))
    return str(_("Nobody was called: the line has just changed, or it is empty."))


@bp.get("/store/customers/<uuid:customer_id>")
@login_required
def customer(customer_id: UUID) -> str:
    """Everything that can be done with one customer: a page, or a panel for htmx."""
    found = _own_customer(customer_id)
    panel = from_htmx()
    template = "dashboard/_customer.html" if panel else "dashboard/customer.html"
    return render_template(template, panel=panel, **_about(found))


@bp.post("/store/customers/<uuid:customer_id>/state")
@login_required
def state(customer_id: UUID) -> BaseResponse:
    """Set a customer's state, if it still is what the owner saw."""
    found = _own_customer(customer_id)
    try:
        to, was = State(request.values["state"]), State(request.values["was"])
    except (KeyError, ValueError):
        return respond(422, _("This is not a state"), _("Go back and use the buttons on the page."))
    queue_id = found.queue_id
    changes.mark(found.store_id)
    if Customer.change_state(found.id, found.store_id, to=to, was=[was], now=clock.now()):
        db.session.commit()
        return _reply(queue_id)
    db.session.rollback()
    return _reply(queue_id, 409, _("Nothing was changed: somebody else was faster. Look again."))


@bp.post("/store/queues/<uuid:queue_id>/customers")
@login_required
def add_walk_in(queue_id: UUID) -> BaseResponse:
    """Put somebody without a phone into the line."""
    line = _own_queue(queue_id)
    form = WalkInForm()
    if not form.validate_on_submit():
        return _reply(queue_id, 422, form=form)
    changes.mark(line.store_id)
    token = tokens.mint(settings().secret_key)
    line.add_walk_in(form.name.cleaned, form.phone.cleaned, token, clock.now())
    db.session.commit()
    return _reply(queue_id, form=WalkInForm(formdata=None))


def draw(snapshot: Snapshot, chosen_id: UUID | None, base: str) -> list[Region]:
    """The regions of the dashboard. All browsers that show the same share what is drawn."""
    chosen = snapshot.queue(chosen_id) or snapshot.queues[0]

    def shared(id_: str, template: str) -> Region:
        return snapshot.once(
            (id_, chosen.id),
            lambda: Region(id_, template, store=snapshot, chosen=chosen, now=clock.now()),
        )

    return [
        shared("headline", "_headline.html"),
        shared("until", "dashboard/_until.html"),
        snapshot.once("advice", lambda: advice.draw(snapshot)),
        shared("about", "dashboard/_about.html"),
        door.draw(snapshot, base),
        shared("queues", "dashboard/_queues.html"),
        shared("queue", "dashboard/_queue.html"),
    ]


def _page(
    chosen_id: UUID | None,
    code: int = 200,
    notice: str = "",
    form: WalkInForm | None = None,
) -> BaseResponse:
    snapshot = _look()
    if snapshot is None:
        return see_other("account.signin")
    if chosen_id is not None and snapshot.queue(chosen_id) is None:
        abort(404)
    page = render_template(
        "dashboard/page.html",
        store=snapshot,
        chosen=snapshot.queue(chosen_id) or snapshot.queues[0],
        regions={region.id: region for region in draw(snapshot, chosen_id, base_url())},
        events=url_for("dashboard.events", queue=chosen_id),
        form=form or WalkInForm(formdata=None),
        notice=notice,
        settings=settings(),
        now=clock.now(),
    )
    return make_response(page, code)


def _reply(
    chosen_id: UUID, code: int = 200, notice: str = "", form: WalkInForm | None = None
) -> BaseResponse:
    """What a button changed: regions for htmx, else a page, after a redirect if it went well."""
    if not from_htmx():
        if code == 200:
            return go_to(url_for("dashboard.queue", queue_id=chosen_id))
        return _page(chosen_id, code, notice, form)
    snapshot = _look()
    if snapshot is None:
        return see_other("account.signin")
    regions = draw(snapshot, chosen_id, base_url())
    regions.append(Region("notice", "dashboard/_notice.html", notice=notice))
    answer = reply(regions)
    if form is not None:
        chosen = snapshot.queue(chosen_id)
        again = Region("walk-in", "dashboard/_walk_in.html", form=form, chosen=chosen, ready=True)
        # Not morphed: a morph would keep what was typed, and that is in line now.
        answer += again.partial(swap="outerHTML")
    return make_response(answer, code)


def _look() -> Snapshot | None:
    """The store as it is now, with a join code that is good for a while."""
    store_id = current_user.id
    # See `account._signed_in`.
    db.session.commit()
    live.freshen_code(store_id)
    return snapshots.load(store_id)


def _own_queue(queue_id: UUID) -> Queue:
    found: Queue | None = current_user.queue(queue_id)
    return found or abort(404)


def _own_customer(customer_id: UUID) -> Customer:
    mine = select(Customer).where(Customer.id == customer_id, Customer.store_id == current_user.id)
    found: Customer | None = db.session.scalar(mine)
    return found or abort(404)


def _about(found: Customer) -> dict[str, object]:
    line = _own_queue(found.queue_id)
    return {
        "customer": found,
        "queue": line,
        "ticket": f"{line.letter}{found.number}",
        "states": list(State),
        "store": current_user,
    }


def _signed_out() -> Region:
    return Region("page", "dashboard/_signed_out.html")
