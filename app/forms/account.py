"""The forms of whoever has, opens or has lost an account. What may be typed is in `rules`."""

import re
from zoneinfo import available_timezones

from babel.core import get_global
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
    *("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic"),
    *("Australia", "Europe", "Indian", "Pacific"),
)
ZONES = sorted(
    zone for zone in available_timezones() if zone.partition("/")[0] in _AREAS or zone == "UTC"
)
_OF_NO_PLACE = re.compile("[CMEW]ET|[EMH]ST|[A-Z]ST[0-9][A-Z]DT")
FORMER_ZONES = {
    former: zone
    for former, zone in get_global("zone_aliases").items()
    if zone in ZONES and former not in ZONES and not _OF_NO_PLACE.fullmatch(former)
}
"""What some systems, and so their browsers, call zones of the list."""


def listed(zone: str) -> str:
    """The zone as the list has it; UTC for what is none of it."""
    return zone if zone in ZONES else FORMER_ZONES.get(zone, "UTC")


class OpenForm(FlaskForm):
    """Open a store."""

    MOST_QUEUES = rules.MOST_QUEUES

    email = CleanStringField(_l("E-mail"), rules.email)
    password = CleanPasswordField(_l("Password"), rules.new_password)
    name = CleanStringField(_l("Name of the store"), rules.name)
    timezone = LongSelectField(
        _l("Time zone"), choices=[SelectChoice(zone, zone) for zone in ZONES], default="UTC"
    )
    FORMER_ZONES = " ".join(f"{former}={zone}" for former, zone in FORMER_ZONES.items())
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
