"""Find somebody in a store by what they say at the counter."""

import unicodedata

from app.display import phones
from app.snapshot import earlier
from app.snapshot.customer import CustomerSnapshot
from app.snapshot.store import Snapshot

MOST_FOUND = 30
LONGEST = 100
"""Characters; nobody is called so, and the effort may grow with their square."""
_FEWEST_DIGITS = 3
_FEWEST_OF_A_BEGINNING = 4
"""With fewer, half of a town is found: numbers begin alike."""
# Letters that are typed without their stroke or as two, and that Unicode takes for whole ones.
_PLAIN = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
)


def customers(snapshot: Snapshot, sought: str) -> list[CustomerSnapshot]:
    """Who has this ticket, a name with this in it, or a phone that begins or ends so.

    Accents make no difference, nor does the way in which a phone is dialled from abroad. Who waits
    comes first. At most `MOST_FOUND`, since nobody reads on.
    """
    text = " ".join(_plain(sought[:LONGEST]).split())
    if not text:
        return []
    digits = phones.digits_of(text)
    by_phone = len(digits) >= _FEWEST_DIGITS and not any(sign.isalpha() for sign in text)
    code = phones.code_of(snapshot)
    begins = _at_home(text, digits, code) if len(digits) >= _FEWEST_OF_A_BEGINNING else ""

    def is_of(phone: str) -> bool:
        all_of_it = phones.digits_of(phone)
        return all_of_it.endswith(digits) or (
            begins != "" and _at_home(phone, all_of_it, code).startswith(begins)
        )

    def fits(ticket: str, name: str, phone: str) -> bool:
        return _plain(ticket) == text or text in _plain(name) or (by_phone and is_of(phone))

    found = [one for one in snapshot.line if fits(one.ticket, one.name, one.phone)][:MOST_FOUND]
    gone = [id_ for id_, *known in earlier.everybody(snapshot) if fits(*known)]
    gone = gone[: MOST_FOUND - len(found)]
    return found + sorted(earlier.customers(snapshot, gone), key=lambda one: gone.index(one.id))


def _plain(text: str) -> str:
    """Without accents, in small letters."""
    small = text.casefold()
    if small.isascii():
        return small
    apart = unicodedata.normalize("NFKD", small)
    return "".join(sign for sign in apart if not unicodedata.combining(sign)).translate(_PLAIN)


def _at_home(phone: str, digits: str, code: str) -> str:
    """The digits without what differs between home and abroad: zeros, and the country's `code`."""
    abroad = "+" in phone or digits.startswith("00")
    digits = digits.lstrip("0")
    return digits.removeprefix(code).lstrip("0") if abroad else digits
