"""What is sent and answered: checked and documented from here alone."""

from marshmallow import RAISE, Schema, fields, validate
from webargs.fields import DelimitedList

from app.api.fields import Moment, Typed, number, one_of, text
from app.forms import rules
from app.models import BoardShows, PhoneAsked, Scope, State

MOST_ON_A_PAGE = 200


class Sent(Schema):
    """What a program sends: nothing that isn't asked for, so that no typing error is overlooked."""

    class Meta:
        """What marshmallow is to do."""

        unknown = RAISE


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


class WhichSchema(Schema):
    """Which customers are wanted."""

    state = DelimitedList(
        fields.String(validate=validate.OneOf([str(state) for state in State])),
        metadata={"description": "One or several, as waiting,called."},
    )
    queue = fields.UUID(metadata={"description": "Of this queue alone."})
    page = fields.Integer(load_default=1, validate=validate.Range(1, 10_000))
    page_size = fields.Integer(load_default=50, validate=validate.Range(1, MOST_ON_A_PAGE))


class EditStoreSchema(Sent):
    """What is to be changed; what is left out stays."""

    paused = fields.Boolean(truthy={True}, falsy={False})
    announcement = Typed(rules.announcement, rules.LONGEST_ANNOUNCEMENT)


class EditQueueSchema(Sent):
    """The same of a queue."""

    paused = fields.Boolean(required=True, truthy={True}, falsy={False})


class CallNextSchema(Sent):
    """Whom the program saw as next: if it is another by now, nobody is called."""

    next = fields.UUID(allow_none=True)


class StateSchema(Sent):
    """The new state, and the one that the program saw."""

    state = one_of(State)
    was = one_of(State)


class WasSchema(Sent):
    """The state that the program saw."""

    was = fields.String(
        load_default="waiting", validate=validate.OneOf([str(state) for state in State])
    )


class MoveSchema(Sent):
    """So many places back (forth, below 0), or right before somebody; neither means to the end."""

    by = fields.Integer(strict=True, validate=validate.Range(-1000, 1000))
    before = fields.UUID()
    ahead = fields.Integer(
        strict=True,
        validate=validate.Range(0, 100_000),
        metadata={"description": "Only if still so many wait in front."},
    )


class TransferSchema(Sent):
    """Where to."""

    queue_id = fields.UUID(required=True)


class WalkInSchema(Sent):
    """Somebody without a phone at hand."""

    name = Typed(rules.name, rules.LONGEST_NAME, required=True)
    phone = Typed(rules.phone, rules.LONGEST_PHONE, load_default="")


class IdempotencySchema(Schema):
    """A name for this request: sent again under the same name, it adds nothing more."""

    key = fields.String(
        data_key="Idempotency-Key",
        validate=validate.Regexp(r"[!-~]{1,255}\Z"),
        metadata={"example": "8e03978e-40d5-43e8-bc93-6894a57f9324"},
    )


class ProgramSchema(Schema):
    """A token, shown this once."""

    token = text()
    scope = one_of(Scope)


class OpenedSchema(Schema):
    """A store, and the token with which its program goes on."""

    store = fields.Nested(StoreSchema, required=True)
    token = text(metadata={"description": "Scope work. Shown this once."})


class OpeningSchema(Sent):
    """What the form of /open asks for."""

    email = Typed(rules.email, rules.LONGEST_EMAIL, required=True)
    password = Typed(rules.new_password, rules.LONGEST_PASSWORD, required=True)
    name = Typed(rules.name, rules.LONGEST_NAME, required=True)
    timezone = fields.String(load_default="UTC", metadata={"example": "Asia/Taipei"})
    queues = fields.List(
        fields.String(),
        required=True,
        validate=validate.Length(1, rules.MOST_QUEUES),
        metadata={"example": ["Doctor A", "Doctor B"]},
    )
    description = Typed(rules.description, rules.LONGEST_DESCRIPTION, load_default="")


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
