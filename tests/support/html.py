"""Reads a page as strictly as the standard allows."""

from __future__ import annotations

import re
from collections import Counter

import html5lib
from html5lib.html5parser import ParseError

# What the parser lets pass, and W3C's checker doesn't. A dialog has a focus of its own.
_DIALOG = re.compile(r"<dialog.*?</dialog>", re.DOTALL)
_MORE = {
    "a heading without words": re.compile(r"<(h[1-6])\b[^>]*>(\s|<[^>]*>)*</\1>"),
    "a second element that takes the focus": re.compile(r"\sautofocus\b.*\sautofocus\b", re.DOTALL),
    "a time in millionths of a second": re.compile(r'datetime="[^"]*\.\d{4,}[^"]*"'),
    "a section without a heading": re.compile(
        r"<section\b(?:(?!<h[1-6]\b|<section\b).)*?</section>", re.DOTALL
    ),
}


def flaw(page: str) -> str | None:
    """The first thing in a page that isn't HTML as the standard says, with the line before it."""
    parser = html5lib.HTMLParser(strict=True)
    try:
        parser.parse(page)
    except ParseError as error:
        (line, _column), code, details = parser.errors[-1]
        shown = "\n".join(page.splitlines()[max(line - 2, 0) : line])
        return f"{error or code} {details} in line {line}:\n{shown}"
    for what, sign in _MORE.items():
        if found := sign.search(_DIALOG.sub("", page)):
            return f"{what}: {found[0][-200:]}"
    ids = Counter(re.findall(r'\sid="([^"]*)"', page))
    twice = [name for name, times in ids.items() if times > 1]
    return f"several elements have the id {twice[0]!r}" if twice else None
