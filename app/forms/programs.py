"""The owner's forms for other programs."""

from collections.abc import Collection

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than its types

from app.forms import rules
from app.forms.fields import CleanStringField, bound
from app.models import Scope
from app.webhooks import addresses


class WebhookForm(FlaskForm):
    """Tell one more address what happens."""

    url = CleanStringField(_l("Address of the receiver"), str, id="webhook-url")

    def __init__(self, allowed: Collection[str], **more: object) -> None:
        super().__init__(**more)
        # Which hosts the deployer allows, only the running application knows.
        bound(self.url, 0, addresses.LONGEST_URL)
        self.url.rule = lambda typed: addresses.checked(typed, allowed)


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
