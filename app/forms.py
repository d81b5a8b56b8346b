"""The forms: what each asks, and what it says when something is amiss."""

from collections.abc import Callable
from typing import Any
from zoneinfo import available_timezones

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, Form, PasswordField, SelectField, StringField, TextAreaField
from wtforms.validators import Email, InputRequired, Length, StopValidation

from app import passwords, text_rules
from app.models.queue import MOST_QUEUES

MOST_NAME = 64
MOST_DESCRIPTION = 500
# Old names of places that have a newer one, and zones without a place, only lengthen the list.
_AREAS = ("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe")
_ZONES = sorted(
    zone
    for zone in available_timezones()
    if zone.partition("/")[0] in (*_AREAS, "Indian", "Pacific") or zone == "UTC"
)


def rule(clean: Callable[[str], str]) -> Callable[[Form, Field], None]:
    """A validator that replaces what was typed by its clean form, or says what is amiss."""

    def validate(form: Form, field: Field) -> None:
        try:
            field.cleaned = clean(field.data or "")
        except ValueError as error:
            raise StopValidation(str(error)) from None

    return validate


def length(longest: int, shortest: int = 0) -> Callable[[Form, Field], None]:
    """A validator of the clean form's length, in characters."""

    def validate(form: Form, field: Field) -> None:
        if len(field.cleaned) > longest:
            raise StopValidation(
                _(
                    "Please use at most %(most)s characters (these are %(typed)s).",
                    most=longest,
                    typed=len(field.cleaned),
                )
            )
        if shortest and not text_rules.visible(field.cleaned):
            raise StopValidation(_("Please fill this in."))

    return validate


class _EmailRule(Email):
    def __call__(self, form: Form, field: Field) -> None:
        if field.data and len(field.data) <= 254 and field.data.isprintable():
            return super().__call__(form, field)
        raise StopValidation(self.message)


def _email() -> StringField:
    return StringField(
        _l("E-mail"),
        filters=[lambda typed: typed.strip() if typed else typed],
        validators=[_EmailRule(message=_l("Please give an e-mail address, like you@example.com."))],
    )


def _new_password() -> PasswordField:
    return PasswordField(
        _l("Password"),
        validators=[
            Length(
                passwords.SHORTEST,
                passwords.LONGEST,
                message=_l("Please use 8 to 128 characters. A short sentence works well."),
            )
        ],
    )


def _name(label: str) -> StringField:
    return StringField(label, validators=[rule(text_rules.one_line), length(MOST_NAME, 1)])


def _description() -> TextAreaField:
    return TextAreaField(
        _l("Description"),
        validators=[rule(text_rules.some_lines), length(MOST_DESCRIPTION)],
    )


def _queue_names(typed: str) -> list[str]:
    names = [name for line in typed.splitlines() if (name := text_rules.one_line(line))]
    if not names:
        raise ValueError(_("Please name at least one queue, one on each line."))
    if len(names) > MOST_QUEUES:
        raise ValueError(
            _(
                "A store has at most %(most)s queues (these are %(typed)s).",
                most=MOST_QUEUES,
                typed=len(names),
            )
        )
    for name in names:
        if len(name) > MOST_NAME:
            raise ValueError(_("A queue's name has at most %(most)s characters.", most=MOST_NAME))
        if not text_rules.visible(name):
            raise ValueError(_("Please give each queue a name that can be seen."))
    if len({name.casefold() for name in names}) < len(names):
        raise ValueError(_("Please give each queue a name of its own."))
    return names


class OpenForm(FlaskForm):
    """Open a store."""

    email = _email()
    password = _new_password()
    name = _name(_l("Name of the store"))
    timezone = SelectField(_l("Time zone"), choices=_ZONES, default="UTC")
    queues = TextAreaField(_l("Queues, one on each line"), validators=[rule(_queue_names)])
    description = _description()


class SignInForm(FlaskForm):
    """Sign in. The password is not checked for length: only right and wrong count."""

    email = _email()
    password = PasswordField(
        _l("Password"), validators=[InputRequired(_l("Please type your password."))]
    )


class ForgotForm(FlaskForm):
    """Ask for a link to set a new password."""

    email = _email()


class ResetForm(FlaskForm):
    """Set a new password."""

    password = _new_password()


class SettingsForm(FlaskForm):
    """What customers read of the store."""

    name = _name(_l("Name of the store"))
    description = _description()


class WalkInForm(FlaskForm):
    """Add somebody who has no phone at hand."""

    name = _name(_l("Name"))
    phone = StringField(_l("Phone (optional)"))

    def __init__(self, zone: str, **more: Any) -> None:
        super().__init__(**more)
        self._zone = zone

    def validate_phone(self, field: Field) -> None:
        """Check it leniently, and keep it as typed."""
        rule(lambda typed: text_rules.phone(typed, self._zone))(self, field)
        length(MOST_NAME)(self, field)
