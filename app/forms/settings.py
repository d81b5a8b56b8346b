"""The forms of the settings, and of what the owner tells everybody who waits."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than its types

from app.display import countries, languages
from app.forms import rules
from app.forms.account import ZONES
from app.forms.concurrent import (
    ConcurrentIntegerField,
    ConcurrentRadioField,
    ConcurrentSelectField,
    ConcurrentStringField,
    ConcurrentTextAreaField,
    ConcurrentYesNoField,
    EditForm,
)
from app.forms.fields import CleanStringField
from app.models import BoardShows, PhoneAsked


def _countries() -> list[SelectChoice]:
    return [SelectChoice(code, name) for code, name in countries.named()]


class StoreForm(EditForm):
    """What is true for the whole store."""

    name = ConcurrentStringField(_l("Name of the store"), rules.name)
    description = ConcurrentTextAreaField(_l("Description"), rules.description)
    paused = ConcurrentYesNoField(
        _l("Can people join now?"),
        choices=[
            SelectChoice("no", _l("Yes")),
            SelectChoice("yes", _l("No, joining is paused")),
        ],
    )
    phone_asked = ConcurrentRadioField(
        _l("Does the join form ask for a phone number?"),
        choices=[
            SelectChoice(PhoneAsked.OFF, _l("No")),
            SelectChoice(PhoneAsked.OPTIONAL, _l("Yes, but it may stay empty")),
            SelectChoice(PhoneAsked.REQUIRED, _l("Yes, nobody joins without one")),
        ],
    )
    board_shows = ConcurrentRadioField(
        _l("How does the board call people?"),
        choices=[
            SelectChoice(BoardShows.NUMBERS, _l("By number")),
            SelectChoice(BoardShows.INITIALS, _l("By number and initials")),
            SelectChoice(BoardShows.FIRST_NAMES, _l("By number and first name")),
        ],
    )
    timezone = ConcurrentSelectField(
        _l("Time zone"), choices=[SelectChoice(zone, zone) for zone in ZONES]
    )
    country = ConcurrentSelectField(
        _l("Country of phone numbers"),
        choices=lambda: [SelectChoice("", _l("As the time zone says")), *_countries()],
    )
    board_framed = ConcurrentYesNoField(
        _l("May other pages show the board inside of them?"),
        choices=[SelectChoice("no", _l("No")), SelectChoice("yes", _l("Yes"))],
    )
    language = ConcurrentRadioField(
        _l("Language"),
        choices=lambda: [SelectChoice(code, name) for code, name in languages.installed()],
    )

    def __init__(self, **more: object) -> None:
        super().__init__(**more)
        if len(languages.installed()) == 1:
            del self.language


class QueueForm(EditForm):
    """One queue."""

    name = ConcurrentStringField(_l("Name of the queue"), rules.name)
    counter = ConcurrentStringField(_l("Where to go when called"), rules.counter)
    minutes_guess = ConcurrentIntegerField(_l("Minutes between two calls"), rules.minutes)
    most_waiting = ConcurrentIntegerField(_l("Most people waiting"), rules.most_waiting)
    paused = ConcurrentYesNoField(
        _l("Can people join this queue now?"),
        choices=[SelectChoice("no", _l("Yes")), SelectChoice("yes", _l("No, it is paused"))],
    )


class NewQueueForm(FlaskForm):
    """One more queue."""

    queue = CleanStringField(_l("New queue"), rules.name)


class AnnouncementForm(FlaskForm):
    """What everybody who waits should know just now."""

    announcement = CleanStringField(
        _l("What should everybody know?"), rules.announcement, id="announcement", name="notice"
    )
