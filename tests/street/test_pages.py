"""Browsers that translate, make links of figures, or hide where they are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest

from tests.support.people import Browser
from tests.support.shops import BusyShop

VOID = {"br", "hr", "img", "input", "link", "meta", "wbr", "path", "use", "circle", "rect"}


class Open(HTMLParser):
    """The texts of a page that a browser may translate."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._may: list[bool] = [True]
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs).get("translate")
        if tag not in VOID:
            self._may.append(self._may[-1] if said is None else said != "no")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """It holds no text."""

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID and len(self._may) > 1:
            self._may.pop()

    def handle_data(self, data: str) -> None:
        if self._may[-1] and data.strip():
            self.texts.append(data.strip())


def bodies(shop: BusyShop, anybody: Browser) -> Iterator[str]:
    """The pages that customers see."""
    for path in (shop.ann.ticket, shop.board, shop.ben.form):
        yield anybody.get(path).text.partition("</head>")[2]


def test_names_numbers_pins_and_links_are_not_translated(shop: BusyShop, anybody: Browser) -> None:
    pin = re.search(r'class="pin"[^>]*>(\d{6})<', anybody.get(shop.ann.ticket).text)
    assert pin is not None
    ours = {"Test Clinic", "Doctor A", "Doctor B", "Ann", "A1", pin[1]}
    for body in bodies(shop, anybody):
        texts = Open(body).texts
        assert not ours & set(texts), body
        assert not any("/t/" in text or "/J/" in text for text in texts)


@pytest.mark.parametrize("page", ["ticket", "board", "form"])
def test_phones_make_no_links_of_tickets_and_pins(
    shop: BusyShop, anybody: Browser, page: str
) -> None:
    path = {"ticket": shop.ann.ticket, "board": shop.board, "form": shop.ben.form}[page]
    head = anybody.get(path).text.partition("</head>")[0]
    assert re.search(r'name="format-detection" content="telephone=no', head)
    # Chrome on iOS makes links of minutes and addresses, and takes the page apart for it.
    assert '<meta name="chrome" content="nointentdetection">' in head


def test_ticket_says_that_a_silent_phone_may_stay_silent(shop: BusyShop, anybody: Browser) -> None:
    assert "silent mode" in anybody.get(shop.ann.ticket).text


def test_owner_whose_browser_hides_the_zone_has_a_hint_to_check(anybody: Browser) -> None:
    page = anybody.get("/open").text
    assert re.search(r"data-hidden-zone hidden>Your browser does not say where you are", page)
