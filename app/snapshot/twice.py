"""Whoever seems to stand in line twice: who joined again, and then was set back. Pure."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from app.snapshot.customer import CustomerSnapshot

_MOST = 3
"""A name that more have tells nobody apart: guests whom the owner adds may all be called so."""
_FIGURES = 8  # at the end of a number; what comes before may be written in many ways


def also(line: Iterable[CustomerSnapshot]) -> dict[UUID, tuple[str, ...]]:
    """The other tickets of those who seem to have several: of the same name, in another party, and
    with no other phone number."""
    by_name: defaultdict[str, list[CustomerSnapshot]] = defaultdict(list)
    for one in line:
        by_name[one.name.casefold()].append(one)
    found = {}
    for people in by_name.values():
        if 1 < len(people) <= _MOST:
            for one in people:
                others = tuple(other.ticket for other in people if _same(one, other))
                if others:
                    found[one.id] = others
    return found


def _same(one: CustomerSnapshot, other: CustomerSnapshot) -> bool:
    if one.party_token == other.party_token:
        return False
    numbers = {_number(person.phone) for person in (one, other) if person.phone}
    return len(numbers) < 2


def _number(phone: str) -> str:
    return "".join(filter(str.isdecimal, phone))[-_FIGURES:]
