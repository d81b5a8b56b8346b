"""A URL as a QR code; the only importer of segno."""

from functools import lru_cache
from typing import Any

import segno
from markupsafe import Markup

_QUIET_ZONE = 4  # modules of white around the code, ISO/IEC 18004
# Choosing the best of the eight masks costs four times as much as all the rest. Any of them scans.
_MASK = 3


@lru_cache(maxsize=1024)
def svg(url: str) -> Markup:
    """An inline SVG of a URL with an upper-case path, at level M, sized by CSS.

    Scheme and host in small letters, since some phones search the web for `HTTPS://`. They take
    eight bits each, the path in upper case five and a half.
    """
    scheme, slashes, rest = url.partition("//")
    host, slash, path = rest.partition("/")
    small = f"{scheme}{slashes}{host}".lower()
    return _drawn(small, f"{slash}{path}".upper())


@lru_cache(maxsize=1024)
def exact(url: str) -> Markup:
    """The same of a URL whose path must stay as it is written."""
    return _drawn(url)


def _drawn(*parts: str) -> Markup:
    """A code of these parts, each in the mode that takes the least room."""
    content: Any = [part for part in parts if part]  # segno takes several, its types know of one
    code = segno.make(content, error="m", micro=False, mask=_MASK)
    # White is drawn, too: in forced colours and on paper there is no background.
    svg = code.svg_inline(border=_QUIET_ZONE, omitsize=True, light="#fff", dark="#000")
    return Markup(svg)  # noqa: S704 - numbers and letters of our own
