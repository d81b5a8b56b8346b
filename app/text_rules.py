"""What people may type: names, descriptions, phone numbers. Pure; raises ValueError with the words
that the form shows beside the field."""

import unicodedata

import phonenumbers
from babel.core import get_global
from flask_babel import gettext as _

# Characters that turn the reading direction of what follows, and can make a name read as another.
_TURNING = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_FEWEST_DIGITS = 3


def one_line(typed: str) -> str:
    """The text in Unicode's composed form, runs of white space as one space.

    Raises ValueError on control characters, lone surrogates and direction overrides.
    """
    _refuse_unprintable(typed, allowed="\t\r\n")
    return " ".join(unicodedata.normalize("NFC", typed).split())


def some_lines(typed: str) -> str:
    """Like `one_line`, but line breaks stay."""
    _refuse_unprintable(typed, allowed="\t\r\n")
    lines = unicodedata.normalize("NFC", typed).splitlines()
    return "\n".join(" ".join(line.split()) for line in lines).strip()


def visible(text: str) -> bool:
    """Whether there is anything to see: letters, digits, signs, not only invisible characters."""
    return any(unicodedata.category(character)[0] in "LNPS" for character in text)


def phone(typed: str, timezone: str) -> str:
    """A phone number, kept as it was typed, if it could be one where the store is.

    Lenient on purpose: extensions and short local numbers pass. Raises ValueError.
    """
    number = one_line(typed)
    if not number:
        return ""
    territory = get_global("zone_territories").get(timezone)
    try:
        phonenumbers.parse(number, territory or "US")
    except phonenumbers.NumberParseException:
        raise ValueError(_("This doesn't look like a phone number.")) from None
    if sum(character.isdigit() for character in number) < _FEWEST_DIGITS:
        raise ValueError(_("This doesn't look like a phone number."))
    return number


def _refuse_unprintable(typed: str, allowed: str) -> None:
    for character in typed:
        if character in allowed:
            continue
        if unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") or character in _TURNING:
            raise ValueError(_("Please leave out characters that can't be shown."))
