"""Forms for what several devices may be changing at once.

Beside each field travels what the page showed in it, as `was-<field>`. So only what was touched is
written, and whoever touches what somebody else has changed since is told instead.
"""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import RadioField, StringField
from wtforms.form import BaseForm
from wtforms.validators import StopValidation

from app.forms import rules
from app.forms.fields import (
    CleanStringField,
    CleanTextAreaField,
    LongSelectField,
    bound,
    length_first,
)

T = TypeVar("T")


class _Concurrent:
    """A field that is named as what it changes, and knows what the page showed in it."""

    name: str
    data: str | None
    raw_data: list[str] | None
    errors: Any
    cleaned: Any
    rule: Callable[[str], Any]
    original: str | None
    """What the page showed; None if it didn't say."""

    def process(self, formdata: Any, *args: Any, **more: Any) -> None:
        """Read what was sent, and what had been shown."""
        super().process(formdata, *args, **more)  # type: ignore[misc] # the field's, mixed in
        self.original = formdata.get(f"was-{self.name}") if formdata else self.data

    def touched(self, obj: object) -> bool:
        """Whether something else is wanted than there is, and than was shown."""
        return bool(self.raw_data) and self.cleaned not in (self._now(obj), self._meant())

    def overtaken(self, obj: object) -> bool:
        """Whether what was shown is there no more; said beside the field, once."""
        now = self._now(obj)
        if self.original is None or self._meant() == now:
            return False
        self.original = self.text(now)
        told = self.say(now)
        self.errors = [
            _("Somebody has just changed this to “%(now)s”. Save again to replace it.", now=told)
            if told
            else _("Somebody has just emptied this. Save again to replace it.")
        ]
        return True

    def populate_obj(self, obj: object, name: str) -> None:
        """Change it."""
        setattr(obj, name, self.cleaned)

    def text(self, value: Any) -> str:
        """The value as the form holds it."""
        return "" if value is None else str(value)

    def say(self, value: Any) -> str:
        """The value as a person reads it."""
        return self.text(value)

    def _now(self, obj: object) -> Any:
        return getattr(obj, self.name)

    def _meant(self) -> Any:
        """What the text that was shown means; if nothing, the field, which equals no value."""
        if self.original is None:
            return self
        try:
            return self.rule(self.original)
        except ValueError:
            return self


class ConcurrentStringField(_Concurrent, CleanStringField[str]):
    """One line."""


class ConcurrentTextAreaField(_Concurrent, CleanTextAreaField[str]):
    """Several lines."""


class ConcurrentIntegerField(_Concurrent, StringField, Generic[T]):
    """A number, or nothing, by a rule."""

    def __init__(self, label: str, rule: Callable[[str], T], **more: Any) -> None:
        super().__init__(label, **more)
        self.rule = length_first(rule)
        bound(self, *rules.LENGTHS.get(rule, (0, 0)))

    def process_data(self, value: object) -> None:
        """Show nothing for None."""
        self.data = self.text(value)

    def pre_validate(self, _form: BaseForm) -> None:
        """Apply the rule; what it refuses is said beside the field."""
        try:
            self.cleaned = self.rule(self.data or "")
        except ValueError as error:
            raise StopValidation(str(error)) from None


class _ConcurrentChoice(_Concurrent):
    """One of those that there are."""

    rule: Callable[[str], Any] = str

    def say(self, value: Any) -> str:
        """The words of the choice."""
        return str(self._words().get(self.text(value), ""))

    def pre_validate(self, _form: BaseForm) -> None:
        """Refuse what is no choice."""
        if self.data not in self._words():
            raise StopValidation(_("Please choose one of these."))
        self.cleaned = self.rule(self.data or "")

    def _words(self) -> dict[str, object]:
        choices = self.iter_choices()  # type: ignore[attr-defined] # the field's, mixed in
        return {choice.value: choice.label for choice in choices}


class ConcurrentRadioField(_ConcurrentChoice, RadioField):
    """One of a few, each of them seen."""


class ConcurrentSelectField(_ConcurrentChoice, LongSelectField):
    """One of many."""


class ConcurrentYesNoField(ConcurrentRadioField):
    """Yes or no."""

    def rule(self, text: str) -> bool:
        """What was meant."""
        return text == "yes"

    def text(self, value: Any) -> str:
        """What the form holds."""
        return "yes" if value else "no"

    def process_data(self, value: object) -> None:
        """Show which it is."""
        self.data = self.text(value)


class EditForm(FlaskForm):
    """A form whose fields are named as what they change."""

    def populate_obj(self, obj: object) -> bool:
        """Write what was touched; the object is locked, and as it is now.

        False, and nothing is written, if somebody was faster with a field that was touched here.
        It is said beside the field; sent once more, the form replaces what they wrote.
        """
        touched = [field for field in self if isinstance(field, _Concurrent) and field.touched(obj)]
        overtaken = [field for field in touched if field.overtaken(obj)]
        for field in [] if overtaken else touched:
            field.populate_obj(obj, field.name)
        return not overtaken
