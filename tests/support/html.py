"""Reads a page as strictly as the standard allows."""

from __future__ import annotations

import re
from collections import Counter

import html5lib
from html5lib.html5parser import ParseError


def flaw(page: str) -> str | None:
    """The first thing in a page that isn't HTML as the standard says, with the line before it."""
    parser = html5lib.HTMLParser(strict=True)
    try:
        parser.parse(page)
    except ParseError as error:
        (line, _column), code, details = parser.errors[-1]
        shown = "\n".join(page.splitlines()[max(line - 2, 0) : line])
        return f"{error or code} {details} in line {line}:\n{shown}"
    ids = Counter(re.findall(r'\sid="([^"]*)"', page))
    twice = [name for name, times in ids.items() if times > 1]
    return f"several elements have the id {twice[0]!r}" if twice else None
