"""Regions: the parts of a page that change, drawn once for everybody who sees the same."""

import hashlib
import re
from collections.abc import Iterable

from flask import current_app

# The browser counts on by itself from the moment that such a time carries.
_COUNTED = re.compile(r"(<time data-since[^>]*>)[^<]*")


class Region:
    """One element of a page by its id, as HTML and as the lines of a stream's message."""

    __slots__ = ("digest", "html", "id", "lines")

    def __init__(self, id_: str, template: str, **context: object) -> None:
        self.id = id_
        # Without what Flask adds to pages: nobody asks here, and thousands may be drawn at once.
        self.html = current_app.jinja_env.get_template(template).render(context)
        # What a stream remembers of what it sent: it lives for hours, and there are thousands.
        same = _COUNTED.sub(r"\1", self.html) if "data-since" in self.html else self.html
        self.digest = hashlib.blake2b(same.encode(), digest_size=16).digest()
        self.lines = "".join(f"data: {line}\n" for line in self.partial().splitlines()).encode()

    def __html__(self) -> str:
        """In a template a region stands for its HTML."""
        return self.html

    def partial(self, swap: str = "outerMorph") -> str:
        """The region as htmx takes it, out of a stream or out of a reply alike."""
        return f'<hx-partial hx-target="#{self.id}" hx-swap="{swap}">{self.html}</hx-partial>'


def reply(regions: Iterable[Region]) -> str:
    """What answers a request of htmx: these regions, each in its place."""
    return "".join(region.partial() for region in regions)
