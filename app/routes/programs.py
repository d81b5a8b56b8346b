"""The owner lets other programs at the store, has them told what happens, or shuts them out."""

from uuid import UUID

from flask import Blueprint, abort, make_response, render_template
from flask_babel import gettext as _
from flask_login import current_user, login_required
from werkzeug.wrappers import Response as BaseResponse

from app import clock
from app.database import signals
from app.extensions import csrf, db
from app.forms.programs import ProgramForm, WebhookForm
from app.models import Program, Scope, Store, Webhook, WebhookDelivery
from app.models.program import session_of
from app.routes.scope import lock_own_store, own_store
from app.security import tokens
from app.web.request import base_url, config, see_other
from app.webhooks import messages

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


@bp.post("/store/webhooks")
@login_required
@csrf.exempt  # its form checks the token
def add_webhook() -> BaseResponse:
    """Tell one more address what happens."""
    form = WebhookForm(config().webhook_hosts)
    if not form.validate_on_submit():
        return _page(422, adding=form)
    store = lock_own_store()
    if not Webhook.is_room(store.id):
        db.session.rollback()
        form.url.errors = [_("There are too many already. Remove one that is not used.")]
        return _page(422, adding=form)
    Webhook.add(store.id, form.url.cleaned, clock.now())
    db.session.commit()
    return see_other("programs.page")


@bp.post("/store/webhooks/<uuid:webhook_id>/remove")
@login_required
def remove_webhook(webhook_id: UUID) -> BaseResponse:
    """Tell it nothing more."""
    _webhook(lock_own_store(), webhook_id).remove()
    db.session.commit()
    return see_other("programs.page")


@bp.post("/store/webhooks/<uuid:webhook_id>/test")
@login_required
def test_webhook(webhook_id: UUID) -> BaseResponse:
    """Send it something, to see whether it arrives."""
    store = lock_own_store()
    messages.test(store, _webhook(store, webhook_id), clock.now())
    db.session.commit()
    return see_other("programs.page")


def _page(
    code: int = 200,
    form: ProgramForm | None = None,
    adding: WebhookForm | None = None,
    token: str = "",
) -> BaseResponse:
    store, key = own_store(), config().secret_key
    answer = render_template(
        "programs/page.html",
        form=form or ProgramForm(formdata=None),
        adding=adding or WebhookForm(config().webhook_hosts, formdata=None),
        programs=Program.of_store(store.id),
        webhooks=[
            (one, tokens.webhook_secret(key, one.id.hex)) for one in Webhook.of_store(store.id)
        ],
        deliveries=WebhookDelivery.last_of(store.id),
        token=token,
        base=base_url(),
        store=store,
    )
    return make_response(answer, code)


def _webhook(store: Store, webhook_id: UUID) -> Webhook:
    return Webhook.one_of(store.id, webhook_id) or abort(404)
