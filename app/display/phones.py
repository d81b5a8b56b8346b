"""Phone numbers as a person would dial them."""

import re
import unicodedata

import phonenumbers

_EXTENSION = re.compile(r"[\s,;]*(?:ext(?:ension)?|x|#)[\s.:=]*\d+$", re.IGNORECASE)


def dialled(phone: str) -> str:
    """What a `tel:` link dials: digits and a leading plus (RFC 3966), letters as on a keypad.

    Without the extension: somebody has to answer before that can be dialled.
    """
    number = _EXTENSION.sub("", phone.removeprefix("tel:").strip())
    keyed = phonenumbers.convert_alpha_characters_in_number(number)
    digits = "".join(str(unicodedata.decimal(sign)) for sign in keyed if sign.isdecimal())
    return f"+{digits}" if number.startswith("+") else digits
