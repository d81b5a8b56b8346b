"""Opening a store by program, as the form does and within the same limits."""

from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app import clock
from app.api.blueprint import invalid, json_alone, overtaken, unreadable
from app.api.document import Resources
from app.api.schemas import OpenedSchema
from app.api.sent import IdempotencySchema, OpeningSchema
from app.api.store import described
from app.extensions import db, limiter
from app.forms import rules
from app.forms.account import ZONES
from app.jobs import scheduler
from app.models import Program, Scope, Store
from app.security import tokens
from app.web import opening
from app.web.request import config

bp = Resources("stores", __name__, url_prefix="/api/v1", public=True)
bp.before_request(json_alone)
bp.register_error_handler(400, unreadable)
bp.register_error_handler(422, unreadable)


@bp.post("/stores")
@limiter.limit("60 per minute")
@bp.arguments(IdempotencySchema, location="headers")
@bp.arguments(OpeningSchema)
@bp.response(201, OpenedSchema)
@bp.alt_response(409)
def open_store(header: dict[str, Any], sent: dict[str, Any]) -> tuple[Any, int, Any]:
    """Open a store, and let this program in with a token that may work."""
    queue_names = _queue_names(sent.pop("queues"))
    if sent["timezone"] not in ZONES:
        invalid("timezone", _("Not a valid choice."))
    key = header.get("key")
    # Whoever sends the same again, because the answer was lost, gets the same token. It follows
    # from all that was sent: under the key alone, other settings would seem to have been taken.
    said = (sent[field] for field in ("password", "name", "timezone", "description"))
    parts = (key, sent["email"].lower(), *said, *queue_names) if key else ()
    token = tokens.for_program(config().secret_key, *parts)
    known = Program.of_token(token, clock.now()) if key else None
    store = db.session.get(Store, known.store_id) if known else None
    if store is None:
        store = _open(sent, queue_names, token)
    opened = {"store": described(store), "token": token}
    return opened, 201, {"Location": url_for("api.read_store")}


def _open(sent: dict[str, Any], queue_names: list[str], token: str) -> Store:
    free = Store.password_of(sent["email"]) is None
    store = opening.open_store(queue_names=queue_names, **sent) if free else None
    if store is None:
        taken = _("This address has an open store. Sign in, or close that store first.")
        overtaken(taken)
    # Named so that the owner knows it in the list.
    name = _("The program that opened the store")
    Program.let_in(store.id, name=name, scope=Scope.WORK, token=token, now=clock.now())
    db.session.commit()
    scheduler.deliver_soon()
    return store


def _queue_names(sent: list[str]) -> list[str]:
    try:
        # A name is one line, and one line is a name.
        return rules.queue_names("\n".join(rules.name(name) for name in sent))
    except ValueError as error:
        invalid("queues", str(error))
