"""What an owner may choose among in the settings."""

from enum import StrEnum


class PhoneAsked(StrEnum):
    """Whether the join form asks for a phone number. Company may always leave it out."""

    OFF = "off"
    OPTIONAL = "optional"
    REQUIRED = "required"


class BoardShows(StrEnum):
    """How the board speaks of those called, most private first; the ticket is always there."""

    NUMBERS = "numbers"
    INITIALS = "initials"
    FIRST_NAMES = "first_names"

    def tells_more_than(self, other: str) -> bool:
        """Whether people are less private with this than with the other."""
        by_privacy = list(BoardShows)
        return by_privacy.index(self) > by_privacy.index(BoardShows(other))


def check(column: str, choices: type[StrEnum]) -> str:
    """The SQL condition that keeps a column to its choices."""
    return f"{column} IN ({', '.join(f'{choice.value!r}' for choice in choices)})"
