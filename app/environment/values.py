"""What every kind of setting needs: numbers, words, URLs, and the names that look like ours."""

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from urllib.parse import SplitResult, unquote, urlsplit

_LIKE_OURS = 0.86
"""How alike two names are that differ by a slip of the finger, as difflib counts."""
_SHORTEST = 6
"""Characters of a name that can be mistaken for another; HOST and PORT are too short to tell."""


_LABEL = r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?"
HOST = re.compile(
    rf"(?=.{{1,254}}\Z){_LABEL}(\.{_LABEL})*\.?|[0-9a-f:.]*:[0-9a-f.]*:[0-9a-f:.]*", re.ASCII
)
"""A name no longer than names can be (RFC 1035, 2.3.4), or an address, as a URL has it in lower
case."""


class SettingsError(Exception):
    """A setting is nonsense; the text is one line for each that says what to type instead."""


def misspelt(environ: Iterable[str], known: Iterable[str]) -> list[str]:
    """One line for each name that is none of the known ones, but looks like one."""
    known = set(known)
    lines = []
    for name in sorted(set(environ) - known):
        if len(name) < _SHORTEST:
            continue
        meant = get_close_matches(name.upper(), known, n=1, cutoff=_LIKE_OURS)
        if meant:
            lines.append(f"{name} is set, but there is no such setting: is {meant[0]} meant?")
    return lines


def is_port(typed: str) -> bool:
    """Whether it is the number of a port that others can reach."""
    return bool(re.fullmatch(r"[0-9]{1,5}", typed)) and 0 < int(typed) <= 65535


def whole_number(given: Mapping[str, str], name: str, *, default: int, low: int, high: int) -> int:
    """A number within its limits. Raises SettingsError."""
    value = given.get(name, str(default))
    # int() alone would also take "1_0" and other scripts' digits.
    if not re.fullmatch(r"[0-9]{1,9}", value) or not low <= int(value) <= high:
        raise SettingsError(f"{name} must be a whole number from {low} to {high}, like {default}")
    return int(value)


def split_url(value: str, example: str) -> SplitResult:
    """The parts of a URL. Raises SettingsError with the example."""
    try:
        url = urlsplit(value)
        port = url.port  # parsed only when asked for
    except ValueError:
        raise SettingsError(example) from None
    if port == 0 or not value.isascii() or re.search(r"\s", value) or "://" not in value:
        raise SettingsError(example)
    try:
        unquote(value, errors="strict")  # else what can't be read would be another character
    except UnicodeDecodeError:
        raise SettingsError(example) from None
    return url


def one_of(given: Mapping[str, str], name: str, choices: tuple[str, ...], default: str) -> str:
    """One of a few words, in any case. Raises SettingsError."""
    value = given.get(name, default).lower()
    if value not in choices:
        raise SettingsError(f"{name} must be one of {', '.join(choices)}")
    return value
