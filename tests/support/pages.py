"""What a form says beside a field, found the way a screen reader finds it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from html.parser import HTMLParser

from werkzeug.test import TestResponse

_VOID = ("br", "hr", "img", "input", "link", "meta", "wbr")


@dataclass
class Element:
    """A tag with its attributes and all the text inside."""

    tag: str
    attributes: dict[str, str]
    parent: Element | None
    text: str = ""
    children: list[Element] = field(default_factory=list)


class Page(HTMLParser):
    """The elements of a page, in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self._open: list[Element] = []
        self.feed(text)

    @classmethod
    def of(cls, response: TestResponse) -> Page:
        """What was answered; read once, however much is asked about it."""
        return _read(response.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Called by the parser."""
        parent = self._open[-1] if self._open else None
        element = Element(tag, {name: value or "" for name, value in attrs}, parent)
        self.elements.append(element)
        if parent:
            parent.children.append(element)
        if tag not in _VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        """Called by the parser."""
        while any(element.tag == tag for element in self._open):
            if self._open.pop().tag == tag:
                return

    def handle_data(self, data: str) -> None:
        """Called by the parser."""
        for element in self._open:
            element.text += data

    def all(self, **attributes: str) -> list[Element]:
        """The elements that have these attributes."""
        return [
            element
            for element in self.elements
            # What a page says of itself in its head is no field, though it has a name.
            if element.tag != "meta"
            and all(element.attributes.get(name) == value for name, value in attributes.items())
        ]


@lru_cache(maxsize=4)
def _read(text: str) -> Page:
    return Page(text)


def error_beside(response: TestResponse, name: str) -> str:
    """What is said to be wrong with the field, "" if nothing is."""
    page = Page.of(response)
    element: Element | None = page.all(name=name)[0]
    while element and element.attributes.get("aria-invalid") != "true":
        # Of several radio buttons, their group is what is wrong.
        element = element.parent
    if element is None:
        return ""
    described_by = element.attributes["aria-describedby"].split()[0]
    (message,) = page.all(id=described_by)
    return " ".join(message.text.split())


def disabled(response: TestResponse, name: str) -> set[str]:
    """The values of the radio buttons of this name that can't be chosen."""
    controls = Page.of(response).all(name=name)
    return {c.attributes["value"] for c in controls if "disabled" in c.attributes}


def typed_in(response: TestResponse, name: str) -> str:
    """What the field is filled in with."""
    controls = Page.of(response).all(name=name)
    control = controls[0]
    if control.tag == "textarea":
        # HTML drops the first line break inside, so that a page may begin it on a new line.
        return control.text.removeprefix("\r\n").removeprefix("\n")
    if control.tag == "select":
        chosen = [o.attributes["value"] for o in control.children if "selected" in o.attributes]
        return chosen[0] if chosen else ""
    if control.attributes.get("type") == "radio":
        checked = [c.attributes["value"] for c in controls if "checked" in c.attributes]
        return checked[0] if checked else ""
    return control.attributes.get("value", "")
