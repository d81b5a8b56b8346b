"""Headers that every mail server takes, whichever Python writes them. Pure.

Python's own folding lost blanks between encoded words (3.11), glued them together (3.12.5 and
3.13), and encodes long addresses, which no server can read. So non-ASCII texts are encoded here:
RFC 2047, each word whole in itself, a blank of the text within a word and not between two.
"""

import base64
from email.headerregistry import Address
from email.policy import EmailPolicy
from typing import Any

_LONGEST_LINE = 76  # characters, RFC 2047, 2; RFC 2045, 6.7 and 6.8
_LONGEST_WORD = 75
_BEGIN, _END = "=?utf-8?b?", "?="


class Plain(EmailPolicy):
    """How messages are written: lines of a body of at most 76 characters, and headers as above."""

    def header_store_parse(self, name: str, value: Any) -> tuple[str, Any]:
        """The header as it is set: a subject is what it says, also where it looks encoded."""
        if name.lower() == "subject" and "=?" in value:
            value = encoded(value, sep=" ")
        return super().header_store_parse(name, value)

    def fold(self, name: str, value: Any) -> str:
        """The header's lines."""
        return _header(name, value, self.linesep) or super().fold(name, value)

    def fold_binary(self, name: str, value: Any) -> bytes:
        """The same as bytes."""
        written = _header(name, value, self.linesep)
        return written.encode("ascii") if written else super().fold_binary(name, value)


POLICY = Plain(max_line_length=_LONGEST_LINE)


def encoded(text: str, room: int = _LONGEST_LINE, sep: str = "\n ") -> str:
    """The text as encoded words; in the first line there is room for so many characters."""
    words, word = [], b""
    for character in text:
        more = word + character.encode()
        # Three bytes are four characters.
        if -(-len(more) // 3) * 4 > min(room, _LONGEST_WORD) - len(_BEGIN + _END):
            words.append(word)
            word, room = character.encode(), _LONGEST_LINE - 1
        else:
            word = more
    words.append(word)
    return sep.join(f"{_BEGIN}{base64.b64encode(word).decode()}{_END}" for word in words)


def _header(name: str, value: Any, linesep: str) -> str:
    """A subject, an id or addresses in ASCII; "" if it is none, or an address has other letters."""
    room = _LONGEST_LINE - len(name) - 2
    if name.lower() == "message-id":
        # Whole on its line: some look for it there, and sign what they find.
        said = str(value)
    elif name.lower() == "subject":
        said = _text(str(value), room, linesep)
    elif hasattr(value, "addresses"):
        said = f",{linesep} ".join(_address(one, room, linesep) for one in value.addresses)
    else:
        return ""
    return f"{name}: {said}{linesep}" if said.isascii() else ""


def _text(text: str, room: int, linesep: str) -> str:
    plain = text.isascii() and text.isprintable() and "=?" not in text
    return text if plain and len(text) <= room else encoded(text, room, f"{linesep} ")


def _address(address: Address, room: int, linesep: str) -> str:
    if not address.display_name or address.display_name.isascii():
        return str(address)
    return f"{encoded(address.display_name, room, f'{linesep} ')}{linesep} <{address.addr_spec}>"
