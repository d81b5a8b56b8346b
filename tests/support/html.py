"""Reads a page as strictly as the standard allows."""

from __future__ import annotations

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
    return None
