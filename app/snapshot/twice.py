"""Whoever seems to stand in line twice: who joined again, and then was set back. Pure."""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import lru_cache
from uuid import UUID

from app.display import phones
from app.snapshot.customer import CustomerSnapshot

_MOST = 3
"""A name that more have tells nobody apart: guests whom the owner adds may all be called so."""
_BESIDE_A_LETTER = 200
"""The first of Unicode's classes of marks that stand above, below or beside a letter."""
_FIGURES = 8  # at the end of a number; what comes before may be written in many ways


def also(line: Iterable[CustomerSnapshot], heard: Iterable[str]) -> dict[UUID, tuple[str, ...]]:
    """The other tickets of those who seem to have several: of the same name, in another party, and
    with no other phone number. Their names are `heard` so: see `as_heard`."""
    names = tuple(heard)
    bear = Counter(names)
    if len(bear) == len(names):
        return {}
    by_name: defaultdict[str, list[CustomerSnapshot]] = defaultdict(list)
    for name, one in zip(names, line, strict=True):
        if 1 < bear[name] <= _MOST:
            by_name[name].append(one)
    found = {}
    for people in by_name.values():
        for one in people:
            others = tuple(other.ticket for other in people if _same(one, other))
            if others:
                found[one.id] = others
    return found


@lru_cache(maxsize=4096)
def as_heard(name: str) -> str:
    """The name however it is typed: its words in any order, without accents, signs and capitals."""
    letters = map(_letter, unicodedata.normalize("NFKD", name.casefold()))
    return " ".join(sorted("".join(letters).split())) or name


def _letter(character: str) -> str:
    """As it counts in a name; of marks those that stand above or below, but not the vowels of Hindi
    or the voice of a kana, which make other names."""
    if unicodedata.combining(character) >= _BESIDE_A_LETTER:
        return ""
    kind = unicodedata.category(character)
    return character if kind[0] in "LMN" else "" if kind == "Cf" else " "


def _same(one: CustomerSnapshot, other: CustomerSnapshot) -> bool:
    if one.party_token == other.party_token:
        return False
    numbers = {_number(person.phone) for person in (one, other) if person.phone}
    return len(numbers) < 2


def _number(phone: str) -> str:
    return phones.digits_of(phone)[-_FIGURES:]
