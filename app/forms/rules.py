"""What people may type: names, descriptions, addresses. Pure.

Each rule takes what was typed and gives its clean form, or raises ValueError with the words that
the form shows beside the field.
"""

import unicodedata

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext as _

LONGEST_NAME = 64
LONGEST_PHONE = 40
LONGEST_DESCRIPTION = 500
LONGEST_NOTE = 200
LONGEST_EMAIL = 254
LONGEST_ANNOUNCEMENT = 140
LONGEST_COUNTER = 30
SHORTEST_PASSWORD, LONGEST_PASSWORD = 8, 128
MOST_QUEUES = 20
MOST_WAITING = 999
MOST_MINUTES = 240

# Characters that turn the reading direction of what follows, and can make a name read as another.
_TURNING = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_FEWEST_DIGITS = 3
# For numbers without a country's code. Which country it is makes no difference to what may pass.
_ANY_COUNTRY = "US"


def name(typed: str) -> str:
    """A name that can be seen, on one line, in Unicode's composed form."""
    text = _one_line(typed)
    if not _visible(text):
        raise ValueError(_("Please give a name."))
    return _at_most(LONGEST_NAME, text)


def description(typed: str) -> str:
    """Some lines, or none."""
    return _at_most(LONGEST_DESCRIPTION, _some_lines(typed))


def note(typed: str) -> str:
    """What the staff wants to remember of a customer, or nothing."""
    return _at_most(LONGEST_NOTE, _some_lines(typed))


def announcement(typed: str) -> str:
    """A sentence for everybody who waits, or nothing."""
    text = _one_line(typed)
    return _at_most(LONGEST_ANNOUNCEMENT, text) if _visible(text) else ""


def counter(typed: str) -> str:
    """Where customers who are called go, such as "Room 2"; or nothing."""
    text = _one_line(typed)
    return _at_most(LONGEST_COUNTER, text) if _visible(text) else ""


def most_waiting(typed: str) -> int | None:
    """How many may wait in a queue; None is as many as come."""
    return _whole_number(typed, MOST_WAITING) if typed.strip() else None


def minutes(typed: str) -> int:
    """Whole minutes, up to four hours."""
    return _whole_number(typed, MOST_MINUTES)


def queue_names(typed: str) -> list[str]:
    """One name a line; each queue of a store has a name of its own, whatever the case."""
    # Not splitlines(), which takes some control characters for line breaks.
    names = [name(line) for line in typed.split("\n") if line.strip()]
    if not names:
        raise ValueError(_("Please name at least one queue, one on each line."))
    if len(names) > MOST_QUEUES:
        raise ValueError(
            _(
                "A store has at most %(most)s queues (these are %(typed)s).",
                most=MOST_QUEUES,
                typed=len(names),
            )
        )
    if len({one.casefold() for one in names}) < len(names):
        raise ValueError(_("Please give each queue a name of its own."))
    return names


def phone(typed: str) -> str:
    """A phone number, kept as it was typed, if it could be one somewhere; or nothing.

    Lenient on purpose: extensions and short local numbers pass.
    """
    number = _at_most(LONGEST_PHONE, _one_line(typed))
    if not number:
        return ""
    try:
        phonenumbers.parse(number, _ANY_COUNTRY)
    except phonenumbers.NumberParseException:
        raise ValueError(_("This doesn't look like a phone number.")) from None
    if sum(character.isdecimal() for character in number) < _FEWEST_DIGITS:
        raise ValueError(_("This doesn't look like a phone number."))
    return number


def email(typed: str) -> str:
    """An address that mail can be sent to, inside a network of one's own too."""
    address = typed.strip()
    try:
        checked = validate_email(address, check_deliverability=False, globally_deliverable=False)
    except EmailNotValidError:
        message = _("Please give an e-mail address, like you@example.com.")
        raise ValueError(message) from None
    if "=?" in checked.local_part:
        # Mail programs read it as an encoded word (RFC 2047), which may be another address.
        raise ValueError(_("Please give an e-mail address, like you@example.com."))
    # The domain as every mail server knows it (RFC 5891).
    return _at_most(LONGEST_EMAIL, f"{checked.local_part}@{checked.ascii_domain}")


def new_password(typed: str) -> str:
    """Any characters, from 8 to 128 of them."""
    if SHORTEST_PASSWORD <= len(typed) <= LONGEST_PASSWORD:
        return typed
    raise ValueError(_("Please use 8 to 128 characters."))


def password(typed: str) -> str:
    """A password to sign in with: only right and wrong count, so no word about its length."""
    if not typed:
        raise ValueError(_("Please type your password."))
    return typed[: LONGEST_PASSWORD + 1]


def _whole_number(typed: str, most: int) -> int:
    digits = typed.strip()
    # Digits of any script; the length first, since nobody has to reckon with a thousand digits.
    if len(digits) <= 4 and digits.isdecimal() and 1 <= int(digits) <= most:
        return int(digits)
    raise ValueError(_("Please give a whole number from 1 to %(most)s.", most=most))


def _some_lines(typed: str) -> str:
    _refuse_unprintable(typed)
    lines = unicodedata.normalize("NFC", typed).splitlines()
    return "\n".join(" ".join(line.split()) for line in lines).strip()


def _one_line(typed: str) -> str:
    _refuse_unprintable(typed)
    return " ".join(unicodedata.normalize("NFC", typed).split())


def _at_most(longest: int, text: str) -> str:
    if len(text) <= longest:
        return text
    raise ValueError(
        _(
            "Please use at most %(most)s characters (these are %(typed)s).",
            most=longest,
            typed=len(text),
        )
    )


def _visible(text: str) -> bool:
    # Letters, numbers, punctuation and symbols; not only what has no shape of its own.
    return any(unicodedata.category(character)[0] in "LNPS" for character in text)


def _refuse_unprintable(typed: str) -> None:
    for character in typed:
        if character in "\t\r\n":
            continue
        if unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") or character in _TURNING:
            raise ValueError(_("Please leave out characters that can't be shown."))
