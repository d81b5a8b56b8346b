"""E-mail addresses as people paste them: out of a contact, a link, a sentence. Pure."""

import re
from urllib.parse import unquote

from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext as _

from app.forms import cleaning

LONGEST = 254  # RFC 5321, 4.5.3.1.3, less the angle brackets
_LONGEST_PASTED = LONGEST + 100  # a name stands before it, a scheme, a subject behind it
_WIDE = str.maketrans({"＠": "@", "．": ".", "。": ".", "﹫": "@"})
# A name without an address of its own, or it would not be known which is meant.
_OF_A_CONTACT = re.compile(r"[^<>@]*[^<>@\s][^<>@]*<([^<>]*)>")


def read(typed: str) -> str:
    """The address that mail goes to, its domain as every mail server knows it (RFC 5891).

    Raises ValueError with words for the form. A network of one's own has addresses, too.
    """
    try:
        address = _bare(cleaning.one_line(typed, _LONGEST_PASTED))
        checked = validate_email(address, check_deliverability=False, globally_deliverable=False)
    except (EmailNotValidError, ValueError):
        raise _no_address() from None
    read = f"{checked.local_part}@{checked.ascii_domain}"
    # Mail programs read it as an encoded word (RFC 2047), which may be another address.
    if "=?" in checked.local_part or len(read) > LONGEST:
        raise _no_address()
    return read


def _bare(pasted: str) -> str:
    address = pasted.translate(_WIDE)
    if contact := _OF_A_CONTACT.fullmatch(address.rstrip(".,;")):
        address = contact[1].strip()
    if address[:7].lower() == "mailto:":
        address = unquote(address[7:].partition("?")[0])
    return address.strip(" \"'“”").rstrip(".,;: ")


def _no_address() -> ValueError:
    return ValueError(_("Please give an e-mail address, like you@example.com."))
