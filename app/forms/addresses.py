"""E-mail addresses as people paste them: out of a contact, a link, a sentence. Pure."""

import re
from urllib.parse import unquote

from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext as _

from app.forms import cleaning

LONGEST = 254  # RFC 5321, 4.5.3.1.3, less the angle brackets
_LONGEST_PASTED = LONGEST + 100  # a name stands before it, a scheme, a subject behind it
_ASCII = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}
_WIDE = _ASCII | str.maketrans({"。": ".", "｡": ".", "﹫": "@", "、": ","})
# What stands around it in a sentence, a table or a text with marks. Before it less than behind it:
# an address may begin with some of them, and none ends so.
_BEFORE = " \"'“”„‘’«»‹›<([\u00bf\u00a1\u00b7「」『』【】《》〈〉〔〕"
_BEHIND = _BEFORE + ">)]}{|*_`.,:;…!?/\\\u060c\u061b"
_END_OF_A_SENTENCE = ".,:;…!? "
# In messengers and texts with marks, where the same stands before it and behind it.
_MARKS = "*_~`|"
_LABEL = re.compile(
    r"(?:e-?mail|mail|correo|courriel|メール|电邮|電郵)\s*:\s*|[^@:<>]*:\s+", re.IGNORECASE
)
# Ann <…>, Ann [mailto:…], Ann (…), and in a text with marks [Ann](mailto:…).
_OF_A_CONTACT = re.compile(
    r"(.*?)[<\[(]\s*(?:mailto:)?([^][<>()\s]+@[^][<>()\s]+)\s*[])>]", re.IGNORECASE
)
_ADDRESS = re.compile(r"[^][<>()\s\"',;:]+@[^][<>()\s\"',;:]+")
_WITH_A_NOTE = re.compile(r"(\S+@\S+)\s+\([^@]*\)")
_ENTITIES = {"&lt;": "<", "&gt;": ">"}


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
    for entity, sign in _ENTITIES.items():
        address = address.replace(entity, sign)
    address = address.removesuffix("%20").rstrip(_END_OF_A_SENTENCE)
    # A name may have an address in it, but no other, or it would not be known which is meant.
    contact = _OF_A_CONTACT.fullmatch(address)
    if contact and set(_ADDRESS.findall(contact[1])) <= {contact[2]}:
        address = contact[2]
    elif noted := _WITH_A_NOTE.fullmatch(address):
        address = noted[1]
    elif label := _LABEL.match(address):
        address = address[label.end() :]
    while address[:1] in _MARKS and address[1:].endswith(address[:1] or " "):
        address = address[1:-1]
    address = address.lstrip(_BEFORE)
    if address[:7].lower() == "mailto:":
        address = unquote(address[7:].partition("?")[0]).removeprefix("//")
    return address.lstrip(_BEFORE).rstrip(_BEHIND)


def _no_address() -> ValueError:
    return ValueError(_("Please give an e-mail address, like you@example.com."))
