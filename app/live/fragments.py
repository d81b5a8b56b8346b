"""Fragments: the parts of a page that change, drawn once for everybody who sees the same."""

import hashlib
import re
from collections.abc import Hashable, Iterable
from functools import cached_property, lru_cache
from typing import Any

from flask import current_app

# The browser counts on by itself from the moment that such a time carries, and so does its bar.
_COUNTED = re.compile(r'(<time data-since[^>]*>)[^<]*|(<progress data-waits[^>]*) value="\d+"')
_BETWEEN_TAGS = re.compile(r"\n\s*(?=<)")
_KEPT = 4000

Shown = dict[str, Hashable]
"""The marks of the fragments that a page shows, by their ids."""


class Fragment:
    """One element of a page by its id, as HTML and as the lines of a stream's message.

    While the `mark` of a fragment is the same, so is what it shows. Where that can be told without
    drawing it, the mark is given. `inner` are fragments within this one that may change alone; its
    own mark does not speak of them. `swap` is htmx's word for how it takes the place of the one
    before.
    """

    def __init__(
        self,
        id_: str,
        template: str,
        *,
        mark: Hashable = None,
        swap: str = "outerMorph",
        inner: Iterable["Fragment"] = (),
        **context: object,
    ) -> None:
        self.id = id_
        self.inner = tuple(inner)
        self.swap = swap
        self._template = template
        self._context = context
        # What a stream remembers of what it sent: it lives for hours, and there are thousands.
        self.mark = self._digest() if mark is None else mark

    @cached_property
    def html(self) -> str:
        """The element itself, drawn when it is first asked for."""
        # Without what Flask adds to pages: there is no request, and thousands may be drawn at once.
        template = current_app.jinja_env.get_template(self._template)
        html = condensed(template.render(self._context, id=self.id))
        # Or a snapshot that keeps its fragments, which show it, would outlive its use.
        del self._context
        return html

    @cached_property
    def lines(self) -> bytes:
        """The fragment as a part of a stream's message."""
        return "".join(f"data: {line}\n" for line in self.partial().splitlines()).encode()

    def __html__(self) -> str:
        """In a template a fragment stands for its HTML."""
        return self.html

    def partial(self) -> str:
        """The fragment as htmx takes it, out of a stream or out of a reply alike."""
        return f'<hx-partial hx-target="#{self.id}" hx-swap="{self.swap}">{self.html}</hx-partial>'

    def since(self, _shown: Shown) -> "Fragment":
        """What makes this one of what the page shows; here the whole of it."""
        return self

    def _digest(self) -> bytes:
        same = _COUNTED.sub(r"\1\2", self.html) if "data-since" in self.html else self.html
        return hashlib.blake2b(same.encode(), digest_size=16).digest()


def condensed(html: str) -> str:
    """Without the line breaks and the indentation before tags, which show as a space at most: a
    message has a line for each."""
    return _BETWEEN_TAGS.sub(" ", html.strip())


@lru_cache(_KEPT)
def kept(id_: str, template: str, language: str, **context: Any) -> Fragment:
    """A fragment that shows nothing but these few values, drawn once for all stores and moments.

    `language` is the one that is spoken.
    """
    return Fragment(id_, template, language=language, **context)


def reply(fragments: Iterable[Fragment]) -> str:
    """What answers a request of htmx: these fragments, each in its place."""
    return "".join(fragment.partial() for fragment in fragments)


def by_id(fragments: Iterable[Fragment]) -> dict[str, Fragment]:
    """As the template of a whole page wants them."""
    return {fragment.id: fragment for fragment in fragments}
