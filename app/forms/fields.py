"""Fields that keep what was typed, for the page, beside its clean form, for the store."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from wtforms import PasswordField, StringField, TextAreaField
from wtforms.form import BaseForm
from wtforms.validators import StopValidation

T = TypeVar("T")


class _Clean(Generic[T]):
    """Keeps what was typed, for the page, beside its clean form by a rule, for the store."""

    data: str | None
    cleaned: T

    def __init__(self, label: str, rule: Callable[[str], T], **more: Any) -> None:
        super().__init__(label, **more)  # type: ignore[call-arg] # the field's, mixed in
        self.rule = rule

    def pre_validate(self, _form: BaseForm) -> None:
        """Apply the rule; what it refuses is said beside the field."""
        try:
            self.cleaned = self.rule(self.data or "")
        except ValueError as error:
            raise StopValidation(str(error)) from None


class CleanStringField(_Clean[T], StringField):
    """One line."""


class CleanPasswordField(_Clean[str], PasswordField):
    """One line that nobody sees."""


class CleanTextAreaField(_Clean[T], TextAreaField):
    """Several lines."""
