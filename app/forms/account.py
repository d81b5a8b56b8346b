"""The forms of whoever has, opens or has lost an account. What may be typed is in `rules`."""

from zoneinfo import available_timezones

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than its types

from app.forms import rules
from app.forms.fields import (
    CleanPasswordField,
    CleanStringField,
    CleanTextAreaField,
    LongSelectField,
)

# Old names of places that have a newer one, and zones without a place, only lengthen the list.
_AREAS = (
    *("Africa", "America", "Antarctica", "Asia", "Atlantic"),
    *("Australia", "Europe", "Indian", "Pacific"),
)
ZONES = sorted(
    zone for zone in available_timezones() if zone.partition("/")[0] in _AREAS or zone == "UTC"
)


class OpenForm(FlaskForm):
    """Open a store."""

    MOST_QUEUES = rules.MOST_QUEUES

    email = CleanStringField(_l("E-mail"), rules.email)
    password = CleanPasswordField(_l("Password"), rules.new_password)
    name = CleanStringField(_l("Name of the store"), rules.name)
    timezone = LongSelectField(
        _l("Time zone"), choices=[SelectChoice(zone, zone) for zone in ZONES], default="UTC"
    )
    queues = CleanTextAreaField(_l("Queues, one on each line"), rules.queue_names)
    description = CleanTextAreaField(_l("Description"), rules.description)


class SignInForm(FlaskForm):
    """Sign in."""

    email = CleanStringField(_l("E-mail"), rules.email)
    password = CleanPasswordField(_l("Password"), rules.password)


class ForgotForm(FlaskForm):
    """Ask for a link to set a new password."""

    email = CleanStringField(_l("E-mail"), rules.email)


class ResetForm(FlaskForm):
    """Set a new password."""

    password = CleanPasswordField(_l("New password"), rules.new_password)


class AddressForm(FlaskForm):
    """Correct the owner's address."""

    email = CleanStringField(_l("E-mail"), rules.email)
    password = CleanPasswordField(_l("Password of the store"), rules.password)
