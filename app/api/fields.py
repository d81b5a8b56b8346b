"""The fields of the API that marshmallow doesn't have."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from marshmallow import ValidationError, fields, validate

from app.display.times import in_utc

_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE | re.ASCII)


class Moment(fields.AwareDateTime):
    """A moment as ISO 8601 in UTC, to the millisecond: 2026-03-05T01:00:00.000Z."""

    def _serialize(self, value: datetime | None, *_: Any, **__: Any) -> str | None:
        return None if value is None else in_utc(value)


class Flag(fields.Boolean):
    """true or false, and nothing that only counts as one of them, as 1 does in Python."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return value


class Id(fields.UUID):
    """An id as it was told. Python reads many more as one: in braces, with other figures."""

    def _deserialize(self, value: Any, *args: Any, **more: Any) -> Any:
        if not isinstance(value, str) or not _ID.fullmatch(value):
            raise self.make_error("invalid_uuid")
        return super()._deserialize(value, *args, **more)


class Typed(fields.String):
    """A text by one of the rules that hold for the pages, with their words if it breaks one."""

    def __init__(self, rule: Callable[[str], Any], longest: int, **more: Any) -> None:
        super().__init__(metadata={"maxLength": longest}, **more)
        self.rule = rule

    def _deserialize(self, value: Any, *args: Any, **more: Any) -> Any:
        try:
            return self.rule(super()._deserialize(value, *args, **more))
        except ValueError as error:
            raise ValidationError(str(error)) from error


def text(**more: Any) -> fields.String:
    """A text that is always there."""
    return fields.String(required=True, **more)


def number(**more: Any) -> fields.Integer:
    """A whole number that is always there."""
    return fields.Integer(required=True, strict=True, **more)


def one_of(choices: type[Any], **more: Any) -> fields.String:
    """One of a few words."""
    return fields.String(
        required=True,
        validate=validate.OneOf([str(choice) for choice in choices]),
        **more,
    )
