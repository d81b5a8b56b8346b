"""What programs send: checked and documented from here alone."""

from typing import Any

from flask_babel import gettext as _
from marshmallow import RAISE, Schema, ValidationError, fields, validate, validates_schema
from webargs.fields import DelimitedList

from app.api.fields import Flag, Id, Typed, one_of
from app.forms import rules
from app.models import State

MOST_ON_A_PAGE = 200


class Sent(Schema):
    """What a program sends: nothing that isn't asked for, so that no typing error is overlooked."""

    class Meta:
        """What marshmallow is to do."""

        unknown = RAISE


class WhichSchema(Sent):
    """Which customers are wanted."""

    state = DelimitedList(
        fields.String(validate=validate.OneOf([str(state) for state in State])),
        metadata={"description": "One or several, as waiting,called."},
    )
    queue = Id(metadata={"description": "Of this queue alone."})
    page = fields.Integer(load_default=1, validate=validate.Range(1, 10_000))
    page_size = fields.Integer(load_default=50, validate=validate.Range(1, MOST_ON_A_PAGE))


class EditStoreSchema(Sent):
    """What is to be changed; what is left out stays."""

    paused = Flag()
    announcement = Typed(rules.announcement, rules.LONGEST_ANNOUNCEMENT)


class EditQueueSchema(Sent):
    """The same of a queue."""

    paused = Flag(required=True)


class CallSchema(Sent):
    """Where whoever is called is to go, if not to the queue's own counter."""

    counter = Typed(rules.counter, rules.LONGEST_COUNTER, load_default="")


class CallNextSchema(CallSchema):
    """Whom the program saw as next: if it is another by now, nobody is called."""

    next = Id(allow_none=True)


class StateSchema(Sent):
    """The new state, and the one that the program saw."""

    state = one_of(State)
    was = one_of(State)


class WasSchema(CallSchema):
    """The state that the program saw."""

    was = fields.String(
        load_default="waiting", validate=validate.OneOf([str(state) for state in State])
    )


class MoveSchema(Sent):
    """So many places back (forth, below 0), or right before somebody; neither means to the end."""

    by = fields.Integer(strict=True, validate=validate.Range(-1000, 1000))
    before = Id()
    ahead = fields.Integer(
        strict=True,
        validate=validate.Range(0, 100_000),
        metadata={"description": "Only if still so many wait in front."},
    )

    @validates_schema
    def check_one_way(self, sent: dict[str, Any], **_more: object) -> None:
        """Only one of two places can be meant."""
        if "by" in sent and "before" in sent:
            raise ValidationError(_("Please give one of by and before."), "before")


class TransferSchema(Sent):
    """Where to."""

    queue_id = Id(required=True)


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
