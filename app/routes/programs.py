"""The owner lets other programs at the store, or shuts them out again."""

from uuid import UUID

from flask import Blueprint, abort, make_response, render_template
from flask_babel import gettext as _
from flask_login import current_user, login_required
from werkzeug.wrappers import Response as BaseResponse

from app import clock
from app.database import signals
from app.extensions import csrf, db
from app.forms.programs import ProgramForm
from app.models import Program, Scope
from app.models.program import session_of
from app.routes.scope import lock_own_store
from app.security import tokens
from app.web.request import base_url, see_other

bp = Blueprint("programs", __name__)


@bp.get("/store/programs")
@login_required
def page() -> BaseResponse:
    """The programs that are let in."""
    return _page()


@bp.post("/store/programs")
@login_required
@csrf.exempt  # its form checks the token
def let_in() -> BaseResponse:
    """Let in one more. Its token is on the answer's page and nowhere else, so it isn't kept."""
    form = ProgramForm()
    if not form.validate_on_submit():
        return _page(422, form)
    store = lock_own_store()
    if not Program.is_room(store.id):
        db.session.rollback()
        form.name.errors = [_("There are too many already. Revoke one that is not used.")]
        return _page(422, form)
    token, scope = tokens.for_program(), Scope(form.scope.data)
    now = clock.now()
    Program.let_in(store.id, name=form.name.cleaned, scope=scope, token=token, now=now)
    db.session.commit()
    return _page(200, token=token)


@bp.post("/store/programs/<uuid:program_id>/revoke")
@login_required
def revoke(program_id: UUID) -> BaseResponse:
    """Shut one out: from now on its token is worth nothing."""
    lock_own_store()
    if not Program.revoke(current_user.id, program_id):
        abort(404)
    db.session.commit()
    signals.session_ended.send(session_of(program_id))
    return see_other("programs.page")


def _page(code: int = 200, form: ProgramForm | None = None, token: str = "") -> BaseResponse:
    answer = render_template(
        "programs/page.html",
        form=form or ProgramForm(formdata=None),
        programs=Program.of_store(current_user.id),
        token=token,
        base=base_url(),
    )
    return make_response(answer, code)
