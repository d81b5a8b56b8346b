"""The owner's settings: what the store says and asks, and its queues."""

from uuid import UUID

from flask import Blueprint, Response, abort, flash, make_response, render_template, request
from flask_babel import gettext as _
from flask_login import current_user, login_required
from sqlalchemy import func, select
from werkzeug.wrappers import Response as BaseResponse

from app import clock
from app.extensions import csrf, db
from app.forms import rules
from app.forms.settings import NewQueueForm, QueueForm, StoreForm
from app.live.fragments import Fragment, reply
from app.models import Customer, Queue, State
from app.models.queue import MOST_LETTERS
from app.pages.flash import Flash
from app.routes.scope import lock_own_store, own_store
from app.web.request import from_htmx, see_other

bp = Blueprint("settings", __name__)

_STEPS = {"up": -1, "down": 1}


@bp.route("/store/settings", methods=["GET", "POST"])
@login_required
@csrf.exempt  # its form checks the token
def of_store() -> BaseResponse:
    """What is true for the whole store, and the list of queues."""
    form = StoreForm(obj=own_store())
    if not form.validate_on_submit():
        return _store_page(422 if request.method == "POST" else 200, form=form)
    store = lock_own_store()
    shown = store.board_shows
    if not form.populate_obj(store):
        db.session.rollback()
        return _store_page(409, form=form)
    store.keep_promise(shown, clock.now())
    db.session.commit()
    flash(_("Saved."))
    return see_other("dashboard.overview")


@bp.route("/store/queues/<uuid:queue_id>/settings", methods=["GET", "POST"])
@login_required
@csrf.exempt  # its form checks the token
def of_queue(queue_id: UUID) -> BaseResponse:
    """One queue."""
    queue = _own_queue(queue_id)
    form = QueueForm(obj=queue)
    if not form.validate_on_submit():
        return _queue_page(queue, 422 if request.method == "POST" else 200, form)
    lock_own_store()
    db.session.refresh(queue)
    taken = _taken(form.name.cleaned, queue) if form.name.touched(queue) else ""
    if taken or not form.populate_obj(queue):
        db.session.rollback()
        if taken:
            form.name.errors = [taken]
        return _queue_page(queue, 422 if taken else 409, form)
    db.session.commit()
    flash(_("Saved."))
    if request.args.get("from") == "line":
        return see_other("dashboard.queue", queue_id=queue_id)
    return see_other("settings.of_store", _anchor="of-queues")


@bp.post("/store/queues")
@login_required
@csrf.exempt  # its form checks the token
def add_queue() -> BaseResponse:
    """One more queue, at the end."""
    form = NewQueueForm()
    if not form.validate_on_submit():
        return _after_adding(form, 422)
    lock_own_store()
    refusal = _taken(form.queue.cleaned) or _no_more()
    if refusal:
        db.session.rollback()
        form.queue.errors = [refusal]
        return _after_adding(form, 422)
    Queue.add(current_user.id, form.queue.cleaned)
    db.session.commit()
    return _after_adding(NewQueueForm(formdata=None))


@bp.post("/store/queues/<uuid:queue_id>/move")
@login_required
def move(queue_id: UUID) -> BaseResponse:
    """Move a queue from the place where it `was` one `up` or `down`."""
    _own_queue(queue_id)
    was, step = request.args.get("was", -1, int), _STEPS.get(request.args.get("to", ""))
    lock_own_store()
    if step and Queue.move(current_user.id, queue_id, was=was, to=was + step):
        db.session.commit()
        return _after()
    db.session.rollback()
    return _after(409, _("Nothing was moved: another device was first. Look again."))


@bp.post("/store/queues/<uuid:queue_id>/retire")
@login_required
def retire(queue_id: UUID) -> BaseResponse:
    """Take a queue out of sight, if nobody is in its line."""
    queue = _own_queue(queue_id)
    lock_own_store()
    if queue.retired_at or Queue.retire(current_user.id, queue_id, clock.now()):
        db.session.commit()
        return _after()
    db.session.rollback()
    return _queue_page(queue, 409, QueueForm(formdata=None, obj=queue), refused=True)


@bp.post("/store/queues/<uuid:queue_id>/return")
@login_required
def bring_back(queue_id: UUID) -> BaseResponse:
    """Put a retired queue back where it was."""
    _own_queue(queue_id)
    lock_own_store()
    refusal = _too_many()
    if refusal:
        db.session.rollback()
        return _after(409, refusal)
    Queue.bring_back(current_user.id, queue_id)
    db.session.commit()
    return _after()


def _own_queue(queue_id: UUID) -> Queue:
    return own_store().queue(queue_id) or abort(404)


def _taken(name: str, but: Queue | None = None) -> str:
    """Why no queue can be called so, other than this one; "" if it can."""
    other = Queue.named(name, [q for q in Queue.of_store(current_user.id) if q is not but])
    if other is None:
        return ""
    if other.retired_at:
        return str(_("A retired queue has this name. Bring that one back, or choose another name."))
    return str(_("There is a queue of this name already."))


def _too_many() -> str:
    if len(Queue.in_use(current_user.id)) < rules.MOST_QUEUES:
        return ""
    return str(_("A store has at most %(most)s queues.", most=rules.MOST_QUEUES))


def _no_more() -> str:
    """Why there can't be another queue; "" if there can."""
    if len(Queue.of_store(current_user.id)) < MOST_LETTERS:
        return _too_many()
    return str(
        _("All letters from A to Z are taken for today. Bring back a retired queue instead.")
    )


def _store_page(
    code: int = 200,
    said: str = "",
    form: StoreForm | None = None,
    adding: NewQueueForm | None = None,
) -> Response:
    page = render_template(
        "settings/store.html",
        form=form or StoreForm(formdata=None, obj=own_store()),
        adding=adding or NewQueueForm(formdata=None),
        queue_list=_queues(),
        flash=Flash(said),
    )
    return make_response(page, code)


def _queue_page(queue: Queue, code: int, form: QueueForm, *, refused: bool = False) -> Response:
    counted = select(func.count()).where(
        Customer.queue_id == queue.id, Customer.state.in_([State.WAITING, State.CALLED])
    )
    in_line = db.session.scalar(counted) or 0
    page = render_template(
        "settings/queue.html",
        form=form,
        queue=queue,
        in_line=in_line,
        alone=len(Queue.in_use(current_user.id)) == 1,
        refused=refused,
    )
    return make_response(page, code)


def _after(code: int = 200, said: str = "") -> BaseResponse:
    """What a button of the list of queues answers: the list of queues for htmx, else the page."""
    if from_htmx():
        told = Fragment("flash", "_flash.html", flash=Flash(said))
        return make_response(reply([_queues(), told]), code)
    return see_other("settings.of_store") if code == 200 else _store_page(code, said)


def _after_adding(form: NewQueueForm, code: int = 200) -> BaseResponse:
    """The same for the form of a new queue; for htmx, what is typed elsewhere on the page stays."""
    if not from_htmx():
        return see_other("settings.of_store") if code == 200 else _store_page(code, adding=form)
    again = Fragment("adding", "settings/_add.html", swap="outerHTML", adding=form, ready=True)
    told = Fragment("flash", "_flash.html", flash=Flash())
    # Not morphed: a morph would keep what was typed, and that is a queue now.
    return make_response(reply([_queues(), told, again]), code)


def _queues() -> Fragment:
    queues = Queue.of_store(current_user.id)
    return Fragment(
        "queues",
        "settings/_queues.html",
        queues=[queue for queue in queues if queue.retired_at is None],
        retired=[queue for queue in queues if queue.retired_at],
    )
