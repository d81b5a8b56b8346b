"""The form that finds a lost ticket: its number and its PIN."""

import re

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Form

from app.forms.fields import CleanStringField
from app.models.lost_ticket import Ticket

_TICKET = re.compile(r"([A-Z])[ -]?0*([1-9][0-9]{0,5})", re.ASCII)
_PIN = re.compile(r"[0-9]{4}", re.ASCII)


def _ticket(typed: str) -> Ticket:
    found = _TICKET.fullmatch(typed.strip().upper())
    if found is None:
        raise ValueError(_("Please give the number on your ticket, like A13."))
    return Ticket(letter=found[1], number=int(found[2]))


def _pin(typed: str) -> str:
    pin = "".join(typed.split())
    if not _PIN.fullmatch(pin):
        raise ValueError(_("A PIN has four digits."))
    return pin


class LostTicketForm(Form):
    """What somebody remembers of a ticket whose page is lost."""

    ticket = CleanStringField(_l("Ticket"), _ticket)
    pin = CleanStringField(_l("PIN"), _pin)
