"""The owner lets nobody new in for a while, or tells everybody who waits what to know."""

from uuid import UUID

from flask import Blueprint, abort, request
from flask_babel import gettext as _
from flask_login import login_required
from werkzeug.wrappers import Response as BaseResponse

from app.extensions import csrf, db
from app.forms.settings import AnnouncementForm
from app.pages import replies
from app.pages.flash import NOTHING, Flash
from app.routes.scope import lock_own_store, own_store
from app.web.errors import respond

bp = Blueprint("pausing", __name__)


@bp.post("/store/pause")
@login_required
def store() -> BaseResponse:
    """Let nobody new into any queue, or let them in again: `paused` is yes or no."""
    return _pause(None)


@bp.post("/store/queues/<uuid:queue_id>/pause")
@login_required
def queue(queue_id: UUID) -> BaseResponse:
    """The same for one queue."""
    return _pause(queue_id)


@bp.post("/store/notice")
@login_required
@csrf.exempt  # its form checks the token
def tell() -> BaseResponse:
    """Tell everybody who waits something; nothing takes `back` what was said."""
    form = AnnouncementForm()
    if not form.validate_on_submit():
        return replies.refused(None, 422, announcing=form)
    told = form.announcement.cleaned
    if not told and not own_store().announcement and "back" not in request.args:
        form.announcement.errors = [_("Please write a sentence.")]
        return replies.refused(None, 422, announcing=form)
    lock_own_store().announcement = told
    db.session.commit()
    said = NOTHING if told else Flash(_("Removed: nobody reads it any more."))
    return replies.changed(None, said, announcing=AnnouncementForm(formdata=None))


def _pause(queue_id: UUID | None) -> BaseResponse:
    paused = {"yes": True, "no": False}.get(request.form.get("paused", ""))
    if paused is None:
        return respond(422, _("That is neither yes nor no"), _("Go back and use the buttons."))
    store = lock_own_store()
    noun = (store.queue(queue_id) or abort(404)) if queue_id else store
    noun.paused = paused
    db.session.commit()
    return replies.changed(queue_id)
