"""Phone numbers as a person would dial them."""

import re
import unicodedata
from typing import Protocol

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat

from app.display import countries

_LONGEST = 15  # digits, ITU-T E.164
_FEWEST = 3
_LONGEST_AT_HOME = 10  # shorter than any mobile number with its country's code

# Somebody has to answer before these can be dialled: 555 1234 ext. 5, 555 1234,,12
_EXTENSION = re.compile(
    r"(?:[\s,;]*(?:ext(?:ension)?|x|#|durchwahl|poste|доб)[\s.:=]*\d+|\s*[,;].*|\s*[pw]\s*\d+)$",
    re.IGNORECASE,
)
# Symbols and marks at the end: a telephone, a tick, the # that ends an input.
_NO_NUMBER = re.compile(r"[^\w()]+$")
# The O of a typewriter for the zero, and what leads to a chat with a number and its country's code.
_ZERO = re.compile(r"(?<![^\W\d])[Oo](?=\d)")
_CHAT = re.compile(r"^(?:https?://)?(?:wa\.me/|\S+[?&]phone=)\+?(?=\d)", re.IGNORECASE)
# Of two numbers the first; a German number may have a slash within.
_SECOND = re.compile(r"\s+(?:/|\||or|oder|ou|o|und|et|and|&)\s+.*$", re.IGNORECASE)
# 1-800-FLOWERS: letters are dialled only where they are the number that somebody advertises.
_IN_LETTERS = re.compile(r"\+?(?:1[ .-]?)?\(?(?:8\d\d|1[38]00|0[58]00)\)?[ .-][A-Z\d-]{5,12}")
# The zero is dialled without the country's code alone: +49 (0) 151
_NOT_FROM_ABROAD = re.compile(r"(?<=\d)(?:\)|\s|-)*\(0\)")
_NUMBER = re.compile(r"[\d\s().+/\u00b7-]+")


class InCountry(Protocol):
    """What knows in which country it is: a store, or its snapshot."""

    country: str
    timezone: str


def dialled(phone: str, store: InCountry) -> str:
    """What a `tel:` link dials (RFC 3966): digits and, for other countries, a plus.

    "" if no number can be read: then there is nothing to tap.
    """
    country = store.country or countries.of_zone(store.timezone)
    plain = _ZERO.sub("0", _CHAT.sub("+", _NO_NUMBER.sub("", _plain(phone))))
    number = _SECOND.sub("", _EXTENSION.sub("", _without_label(plain)))
    if _IN_LETTERS.fullmatch(number):
        number = phonenumbers.convert_alpha_characters_in_number(number)
    else:
        number = re.sub(r"[\s(]*[^\W\d].*$", "", number)
    if not _NUMBER.fullmatch(number):
        return ""
    from_abroad = "+" in number[:2]
    if from_abroad:
        number = "+" + _NOT_FROM_ABROAD.sub("", number).replace("+", "")
    digits = "".join(filter(str.isdecimal, number))
    if not _FEWEST <= len(digits) <= _LONGEST + 2 or "+" in number[1:]:
        return ""
    return _with_code(number, digits, country) or (f"+{digits}" if from_abroad else digits)


def _plain(phone: str) -> str:
    """Digits and signs of every script and width as those of ASCII."""
    plain = "".join(
        str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in phone.strip()
    )
    return unicodedata.normalize("NFKC", plain)


def _without_label(phone: str) -> str:
    """From where the number begins: without `Mobil:`, `Tel.` or `tel:`."""
    begins = re.search(r"\(?\s*\+|\(?\d", phone)
    return phone[begins.start() :] if begins else ""


def _with_code(number: str, digits: str, country: str) -> str:
    """The number with its country's code, if it was typed with it; "" if not, or if none is so."""
    if _is_plain(number, digits):
        # As nearly all numbers are; to read one takes longer than to draw all else of its row.
        return ""
    if digits.startswith("00"):
        # As most of the world dials abroad.
        abroad = _read(f"+{digits[2:]}", "")
        if abroad is not None and phonenumbers.is_valid_number(abroad):
            return f"+{digits[2:]}"
    read = _read(number, country)
    if read is None:
        return ""
    whole = phonenumbers.format_number(read, PhoneNumberFormat.E164)
    code = phonenumbers.country_code_for_region(country) if country else 0
    if number.startswith("+") or read.country_code != code or whole == f"+{digits}":
        return whole
    return ""


def _is_plain(number: str, digits: str) -> bool:
    """Whether its digits are what is dialled, without knowing the country's rules."""
    if not number.startswith("+"):
        return digits[:2] != "00" and (digits[0] == "0" or len(digits) <= _LONGEST_AT_HOME)
    # A zero behind the country's code is left out in most countries, and never in others.
    return digits[0] != "0" and "0" not in digits[1:4] and len(digits) <= _LONGEST


def _read(number: str, country: str) -> PhoneNumber | None:
    try:
        read = phonenumbers.parse(number, country or None)
    except phonenumbers.NumberParseException:
        return None
    return read if phonenumbers.is_possible_number(read) else None
