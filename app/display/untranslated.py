"""What no browser may translate on the pages of customers: names, numbers, PINs, links."""

import re

from jinja2.ext import Extension

# A name is in a <bdi>; the rest is known by what it is called. Where a <bdi> holds a sentence, it
# says `translate="yes"`.
_PUBLIC = (
    *("board/", "join/no_room", "join/paused", "postpone/", "slip/", "ticket/"),
    *("_code", "_headline"),
)
_OURS = re.compile(
    r"""<(?![^<>]*\btranslate=)                          # it says nothing yet
        (?=bdi\b | \w+\s[^<>]*(?:\bclass="(?:number|pin|join-url|calling)\b | \bid="link"))
        (\w+)""",
    re.VERBOSE,
)


class Untranslated(Extension):
    """Marks them while templates are compiled."""

    def preprocess(
        self,
        source: str,
        name: str | None,
        filename: str | None = None,  # noqa: ARG002 - Jinja calls it so
    ) -> str:
        """The template with a mark in each of these elements."""
        public = name is not None and name.startswith(_PUBLIC)
        return _OURS.sub(r'<\1 translate="no"', source) if public else source
