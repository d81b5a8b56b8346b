"""The form that finds a lost ticket: its number and its PIN."""

import re
import unicodedata
from collections.abc import Collection

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import Form

from app.forms import cleaning
from app.forms.fields import CleanStringField, bound
from app.models.lost_ticket import Ticket

_LONGEST = 24
# As it is written on paper or said, and what stands around it: #A7, (A 07), Nr. A-7, Ticket: A7.
_TICKET = re.compile(
    r"(?:[^\W\d_]{2,}[\W_]{1,2})*[\W_]{0,2}?(?:NO|NR|N°)?[\W_]{0,2}?"
    r"([A-Z0-9|])[\W_]{0,2}0*([1-9][0-9]{0,5})[号號番번]?[\W_]{0,2}"
)
# Letters that look like a figure, or like one another in small letters.
_READ_AS = {"0": "O", "1": "IL", "|": "IL", "L": "LI"}
_FIGURES = str.maketrans("OIL|", "0111")
_BETWEEN = re.compile(r"[^\w|]|_")
# With "PIN" before it, in whichever language.
_PIN = re.compile(r"[^\W\d_]*?([0-9OIL|]{6})")


def _plain(typed: str) -> str:
    """Without what nobody sees, in capital letters, and figures of every script and width as ASCII
    has them; "" if it can't be meant."""
    try:
        text = cleaning.one_line(typed, _LONGEST)
    except ValueError:
        return ""
    figures = "".join(str(unicodedata.decimal(sign, sign)) for sign in text)
    return unicodedata.normalize("NFKC", figures).upper()


def _tickets(typed: str, letters: Collection[str]) -> list[Ticket]:
    """What may be meant, likeliest first, in a store whose queues have these letters."""
    found = _TICKET.fullmatch(_plain(typed))
    meant = _READ_AS.get(found[1], found[1]) if found else ""
    if found and not found[1].isalpha():
        meant = "".join(letter for letter in meant if letter in letters)
    if not found or not meant:
        raise ValueError(_("Please give the number on your ticket, like A13."))
    tickets = [Ticket(letter=letter, number=int(found[2])) for letter in meant]
    return [ticket for ticket in tickets if ticket.letter in letters] or tickets[:1]


def _pin(typed: str) -> str:
    pin = _PIN.fullmatch(_BETWEEN.sub("", _plain(typed)))
    if pin is None:
        raise ValueError(_("A PIN has six digits."))
    return pin[1].translate(_FIGURES)


class LostTicketForm(Form):
    """What somebody remembers of a ticket whose page is lost."""

    ticket = CleanStringField(_l("Ticket"), lambda typed: _tickets(typed, ()))
    pin = CleanStringField(_l("PIN"), _pin)

    def __init__(self, typed: MultiDict[str, str], letters: Collection[str] = ()) -> None:
        super().__init__(typed)
        for field in (self.ticket, self.pin):
            bound(field, 0, _LONGEST)
        self.ticket.rule = lambda text: _tickets(text, letters)
