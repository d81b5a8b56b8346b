"""Find somebody in a store by what they say at the counter."""

from app.live.seen import CustomerSeen
from app.live.snapshot import Snapshot

MOST_FOUND = 30
_FEWEST_DIGITS = 3


def find(snapshot: Snapshot, sought: str) -> list[CustomerSeen]:
    """Who has this ticket, a name with this in it, or a phone that ends so; who waits comes first.

    At most `MOST_FOUND`, since nobody reads on.
    """
    text = " ".join(sought.casefold().split())
    if not text:
        return []
    digits = "".join(sign for sign in text if sign.isdecimal())
    by_phone = len(digits) >= _FEWEST_DIGITS and not any(sign.isalpha() for sign in text)

    def fits(customer: CustomerSeen) -> bool:
        return (
            customer.ticket.casefold() == text
            or text in customer.name.casefold()
            or (by_phone and _digits(customer.phone).endswith(digits))
        )

    found = [customer for customer in snapshot.customers if fits(customer)]
    return sorted(found, key=lambda one: not one.state.in_line)[:MOST_FOUND]


def _digits(phone: str) -> str:
    return "".join(sign for sign in phone if sign.isdecimal())
