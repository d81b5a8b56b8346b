"""A URL as a QR code; the only importer of segno."""

from functools import lru_cache

import segno
from markupsafe import Markup

_QUIET_ZONE = 4  # modules of white around the code, ISO/IEC 18004
# Choosing the best of the eight masks costs four times as much as all the rest. Any of them scans.
_MASK = 3


@lru_cache(maxsize=1024)
def svg(url: str) -> Markup:
    """An inline SVG of the URL, at level M, sized by CSS.

    In upper case a URL with an upper-case path needs only the alphanumeric mode, so the code has
    fewer and larger modules; scheme and host read the same in either case (RFC 3986, 6.2.2.1).
    """
    return exact(url.upper())


@lru_cache(maxsize=1024)
def exact(url: str) -> Markup:
    """The same of a URL whose path must stay as it is written."""
    code = segno.make(url, error="m", micro=False, mask=_MASK)
    return Markup(code.svg_inline(border=_QUIET_ZONE, omitsize=True))  # noqa: S704 - numbers and letters of our own
