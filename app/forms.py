"""The owner's forms: what each asks. What may be typed is in `app.text_rules`."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar
from zoneinfo import available_timezones

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import PasswordField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than its types
from wtforms.form import BaseForm
from wtforms.validators import StopValidation

from app import text_rules

T = TypeVar("T")

# Old names of places that have a newer one, and zones without a place, only lengthen the list.
_AREAS = (
    *("Africa", "America", "Antarctica", "Asia", "Atlantic"),
    *("Australia", "Europe", "Indian", "Pacific"),
)
_ZONES = sorted(
    zone for zone in available_timezones() if zone.partition("/")[0] in _AREAS or zone == "UTC"
)


class _Ruled(Generic[T]):
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


class Line(_Ruled[T], StringField):
    """One line."""


class Secret(_Ruled[str], PasswordField):
    """One line that nobody sees."""


class Lines(_Ruled[T], TextAreaField):
    """Several lines."""


class OpenForm(FlaskForm):
    """Open a store."""

    email = Line(_l("E-mail"), text_rules.email)
    password = Secret(_l("Password"), text_rules.new_password)
    name = Line(_l("Name of the store"), text_rules.name)
    timezone = SelectField(
        _l("Time zone"), choices=[SelectChoice(zone, zone) for zone in _ZONES], default="UTC"
    )
    queues = Lines(_l("Queues, one on each line"), text_rules.queue_names)
    description = Lines(_l("Description"), text_rules.description)


class SignInForm(FlaskForm):
    """Sign in."""

    email = Line(_l("E-mail"), text_rules.email)
    password = Secret(_l("Password"), text_rules.password)


class ForgotForm(FlaskForm):
    """Ask for a link to set a new password."""

    email = Line(_l("E-mail"), text_rules.email)


class ResetForm(FlaskForm):
    """Set a new password."""

    password = Secret(_l("New password"), text_rules.new_password)


class AddressForm(FlaskForm):
    """Correct the owner's address."""

    email = Line(_l("E-mail"), text_rules.email)
    password = Secret(_l("Password of the store"), text_rules.password)


class WalkInForm(FlaskForm):
    """Add somebody who has no phone at hand."""

    name = Line(_l("Name"), text_rules.name)
    phone = Line(_l("Phone (optional)"), text_rules.phone)


class DetailsForm(FlaskForm):
    """Correct what is known of a customer. On the dashboard the form above is there too."""

    name = Line(_l("Name"), text_rules.name, id="details-name")
    phone = Line(_l("Phone"), text_rules.phone, id="details-phone")
    note = Lines(_l("Note, for the staff alone"), text_rules.note, id="details-note")
