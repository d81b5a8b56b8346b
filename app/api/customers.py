"""The people: whom there is, calling one, any state, moving, another queue."""

from uuid import UUID

from flask import abort
from flask_babel import gettext as _

from app import clock
from app.api.blueprint import bp, caller, invalid, overtaken
from app.api.schemas import CustomerSchema, CustomersSchema
from app.api.sent import MoveSchema, StateSchema, TransferSchema, WasSchema, WhichSchema
from app.models import State, line, reordering, resources
from app.models.made import Made
from app.models.resources import Fields


@bp.get("/customers")
@bp.arguments(WhichSchema, location="query", unknown=None)
@bp.response(200, CustomersSchema)
def list_customers(which: Fields) -> Fields:
    """Everybody of the day, a page at a time: queue by queue, as the line goes."""
    page, size = which["page"], which["page_size"]
    found, total = resources.customers(
        caller().store_id,
        states=which.get("state"),
        queue_id=which.get("queue"),
        page=page,
        size=size,
    )
    return {"customers": found, "page": page, "page_size": size, "total": total}


@bp.get("/customers/<uuid:customer_id>")
@bp.response(200, CustomerSchema)
def read_customer(customer_id: UUID) -> Fields:
    """One of them."""
    return read(customer_id)


@bp.post("/customers/<uuid:customer_id>/call")
@bp.arguments(WasSchema)
@bp.response(200, CustomerSchema)
@bp.alt_response(409)
def call_customer(sent: Fields, customer_id: UUID) -> Fields:
    """Call this one, whoever is first; `was` is called to call again."""
    return _set(customer_id, State.CALLED, State(sent["was"]), sent["counter"])


@bp.post("/customers/<uuid:customer_id>/state")
@bp.arguments(StateSchema)
@bp.response(200, CustomerSchema)
@bp.alt_response(409)
def set_state(sent: Fields, customer_id: UUID) -> Fields:
    """Set any state, back as well as forth, if it still `was` what the program saw."""
    return _set(customer_id, State(sent["state"]), State(sent["was"]))


@bp.post("/customers/<uuid:customer_id>/move")
@bp.arguments(MoveSchema)
@bp.response(200, CustomerSchema)
@bp.alt_response(409)
def move_customer(sent: Fields, customer_id: UUID) -> Fields:
    """Move somebody who waits within the line."""
    where = reordering.Where(sent.get("by"), sent.get("before"))
    made = reordering.move(
        caller().store_id, customer_id, where, clock.now(), ahead=sent.get("ahead")
    )
    return _after(customer_id, made)


@bp.post("/customers/<uuid:customer_id>/transfer")
@bp.arguments(TransferSchema)
@bp.response(200, CustomerSchema)
@bp.alt_response(409)
def transfer_customer(sent: Fields, customer_id: UUID) -> Fields:
    """Move somebody to another queue, where the time of joining still counts."""
    read(customer_id)
    if resources.queue(caller().store_id, sent["queue_id"]) is None:
        invalid("queue_id", _("Please choose one of these lines."))
    made = reordering.transfer(caller().store_id, customer_id, sent["queue_id"], clock.now())
    return _after(customer_id, made)


def read(customer_id: UUID) -> Fields:
    """The customer as they are now; another store's is not found."""
    return resources.customer(caller().store_id, customer_id) or abort(404)


def _set(customer_id: UUID, to: State, was: State, counter: str = "") -> Fields:
    made = line.set_state(
        caller().store_id, customer_id, to=to, was=was, now=clock.now(), counter=counter
    )
    return _after(customer_id, made)


def _after(customer_id: UUID, made: Made | None) -> Fields:
    fresh = read(customer_id)
    if made is None:
        why = _("Nothing was changed: another device was first. Look again.")
        overtaken(why, customer=fresh)
    return fresh
