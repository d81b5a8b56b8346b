"""The owner's forms about one customer. What may be typed is in `rules`."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm

from app.forms import rules
from app.forms.fields import CleanStringField, CleanTextAreaField


class WalkInForm(FlaskForm):
    """Add somebody who has no phone at hand."""

    name = CleanStringField(_l("Name"), rules.name)
    phone = CleanStringField(_l("Phone (optional)"), rules.phone)


class DetailsForm(FlaskForm):
    """Correct what is known of a customer. On the dashboard the form above is there too."""

    name = CleanStringField(_l("Name"), rules.name, id="details-name")
    phone = CleanStringField(_l("Phone"), rules.phone, id="details-phone")
    note = CleanTextAreaField(_l("Note, for the staff alone"), rules.note, id="details-note")
