"""The forms of the settings, and of what the owner tells everybody who waits."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than its types

from app import text_rules
from app.display import languages
from app.edit_forms import EditForm, SeenChoice, SeenLine, SeenLines, SeenNumber, SeenSwitch
from app.forms import Line
from app.models import BoardShows, PhoneAsked


class StoreForm(EditForm):
    """What is true for the whole store."""

    name = SeenLine(_l("Name of the store"), text_rules.name)
    description = SeenLines(_l("Description"), text_rules.description)
    paused = SeenSwitch(
        _l("Can people join now?"),
        choices=[
            SelectChoice("no", _l("Yes")),
            SelectChoice("yes", _l("No, joining is paused")),
        ],
    )
    phone_asked = SeenChoice(
        _l("Does the join form ask for a phone number?"),
        choices=[
            SelectChoice(PhoneAsked.OFF, _l("No")),
            SelectChoice(PhoneAsked.OPTIONAL, _l("Yes, but it may stay empty")),
            SelectChoice(PhoneAsked.REQUIRED, _l("Yes, nobody joins without one")),
        ],
    )
    board_shows = SeenChoice(
        _l("How does the board call people?"),
        choices=[
            SelectChoice(BoardShows.NUMBERS, _l("By number")),
            SelectChoice(BoardShows.INITIALS, _l("By number and initials")),
            SelectChoice(BoardShows.FIRST_NAMES, _l("By number and first name")),
        ],
    )
    language = SeenChoice(
        _l("Language"),
        choices=lambda: [SelectChoice(code, name) for code, name in languages.installed()],
    )

    def __init__(self, **more: object) -> None:
        super().__init__(**more)
        if len(languages.installed()) == 1:
            del self.language


class QueueForm(EditForm):
    """One queue."""

    name = SeenLine(_l("Name of the queue"), text_rules.name)
    minutes_guess = SeenNumber(_l("Minutes between two calls"), text_rules.minutes)
    most_waiting = SeenNumber(_l("Most people waiting"), text_rules.most_waiting)
    paused = SeenSwitch(
        _l("Can people join this queue now?"),
        choices=[SelectChoice("no", _l("Yes")), SelectChoice("yes", _l("No, it is paused"))],
    )


class NewQueueForm(FlaskForm):
    """One more queue."""

    queue = Line(_l("New queue"), text_rules.name)


class NoticeForm(FlaskForm):
    """What everybody who waits should know just now."""

    notice = Line(_l("What should everybody know?"), text_rules.notice, id="telling-notice")
