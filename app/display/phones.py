"""Phone numbers as a person would dial them."""

import re
import unicodedata
from typing import Protocol
from urllib.parse import unquote

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat

from app.display import countries

_LONGEST = 15  # digits, ITU-T E.164
_FEWEST = 3
_LONGEST_AT_HOME = 10  # shorter than any mobile number with its country's code

_FEWEST_OF_A_WHOLE = 7  # where two numbers stand beside each other
_LONGEST_CODE = 3  # of a country

# Somebody has to answer before these can be dialled: 555 1234 ext. 5, 555 1234,,12
_EXTENSION = re.compile(
    r"(?:[\s,;]*(?:ext(?:ension)?|x|#|durchwahl|poste|доб)[\s.:=]*\d+|\s*[,;?].*|\s*[pw]\s*\d+)$",
    re.IGNORECASE,
)
# Symbols and marks at the end: a telephone, a tick, the # that ends an input.
_NO_NUMBER = re.compile(r"[^\w()]+$")
# What asks a network for something, and calls nobody: *100#
_SERVICE = re.compile(r"(?<!\d)[*#]+\d[\d*#]*#")
# The frames of keycaps, and what people write for a bracket or a blank.
_PLAINER = str.maketrans("[]{}_~", "()()  ", "\ufe0f\u20e3")
# The O of a typewriter for the zero, and what leads to a chat with a number and its country's code.
_ZERO = re.compile(r"(?<![^\W\d])[Oo](?=\d)")
_CHAT = re.compile(r"^(?:https?://)?(?:wa\.me/|t\.me/(?=\+)|\S+[?&]phone=)\+?(?=\d)", re.IGNORECASE)
_LINK = re.compile(r"https?:|[a-z]\.[a-z]{2,}/", re.IGNORECASE)
# Tel 1: 0151, Phone 1 - Value: +49, 24h: 0151; and the numbers of a list.
_LABEL = re.compile(r"^(?=[^:]*[^\W\d])(?:\D*\d){0,2}\D*?:\s*(?=[+(\d])")
_ITEM = re.compile(r"^\s*\d{1,2}[.)]\s+(?=[+(0])")
# Of two numbers the first; a German number may have a slash within.
_SECOND = re.compile(r"\s+(/|\||or|oder|ou|o|und|et|and|&)\s+.*$", re.IGNORECASE)
# 1-800-FLOWERS: letters are dialled only where they are the number that somebody advertises.
_IN_LETTERS = re.compile(r"\+?(?:1[ .-]?)?\(?(?:8\d\d|1[38]00|0[58]00)\)?[ .-][A-Z\d-]{5,12}")
# The zero is dialled without the country's code alone: +49 (0) 151
_NOT_FROM_ABROAD = re.compile(r"(?<=\d)(?:\)|\s|-)*\(0\)")
_NUMBER = re.compile(r"[\d\s().+/\u00b7-]+")


class InCountry(Protocol):
    """What knows in which country it is: a store, or its snapshot."""

    @property
    def country(self) -> str:
        """Its letters, or "" if only the time zone says."""

    @property
    def timezone(self) -> str:
        """As the IANA names it."""


def dialled(phone: str, store: InCountry) -> str:
    """What a `tel:` link dials (RFC 3966): digits and, for other countries, a plus.

    "" if no number can be read: then there is nothing to tap.
    """
    country = _country(store)
    plain = _CHAT.sub("+", _plain(phone))
    if _SERVICE.search(plain) or _LINK.search(plain):
        return ""
    number = _first(_EXTENSION.sub("", _without_label(_ZERO.sub("0", _NO_NUMBER.sub("", plain)))))
    if _IN_LETTERS.fullmatch(number):
        number = phonenumbers.convert_alpha_characters_in_number(number)
    else:
        number = re.sub(r"[\s(]*[^\W\d].*$", "", number)
    if not _NUMBER.fullmatch(number):
        return ""
    before, plus, behind = number.rpartition("+")
    if len(digits_of(before)) > _LONGEST_CODE:
        return ""
    # No country's code begins with a zero.
    from_abroad = bool(plus) and not digits_of(behind).startswith("0")
    number = f"+{_NOT_FROM_ABROAD.sub('', behind)}" if from_abroad else behind
    digits = digits_of(number)
    if not _FEWEST <= len(digits) <= _LONGEST + 2:
        return ""
    return _with_code(number, digits, country) or (f"+{digits}" if from_abroad else digits)


def code_of(store: InCountry) -> str:
    """What stands before its country's numbers when they are dialled from abroad: "49", or ""."""
    country = _country(store)
    return str(phonenumbers.country_code_for_region(country)) if country else ""


def code_in(digits: str) -> str:
    """The country's code that a number begins with which is dialled from abroad, or ""."""
    beginnings = (digits[:length] for length in (1, 2, 3))
    known = phonenumbers.COUNTRY_CODE_TO_REGION_CODE
    return next((code for code in beginnings if code and int(code) in known), "")


def digits_of(text: str) -> str:
    """The digits in it, of whichever script and width, as ASCII has them."""
    digits = "".join(filter(str.isdecimal, text))
    return digits if digits.isascii() else "".join(str(unicodedata.decimal(one)) for one in digits)


def _country(store: InCountry) -> str:
    return store.country or countries.of_zone(store.timezone)


def _plain(phone: str) -> str:
    """Digits and signs of every script and width as those of ASCII."""
    plain = "".join(str(unicodedata.decimal(sign, sign)) for sign in unquote(phone))
    return unicodedata.normalize("NFKC", plain).translate(_PLAINER).strip()


def _without_label(phone: str) -> str:
    """From where the number begins: without `Mobil:`, `Tel.` or `tel:`."""
    phone = _ITEM.sub("", _LABEL.sub("", phone))
    begins = re.search(r"\(?\s*\+|\(?\d", phone)
    return phone[begins.start() :] if begins else ""


def _first(phone: str) -> str:
    """Of two numbers the first. Behind a slash is the rest of a number unless it was whole."""
    second = _SECOND.search(phone)
    while second and second[1] == "/" and _is_part(phone[: second.start()]):
        second = _SECOND.search(phone, second.end(1))
    return phone[: second.start()] if second else phone


def _is_part(phone: str) -> bool:
    return len(digits_of(phone)) < _FEWEST_OF_A_WHOLE


def _with_code(number: str, digits: str, country: str) -> str:
    """The number with its country's code, if it was typed with it; "" if not, or if none is so."""
    if _is_plain(number, digits):
        # As nearly all numbers are; to read one takes longer than to draw all else of its row.
        return ""
    if digits.startswith("00"):
        # As most of the world dials abroad.
        abroad = _read(f"+{digits[2:]}", "")
        if abroad is not None and phonenumbers.is_valid_number(abroad):
            return phonenumbers.format_number(abroad, PhoneNumberFormat.E164)
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
