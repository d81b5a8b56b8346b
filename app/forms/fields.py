"""Fields that keep what was typed, for the page, beside its clean form, for the store."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, Generic, TypeVar

from flask_babel import gettext as _
from markupsafe import Markup
from wtforms import Field, PasswordField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import Choice  # type: ignore[attr-defined] # newer than its types
from wtforms.form import BaseForm
from wtforms.validators import StopValidation
from wtforms.widgets import Select

from app.forms import rules

T = TypeVar("T")

LONGEST_TYPED = 2_000
"""Characters that any rule is asked to look at. To bring more of them into Unicode's composed form
may take seconds, for the square of their number; the longest honest field has some 1,400."""


def length_first(rule: Callable[[str], T]) -> Callable[[str], T]:
    """The rule, which never sees what is longer than anybody means."""

    def look(typed: str) -> T:
        if len(typed) > LONGEST_TYPED:
            raise ValueError(
                _("Please type less: these are %(typed)s characters.", typed=len(typed))
            )
        return rule(typed)

    return look


def takes_focus(field: Field) -> bool:
    """Whether something is wrong in it, and in none of its form that was drawn before it.

    A page may have one such field; which comes first, only the page knows.
    """
    if not field.errors:
        return False
    first = getattr(field.meta, "takes_focus", field.id)
    field.meta.update_values({"takes_focus": first})
    return bool(first == field.id)


def bound(field: Field, fewest: int, most: int) -> None:
    """Let browsers take at least and at most so many characters; 0 is no bound."""
    if fewest:
        field.flags.minlength = fewest
    if most:
        field.flags.maxlength = most


class _Clean(Generic[T]):
    """Keeps what was typed, for the page, beside its clean form by a rule, for the store."""

    data: str | None
    cleaned: T

    def __init__(self, label: str, rule: Callable[[str], T], **more: Any) -> None:
        super().__init__(label, **more)  # type: ignore[call-arg] # the field's, mixed in
        self.rule = length_first(rule)
        bound(self, *rules.LENGTHS.get(rule, (0, 0)))  # type: ignore[arg-type] # the field's, mixed in

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


class _OptionsOnce(Select):
    """Draws each option once: the time zones alone take WTForms longer than all else of a page."""

    @classmethod
    def render_option(  # type: ignore[override] # newer than its types
        cls, choice: Choice, **_more: Any
    ) -> Markup:
        """The option, as WTForms draws it."""
        return _option(choice.value, str(choice.label), choice.selected)


@lru_cache(maxsize=2048)  # the zones and, in a few languages, the countries
def _option(value: str, label: str, selected: bool) -> Markup:
    choice = Choice(value, label, selected, {})
    return Select.render_option(choice)  # type: ignore[call-arg] # newer than its types


class LongSelectField(SelectField):
    """One of many."""

    widget = _OptionsOnce()
