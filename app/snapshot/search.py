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
    from_, begins = _apart(text, digits, code)
    by_beginning = begins != "" and len(digits) >= _FEWEST_OF_A_BEGINNING

    def is_of(phone: str) -> bool:
        all_of_it = phones.digits_of(phone)
        if all_of_it.endswith(digits) or not by_beginning:
            return all_of_it.endswith(digits)
        if all_of_it.startswith(digits):
            return True
        of, number = _apart(phone, all_of_it, code)
        # Where the store's own country is not known, a number of home may be of any.
        return number.startswith(begins) and (of == from_ or not (of and from_))

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


def _apart(phone: str, digits: str, code: str) -> tuple[str, str]:
    """The code of its country, which is `code` at home, and the number without it and without the
    zeros that stand before either."""
    abroad = "+" in phone or digits.startswith("00")
    digits = digits.lstrip("0")
    if abroad:
        code = phones.code_in(digits)
        digits = digits.removeprefix(code).lstrip("0")
    return code, digits
