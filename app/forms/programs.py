"""The owner's forms for other programs."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than its types

from app.forms import rules
from app.forms.fields import CleanStringField
from app.models import Scope


class ProgramForm(FlaskForm):
    """Let in one more."""

    name = CleanStringField(_l("Name of the program"), rules.name, id="program-name")
    scope = RadioField(
        _l("What may it do?"),
        choices=[
            SelectChoice(Scope.READ, _l("Look: the line, with names and phone numbers")),
            SelectChoice(Scope.WORK, _l("Work: call, add and move people too, close the store")),
        ],
        default=Scope.READ,
    )
