"""Find somebody in a store by what they say at the counter."""

import unicodedata

from app.snapshot.customer import CustomerSnapshot
from app.snapshot.store import Snapshot

MOST_FOUND = 30
_FEWEST_DIGITS = 3
_LONGEST = 100  # nobody types more of a name
# Letters that are typed without their stroke or as two, and that Unicode takes for whole ones.
_PLAIN = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
)


def customers(snapshot: Snapshot, sought: str) -> list[CustomerSnapshot]:
    """Who has this ticket, a name with this in it, or a phone that ends so; who waits comes first.

    Accents make no difference. At most `MOST_FOUND`, since nobody reads on.
    """
    text = " ".join(_plain(sought[:_LONGEST]).split())
    if not text:
        return []
    digits = "".join(sign for sign in text if sign.isdecimal())
    by_phone = len(digits) >= _FEWEST_DIGITS and not any(sign.isalpha() for sign in text)

    def fits(customer: CustomerSnapshot) -> bool:
        return (
            _plain(customer.ticket) == text
            or text in _plain(customer.name)
            or (by_phone and _digits(customer.phone).endswith(digits))
        )

    found = [customer for customer in snapshot.customers if fits(customer)]
    return sorted(found, key=lambda one: not one.state.in_line)[:MOST_FOUND]


def _plain(text: str) -> str:
    """Without accents, in small letters."""
    small = text.casefold()
    if small.isascii():
        return small
    apart = unicodedata.normalize("NFKD", small)
    return "".join(sign for sign in apart if not unicodedata.combining(sign)).translate(_PLAIN)


def _digits(phone: str) -> str:
    return "".join(sign for sign in phone if sign.isdecimal())
