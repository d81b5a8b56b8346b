"""The owner's hand on the line: call, add, move, correct, set any state, undo."""

from uuid import UUID

from flask import Blueprint, abort, make_response, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user, login_required
from werkzeug.wrappers import Response as BaseResponse

from app import clock
from app.extensions import csrf
from app.forms.line import DetailsForm, WalkInForm
from app.models import State, change, line, numbers, reordering
from app.models.made import Made
from app.pages import dashboard, replies
from app.pages.flash import overtaken
from app.security import tokens
from app.snapshot import earlier
from app.snapshot.customer import CustomerSnapshot
from app.snapshot.store import Snapshot
from app.web import identity, sent
from app.web.errors import respond
from app.web.request import config, from_htmx

bp = Blueprint("line", __name__)

LET_BACK_BEHIND = 3
"""So many go before somebody who is called and can't come just now."""
_STATES = [
    State.CALLED,
    State.SERVED,
    State.NO_SHOW,
    State.WAITING,
    State.LEFT,
    State.REMOVED,
]
"""As the panel offers them: what is meant most often comes first."""


@bp.post("/store/queues/<uuid:queue_id>/call")
def call(queue_id: UUID) -> BaseResponse:
    """Call the next, or with `next` only that customer if still first."""
    by, expected = identity.session_claimed(), sent.id_("next")
    made = line.call_next(by, queue_id, clock.now(), expected, sent.counter())
    if made:
        return replies.done(made, by.store_id)
    return replies.refused(queue_id, 409, _why_nobody(expected))


def _why_nobody(expected: UUID | None) -> str:
    """What to say when nobody was called: a double tap, or a colleague who was faster."""
    snapshot = dashboard.look()
    found = earlier.customer(snapshot, expected) if snapshot and expected else None
    if found and found.state is State.CALLED:
        return str(_("%(ticket)s has just been called.", ticket=found.ticket))
    return str(_("Nobody was called: the line has just changed, or it is empty."))


@bp.post("/store/queues/<uuid:queue_id>/customers")
@csrf.exempt  # its form checks the token
def add(queue_id: UUID) -> BaseResponse:
    """Put somebody without a phone into the line."""
    by, form = identity.session_claimed(), WalkInForm()
    if not form.validate_on_submit():
        identity.owner()
        form.validate()  # again, in the owner's language
        return replies.refused(queue_id, 422, form=form)
    made = line.add(
        by,
        queue_id,
        form.name.cleaned,
        form.phone.cleaned,
        token=tokens.mint(config().secret_key, tokens.route_to(by.store_id)),
        now=clock.now(),
    )
    if made:
        return replies.done(made, by.store_id)
    # What was typed is good for another queue.
    return replies.refused(queue_id, 409, _why_not_added(queue_id), form)


def _why_not_added(queue_id: UUID) -> str:
    """What to say when nobody could be added: another device may have retired the queue."""
    if numbers.used_up(identity.owner().id, queue_id):
        return _no_number()
    return str(
        _(
            "This queue is retired, so nobody was added."
            " Choose another queue, or bring this one back in the settings."
        )
    )


def _no_number() -> str:
    return str(_("This queue has no number left for today. Choose another queue."))


@bp.get("/store/customers/<uuid:customer_id>")
@login_required
def customer(customer_id: UUID) -> BaseResponse:
    """Everything that can be done with one customer: a page, or a panel for htmx."""
    return _panel(customer_id)


@bp.post("/store/customers/<uuid:customer_id>")
@login_required
@csrf.exempt  # its form checks the token
def edit(customer_id: UUID) -> BaseResponse:
    """Correct the name, the phone or the note, if they still are what the owner saw."""
    form = DetailsForm()
    if not form.validate_on_submit():
        return _panel(customer_id, 422, form)
    was = line.Details(*(sent.as_shown(f"was_{field}") for field in line.Details._fields))
    made = line.edit(
        current_user.id,
        customer_id,
        to=line.Details(form.name.cleaned, form.phone.cleaned, form.note.cleaned),
        was=was,
        now=clock.now(),
    )
    if made:
        return replies.done(made, current_user.id)
    error = _("Somebody else has changed this meanwhile. Save to replace what is there now:")
    return _panel(customer_id, 409, form, error)


@bp.post("/store/customers/<uuid:customer_id>/state")
def state(customer_id: UUID) -> BaseResponse:
    """Set a customer's state, if it still is what the owner saw."""
    by = identity.session_claimed()
    try:
        to, was = State(request.values["state"]), State(request.values["was"])
    except (KeyError, ValueError):
        title = _l("This is not a state")
        return respond(422, title, _l("Go back and use the buttons on the page."))
    made = line.set_state(by, customer_id, to=to, was=was, now=clock.now(), counter=sent.counter())
    return _answer(customer_id, made, by.store_id)


@bp.post("/store/customers/<uuid:customer_id>/back")
@login_required
def let_back(customer_id: UUID) -> BaseResponse:
    """Put somebody who can't come just now back into the line, behind a few."""
    made = reordering.let_back(current_user.id, customer_id, LET_BACK_BEHIND, clock.now())
    return _answer(customer_id, made, current_user.id)


@bp.post("/store/customers/<uuid:customer_id>/move")
@login_required
def move(customer_id: UUID) -> BaseResponse:
    """Move somebody who waits: `by` so many places, `before` somebody, or to the end.

    With `ahead`, only if so many still are.
    """
    where, ahead = reordering.Where(sent.number("by"), sent.id_("before")), sent.number("ahead")
    made = reordering.move(current_user.id, customer_id, where, clock.now(), ahead=ahead)
    return _answer(customer_id, made, current_user.id)


@bp.post("/store/customers/<uuid:customer_id>/queue")
@login_required
def transfer(customer_id: UUID) -> BaseResponse:
    """Move somebody to another queue, where the time of joining still counts."""
    queue_id = sent.id_("to") or abort(404)
    made = reordering.transfer(current_user.id, customer_id, queue_id, clock.now())
    if made is None and numbers.used_up(current_user.id, queue_id):
        return replies.refused(_find(customer_id)[1].queue_id, 409, _no_number())
    return _answer(customer_id, made, current_user.id)


@bp.post("/store/changes/<uuid:change_id>/undo")
@login_required
def undo(change_id: UUID) -> BaseResponse:
    """Take one change back, if nothing has happened to it since."""
    queue_id = change.undo(current_user.id, change_id)
    if queue_id:
        return replies.undone(queue_id)
    made = Made.of(current_user.id, change_id) or abort(404)
    return replies.refused(made.queue_id, 409, _("Nothing was undone: it has changed again since."))


def _answer(customer_id: UUID, made: Made | None, store_id: UUID) -> BaseResponse:
    if made:
        return replies.done(made, store_id)
    found = _find(customer_id)[1]
    return replies.refused(found.queue_id, 409, overtaken(found))


def _find(customer_id: UUID) -> tuple[Snapshot, CustomerSnapshot]:
    """The store and this customer of it; another store's is not found."""
    snapshot = dashboard.look()
    found = earlier.customer(snapshot, customer_id) if snapshot else None
    if snapshot is None or found is None:
        abort(404)
    return snapshot, found


def _panel(
    customer_id: UUID, code: int = 200, form: DetailsForm | None = None, error: str = ""
) -> BaseResponse:
    snapshot, found = _find(customer_id)
    queue = next(queue for queue in snapshot.every_queue if queue.id == found.queue_id)
    panel = from_htmx()
    answer = render_template(
        "dashboard/_customer.html" if panel else "dashboard/customer.html",
        panel=panel,
        customer=found,
        queue=queue,
        states=_STATES,
        store=snapshot,
        form=form or DetailsForm(obj=found),
        error=error,
        on=request.args.get("on", found.queue_id, type=UUID),
        **dashboard.way_to_us(),
    )
    return make_response(answer, code)
