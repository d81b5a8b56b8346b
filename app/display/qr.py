"""A URL as a QR code; the only importer of segno."""

import re
from functools import lru_cache
from itertools import accumulate
from typing import Any

import gevent
import segno
from markupsafe import Markup

_QUIET_ZONE = 4  # modules of white around the code, ISO/IEC 18004
# Choosing the best of the eight masks costs four times as much as all the rest. Any of them scans.
_MASK = 3
# Of the alphanumeric mode: two of them are one number of eleven bits, a last one is one of six.
_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_RUNS = re.compile(rb"\x01+|\x00+")


@lru_cache(maxsize=1024)
def svg(url: str) -> Markup:
    """An inline SVG of a URL with an upper-case path, at level M, sized by CSS.

    Scheme and host in small letters, since some phones search the web for `HTTPS://`. They take
    eight bits each, the path in upper case five and a half.
    """
    scheme, slashes, rest = url.partition("//")
    host, slash, path = rest.partition("/")
    small, capital = f"{scheme}{slashes}{host}".lower(), f"{slash}{path}".upper()
    if not small or len(capital) < _FIXED or set(capital) - set(_LETTERS):
        return _drawn(*_modules(small, capital))
    changes = _changes(len(small), len(capital))
    if changes.unknown:
        changes.learn_one()
        return _drawn(*_modules(small, capital))
    modules, size = _blank(small, capital[:_FIXED], len(capital))
    for nth, number in enumerate(_pairs(capital[_FIXED:])):
        for bit in range(number.bit_length()):
            if number >> bit & 1:
                modules ^= changes.of[nth, bit]
    return _drawn(modules, size)


def learn(base: str, path: str, breath: float) -> None:
    """Find out what the codes of all URLs at this base with a path as long as this are made of, so
    that none of them takes longer; with `breath` seconds for others between two steps of 70."""
    changes = _changes(len(base), len(path))
    while changes.unknown:
        changes.learn_one()
        gevent.sleep(breath)


@lru_cache(maxsize=1024)
def exact(url: str) -> Markup:
    """An inline SVG of a URL whose path must stay as it is written; else as `svg`."""
    return _drawn(*_modules(url))


# All that a code is made of is added without carry (XOR): the bits of what it says, the sums that
# correct errors (a linear code, ISO/IEC 18004, 7.5), and the mask. So the code of a text is that of
# "000…", plus what each bit of each number changes. The library says what that is, once for each
# length; it takes ten times as long to make each code anew, and there is one for each scan.
_FIXED = 2
"""Characters of the path that stay: "/" among them, which keeps it in alphanumeric mode."""


@lru_cache(maxsize=256)
def _blank(small: str, first: str, length: int) -> tuple[int, int]:
    return _modules(small, first.ljust(length, "0"))


class _Changes:
    """What each bit of each number of a path changes, behind so many small letters.

    `unknown` are those bits of which it is not yet known. One more is learned with each code that
    is made without: all at once would take as long as 70 codes, each time that somebody asks by a
    name of another length.
    """

    def __init__(self, before: int, length: int) -> None:
        self.of: dict[tuple[int, int], int] = {}
        self._small, self._zeros = "h" * before, "/" + "0" * (length - 1)
        self.unknown = [
            (nth, bit, at)
            for nth, at in enumerate(range(_FIXED, length, 2))
            for bit in range(11 if at + 1 < length else 6)
        ]

    def learn_one(self) -> None:
        """Make the code with a single bit of a single number."""
        nth, bit, at = self.unknown[-1]
        text = _text(1 << bit, len(self._zeros[at : at + 2]))
        changed = self._zeros[:at] + text + self._zeros[at + 2 :]
        blank, _ = _blank(self._small, self._zeros[:_FIXED], len(self._zeros))
        self.of[nth, bit] = blank ^ _modules(self._small, changed)[0]
        self.unknown.pop()


@lru_cache(maxsize=64)
def _changes(before: int, length: int) -> _Changes:
    return _Changes(before, length)


def _pairs(text: str) -> list[int]:
    """The numbers that the alphanumeric mode makes of a text."""
    numbers = [_LETTERS.index(letter) for letter in text]
    return [
        45 * pair[0] + pair[1] if len(pair := numbers[at : at + 2]) == 2 else pair[0]
        for at in range(0, len(numbers), 2)
    ]


def _text(number: int, length: int) -> str:
    return "".join(_LETTERS[value] for value in divmod(number, 45)[2 - length :])


def _modules(*parts: str) -> tuple[int, int]:
    """The modules of the code of these parts, each in the mode that takes the least room: a byte
    each, 1 if it is dark, and one more behind each row; and how many there are in a row."""
    content: Any = [part for part in parts if part]  # segno takes several, its types know of one
    code = segno.make(content, error="m", micro=False, mask=_MASK)
    return int.from_bytes(b"".join(row + b"\0" for row in code.matrix)), len(code.matrix)


@lru_cache(maxsize=8)
def _grid(size: int) -> tuple[list[int], list[int], list[list[str]]]:
    """In which column and in which row each module is, with one more behind each row; and the lines
    of each length behind each gap: to write three numbers takes longer than all the rest."""
    wide = range(size + 1)
    lines = [[f"m{gap} 0h{length}" for length in wide] for gap in wide]
    return [*wide] * size, [row for row in range(size) for _ in wide], lines


def _drawn(modules: int, size: int) -> Markup:
    """As segno draws it. White, too: in forced colours and on paper there is no background."""
    # The first module is dark, in each code, and the runs take turns: without a call for each.
    ends = [*accumulate(map(len, _RUNS.findall(modules.to_bytes(size * (size + 1)))))]
    x, y, line = _grid(size)
    lines = [
        line[begin - pen][end - begin]
        if y[begin] == y[pen]
        else f"m{x[begin] - x[pen]} {y[begin] - y[pen]}h{end - begin}"
        for pen, begin, end in zip([0, *ends[::2]], [0, *ends[1::2]], ends[::2], strict=False)
    ]
    whole = size + 2 * _QUIET_ZONE
    path = f"M{_QUIET_ZONE} {_QUIET_ZONE}.5{''.join(lines).removeprefix('m0 0')}"
    return Markup(  # noqa: S704 - numbers and letters of our own
        f'<svg viewBox="0 0 {whole} {whole}" class="segno">'
        f'<path fill="#fff" d="M0 0h{whole}v{whole}h-{whole}z"/>'
        f'<path class="qrline" stroke="#000" d="{path}"/></svg>'
    )
