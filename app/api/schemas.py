"""What programs are answered: made and documented from here alone."""

from marshmallow import Schema, fields

from app.api.fields import Moment, number, one_of, text
from app.models import Answer, BoardShows, PhoneAsked, State


class StoreSchema(Schema):
    """The store."""

    id = fields.UUID(required=True)
    name = text()
    description = text()
    timezone = text(metadata={"example": "Asia/Taipei"})
    language = text()
    opened_at = Moment(required=True)
    closes_at = Moment(required=True)
    paused = fields.Boolean(required=True, metadata={"description": "Nobody new can join."})
    announcement = text(metadata={"description": "What everybody who waits should know, or ''."})
    phone_asked = one_of(PhoneAsked)
    board_shows = one_of(BoardShows)
    board_url = text(metadata={"description": "The screen at the door."})
    join_url = text(metadata={"description": "What the QR code says now; it changes by itself."})


class QueueSchema(Schema):
    """One queue."""

    id = fields.UUID(required=True)
    name = text()
    letter = text(metadata={"example": "A"})
    paused = fields.Boolean(required=True)
    most_waiting = fields.Integer(required=True, allow_none=True)
    minutes_guess = number(metadata={"description": "The owner's guess between two calls."})
    retired = fields.Boolean(required=True)
    waiting = number(metadata={"description": "How many wait."})
    called = fields.List(fields.String(), required=True, metadata={"example": ["A3"]})
    next = fields.String(required=True, allow_none=True, metadata={"example": "A4"})


class CustomerSchema(Schema):
    """One person in one queue."""

    id = fields.UUID(required=True)
    queue_id = fields.UUID(required=True)
    queue_name = text()
    ticket = text(metadata={"example": "A4"})
    name = text()
    phone = text()
    note = text(metadata={"description": "The staff's."})
    state = one_of(State)
    ahead = fields.Integer(
        required=True, allow_none=True, metadata={"description": "How many wait in front."}
    )
    joined_via = text(metadata={"enum": ["scan", "walk-in"]})
    joined_at = Moment(required=True)
    called_at = Moment(required=True, allow_none=True, metadata={"description": "The last call."})
    ended_at = Moment(required=True, allow_none=True)
    counter = text(
        metadata={"description": "Where they go when called, or ''.", "example": "Room 2"}
    )
    calls = number(metadata={"description": "How often they were called."})
    answer = one_of(Answer)


class AddedSchema(CustomerSchema):
    """Somebody who was just put into the line, with the private page that shows the place."""

    ticket_url = text()


class CustomersSchema(Schema):
    """A page of them."""

    customers = fields.List(fields.Nested(CustomerSchema), required=True)
    page = number()
    page_size = number()
    total = number()


class QueuesSchema(Schema):
    """All of them, in the owner's order."""

    queues = fields.List(fields.Nested(QueueSchema), required=True)


class OpenedSchema(Schema):
    """A store, and the token with which its program goes on."""

    store = fields.Nested(StoreSchema, required=True)
    token = text(metadata={"description": "Scope work. Shown this once."})


class QueueFiguresSchema(Schema):
    """The day of one queue."""

    name = text()
    joined = number()
    served = number()
    median_wait = fields.Float(required=True, allow_none=True)


class FiguresSchema(Schema):
    """The day in figures. Waits are minutes, null while nobody was called."""

    joined = number()
    served = number()
    no_show = number()
    left = number()
    removed = number()
    still_in_line = number()
    median_wait = fields.Float(required=True, allow_none=True)
    longest_wait = fields.Float(required=True, allow_none=True)
    busiest_hour = Moment(required=True, allow_none=True)
    queues = fields.List(fields.Nested(QueueFiguresSchema), required=True)


class ProblemSchema(Schema):
    """What went wrong (RFC 9457)."""

    type = text()
    title = text()
    status = number()
    detail = text()
    errors = fields.Dict(
        keys=fields.String(),
        values=fields.List(fields.String()),
        metadata={"description": "What is wrong with each field."},
    )
    fresh = fields.Dict(
        metadata={"description": "The customer or queue as it is now, where that had changed."}
    )
