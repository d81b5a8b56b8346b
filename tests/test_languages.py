"""A store speaks one of the languages that are installed; there is no choice of one."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages import Catalog
from babel.messages.mofile import write_mo
from flask import Flask

from tests.pages import Page, typed_in
from tests.people import Browser, Owner, words
from tests.shops import BusyShop
from tests.watching import watching

SETTINGS = "/store/settings"
GERMAN = {
    "Scan to join the line": "Zum Anstellen scannen",
    "You're next": "Sie sind als Nächstes dran",
    "Your name": "Ihr Name",
    "Settings": "Einstellungen",
    "Call next": "Nächste aufrufen",
    "Nobody can join just now": "Gerade kann sich niemand anstellen",
    "%(people)s waiting": "%(people)s warten",
}


@pytest.fixture
def german(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An installation that speaks German, too."""
    messages = tmp_path / "de" / "LC_MESSAGES"
    messages.mkdir(parents=True)
    catalog = Catalog(locale="de")
    for english, german in GERMAN.items():
        catalog.add(english, german, flags=["python-format"] if "%" in english else [])
    with (messages / "messages.mo").open("wb") as file:
        write_mo(file, catalog)
    configured = app.extensions["babel"]
    monkeypatch.setattr(configured, "translation_directories", [str(tmp_path)])
    yield
    configured.instance.domain_instance.cache.clear()


def test_store_with_one_language_is_not_asked_for_it(owner: Owner) -> None:
    assert Page(owner.get(SETTINGS)).all(name="language") == []


@pytest.mark.usefixtures("german")
def test_owner_chooses_the_language_of_every_page(shop: BusyShop, anybody: Browser) -> None:
    owner = shop.owner
    assert typed_in(owner.get(SETTINGS), "language") == "en"
    assert "Deutsch" in words(owner.get(SETTINGS))
    assert owner.submit(SETTINGS, {"language": "tlh"}).status_code == 422
    with (
        watching(anybody, shop.board) as (board,),
        watching(shop.ann, shop.ann.ticket) as (phone,),
        watching(owner, "/store") as (desk,),
    ):
        for screen in (board, phone, desk):
            screen.shows()
        assert owner.submit(SETTINGS, {"language": "de"}).status_code == 303
        assert "Zum Anstellen scannen" in board.shows()["join-code"]
        assert "Sie sind als Nächstes dran" in phone.shows()["party"]
        assert "Nächste aufrufen" in desk.shows()["queues"]
    for page, says in (
        (anybody.get(shop.board), "Doctor A 1 warten"),
        (shop.ann.get(shop.ann.ticket), "Sie sind als Nächstes dran"),
        (shop.ben.get(shop.ben.form), "Ihr Name"),
        (owner.get("/store"), "Nächste aufrufen"),
        (owner.get(SETTINGS), "Einstellungen"),
    ):
        assert '<html lang="de">' in page.text
        assert says in words(page)
    code = owner.join_code
    owner.submit("/store", {"paused": "yes"}, action="/store/pause")
    assert "Gerade kann sich niemand anstellen" in words(anybody.get(code))
    # Somebody else's store, and what is about none, speaks as before.
    assert '<html lang="en">' in anybody.get("/").text


@pytest.mark.usefixtures("german")
def test_stores_of_two_languages_are_drawn_side_by_side(owner: Owner, other_owner: Owner) -> None:
    owner.submit(SETTINGS, {"language": "de"})
    assert "Zum Anstellen scannen" in words(owner.get("/store"))
    assert "Scan to join the line" in words(other_owner.get("/store"))
