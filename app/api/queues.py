"""The queues: calling the next, adding a walk-in, pausing one."""

from uuid import UUID, uuid5

from flask import abort, url_for
from flask_babel import gettext as _
from psycopg.errors import UniqueViolation

from app import clock
from app.api.blueprint import bp, caller, invalid, overtaken
from app.api.schemas import AddedSchema, CustomerSchema, QueueSchema, QueuesSchema
from app.api.sent import CallNextSchema, EditQueueSchema, IdempotencySchema, WalkInSchema
from app.api.store import lock_own_store
from app.extensions import db
from app.models import Party, line, numbers, resources
from app.models.made import Made
from app.models.resources import Fields
from app.security import tokens
from app.web.request import base_url, config


@bp.get("/queues")
@bp.response(200, QueuesSchema)
def list_queues() -> Fields:
    """All queues, the retired ones too, in the owner's order."""
    return {"queues": resources.queues(caller().store_id)}


@bp.get("/queues/<uuid:queue_id>")
@bp.response(200, QueueSchema)
def read_queue(queue_id: UUID) -> Fields:
    """One queue."""
    return resources.queue(caller().store_id, queue_id) or abort(404)


@bp.route("/queues/<uuid:queue_id>", methods=["PATCH"])
@bp.arguments(EditQueueSchema)
@bp.response(200, QueueSchema)
def edit_queue(sent: Fields, queue_id: UUID) -> Fields:
    """Let nobody new in, or let them in again."""
    queue = lock_own_store().queue(queue_id) or abort(404)
    queue.paused = sent["paused"]
    db.session.commit()
    return read(queue_id)


@bp.post("/queues/<uuid:queue_id>/call")
@bp.arguments(CallNextSchema)
@bp.response(200, CustomerSchema)
@bp.alt_response(409)
def call_next(sent: Fields, queue_id: UUID) -> Fields | None:
    """Call whoever is first; with `next`, only if that still is who the program saw."""
    made = line.call_next(
        caller().store_id, queue_id, clock.now(), sent.get("next"), sent["counter"]
    )
    if made is None:
        why = _("Nobody was called: the line has just changed, or it is empty.")
        overtaken(why, queue=read(queue_id))
    return resources.customer(caller().store_id, made.customer_id) or abort(404)


@bp.post("/queues/<uuid:queue_id>/customers")
@bp.arguments(IdempotencySchema, location="headers")
@bp.arguments(WalkInSchema)
@bp.response(201, AddedSchema)
@bp.alt_response(409)
def add_customer(header: Fields, sent: Fields, queue_id: UUID) -> tuple[Fields, int, Fields]:
    """Put somebody without a phone at the end of the line."""
    # The name of the request is in the id, so the database itself lets it add but one.
    key = header.get("key")
    id_ = uuid5(caller().id, key) if key else None
    try:
        made = line.add(
            caller().store_id,
            queue_id,
            sent["name"],
            sent["phone"],
            token=tokens.mint(config().secret_key, tokens.route_to(caller().store_id)),
            now=clock.now(),
            customer_id=id_,
        )
    except UniqueViolation:
        made = _same(id_, queue_id, sent)
    if made is None:
        queue = read(queue_id)
        why = _("This queue is retired, so nobody was added. Choose another queue.")
        if numbers.used_up(caller().store_id, queue_id):
            why = _("This queue has no number left for today. Choose another queue.")
        overtaken(why, queue=queue)
    added = resources.customer(caller().store_id, made.customer_id) or abort(404)
    added["ticket_url"] = _ticket_url(made.customer_id)
    path = url_for("api.read_customer", customer_id=made.customer_id)
    return added, 201, {"Location": path}


def read(queue_id: UUID) -> Fields:
    """The queue as it is now; another store's is not found."""
    return resources.queue(caller().store_id, queue_id) or abort(404)


def _same(customer_id: UUID | None, queue_id: UUID, sent: Fields) -> Made:
    """What was added under this name before, if it was the same."""
    made = Made.of_added(caller().store_id, customer_id) if customer_id else None
    if made is None:
        invalid("Idempotency-Key", _("Please use a new one."))
    was = {"queue_id": str(queue_id), "name": sent["name"], "phone": sent["phone"]}
    if any(made.after[field] != value for field, value in was.items()):
        invalid("Idempotency-Key", _("Another request had this one."))
    return made


def _ticket_url(customer_id: UUID) -> str:
    token = Party.token_of(customer_id)
    return base_url() + url_for("ticket.page", token=token)
