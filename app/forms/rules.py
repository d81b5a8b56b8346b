"""What people may type: names, descriptions, addresses. Pure.

Each rule takes what was typed and gives its clean form, or raises ValueError with the words that
the form shows beside the field.
"""

from collections.abc import Callable

import regex
from flask_babel import gettext as _

from app.forms import addresses, cleaning
from app.models.queue import alike
from app.security import common_passwords

LONGEST_NAME = 64
LONGEST_PHONE = 40
LONGEST_DESCRIPTION = 500
LONGEST_NOTE = 200
LONGEST_EMAIL = addresses.LONGEST
LONGEST_ANNOUNCEMENT = 140
LONGEST_COUNTER = 30
SHORTEST_PASSWORD, LONGEST_PASSWORD = 8, 128
MOST_QUEUES = 20
MOST_WAITING = 999
MOST_MINUTES = 240

_FEWEST_DIGITS = 3
_DIGITS = 4  # of a whole number
_ON_A_KEY = dict.fromkeys(map(ord, "\ufe0f\u20e3"))
# What a list that is pasted has before each line, and a table of Excel's at its end.
_NO_ITEM = regex.compile(
    r"^\s*(?:[•◦▪▫■□●○‣⁃∙·➢➤❖◆►▶☐*–—\uF020-\uF0FF-]\s+|(?:[o§]|\w{1,2}[.)])\t\s*)|_x000[Dd]_\s*$"
)
_HYPHENS = regex.compile(r"\p{Pd}")


def name(typed: str) -> str:
    """A name that can be seen, on one line, in Unicode's composed form."""
    text = cleaning.one_line(typed, LONGEST_NAME)
    if not cleaning.visible(text):
        raise ValueError(_("Please give a name."))
    return text


def description(typed: str) -> str:
    """Some lines, or none."""
    return cleaning.some_lines(typed, LONGEST_DESCRIPTION)


def note(typed: str) -> str:
    """What the staff wants to remember of a customer, or nothing."""
    return cleaning.some_lines(typed, LONGEST_NOTE)


def announcement(typed: str) -> str:
    """A sentence for everybody who waits, or nothing."""
    text = cleaning.one_line(typed, LONGEST_ANNOUNCEMENT)
    return text if cleaning.visible(text) else ""


def counter(typed: str) -> str:
    """Where customers who are called go, such as "Room 2"; or nothing."""
    text = cleaning.one_line(typed, LONGEST_COUNTER)
    return text if cleaning.visible(text) else ""


def most_waiting(typed: str) -> int | None:
    """How many may wait in a queue; None is as many as come."""
    digits = _digits_of(typed)
    return _whole_number(digits, MOST_WAITING) if digits else None


def minutes(typed: str) -> int:
    """Whole minutes, up to four hours."""
    return _whole_number(_digits_of(typed), MOST_MINUTES)


def queue_names(typed: str) -> list[str]:
    """One name a line; each queue of a store has a name of its own, whatever the case."""
    typed_lines = [_NO_ITEM.sub("", line) for line in cleaning.split(typed)]
    lines = {nth: line for nth, line in enumerate(typed_lines, 1) if line.strip()}
    if not lines:
        raise ValueError(_("Please name at least one queue, one on each line."))
    if len(lines) > MOST_QUEUES:
        raise ValueError(
            _(
                "A store has at most %(most)s queues (these are %(typed)s).",
                most=MOST_QUEUES,
                typed=len(lines),
            )
        )
    names = [_queue_name(line, nth if len(lines) > 1 else 0) for nth, line in lines.items()]
    kept: set[str] = set()
    for one in names:
        if alike(one) in kept:
            twice = _("“%(name)s” is there twice.", name=one)
            raise ValueError(f"{_('Please give each queue a name of its own.')} {twice}")
        kept.add(alike(one))
    return names


def _queue_name(line: str, nth: int) -> str:
    """One of them; of several it is said in which line something is wrong."""
    try:
        return name(line)
    except ValueError as wrong:
        if not nth:
            raise
        raise ValueError(_("Line %(nth)s: %(wrong)s", nth=nth, wrong=wrong)) from None


def phone(typed: str) -> str:
    """A phone number, kept as it was typed, if it could be one somewhere; or nothing.

    Lenient on purpose: labels, extensions and short local numbers pass. Which of it is dialled, if
    anything can be, is worked out where it is shown.
    """
    number = _HYPHENS.sub("-", cleaning.one_line(typed, LONGEST_PHONE)).replace("＋", "+")
    if number and sum(character.isdecimal() for character in number) < _FEWEST_DIGITS:
        raise ValueError(_("This doesn't look like a phone number."))
    return number


def email(typed: str) -> str:
    """An address that mail can be sent to, inside a network of one's own too."""
    return addresses.read(typed)


def new_password(typed: str) -> str:
    """Any characters, from 8 to 128 of them, but for what everybody tries first."""
    if not SHORTEST_PASSWORD <= len(typed) <= LONGEST_PASSWORD:
        raise ValueError(
            _(
                "Please use %(fewest)s to %(most)s characters.",
                fewest=SHORTEST_PASSWORD,
                most=LONGEST_PASSWORD,
            )
        )
    if common_passwords.is_common(typed):
        raise ValueError(_("Many people use this one, so it is tried first. Please add a word."))
    return typed


def password(typed: str) -> str:
    """A password to sign in with: only right and wrong count, so no word about its length."""
    if not typed:
        raise ValueError(_("Please type your password."))
    return typed[: LONGEST_PASSWORD + 1]


LENGTHS: dict[Callable[[str], object], tuple[int, int]] = {
    name: (0, LONGEST_NAME),
    phone: (0, LONGEST_PHONE),
    description: (0, LONGEST_DESCRIPTION),
    note: (0, LONGEST_NOTE),
    announcement: (0, LONGEST_ANNOUNCEMENT),
    counter: (0, LONGEST_COUNTER),
    most_waiting: (0, _DIGITS),
    minutes: (0, _DIGITS),
    new_password: (SHORTEST_PASSWORD, LONGEST_PASSWORD),
}
"""Fewest and most characters by rule, for browsers, which let nobody type more. An address has
none: what is pasted may have a name before it."""


def _digits_of(typed: str) -> str:
    """What is seen of a number; a figure on a key is that figure."""
    try:
        return cleaning.one_line(typed, _DIGITS * 4).translate(_ON_A_KEY)
    except ValueError:
        return "?"


def _whole_number(digits: str, most: int) -> int:
    # Digits of any script; the length first, since nobody has to reckon with a thousand digits.
    if len(digits) <= _DIGITS and digits.isdecimal() and 1 <= int(digits) <= most:
        return int(digits)
    raise ValueError(_("Please give a whole number from 1 to %(most)s.", most=most))
