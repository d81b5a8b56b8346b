"""A store speaks one of the languages that are installed; there is no choice of one.

What the owner reads is in `test_language_of_the_owner.py`."""

import pytest
from flask import Flask

from tests.support.pages import Page, error_beside, typed_in
from tests.support.people import Browser, Customer, Owner, words
from tests.support.shops import BusyShop
from tests.support.watching import watching

SETTINGS = "/store/settings"


def test_store_with_one_language_is_not_asked_for_it(owner: Owner) -> None:
    assert Page.of(owner.get(SETTINGS)).all(name="language") == []


@pytest.mark.usefixtures("german")
def test_owner_chooses_the_language_of_every_page(shop: BusyShop, anybody: Browser) -> None:
    owner = shop.owner
    assert typed_in(owner.get(SETTINGS), "language") == "en"
    assert "Deutsch" in words(owner.get(SETTINGS))
    assert owner.submit(SETTINGS, {"language": "tlh"}).status_code == 422
    with (
        watching(anybody, shop.board) as (board,),
        watching(shop.ann, shop.ann.ticket) as (phone,),
        watching(owner, "/store") as (dashboard,),
    ):
        for screen in (board, phone, dashboard):
            screen.shows()
        assert owner.submit(SETTINGS, {"language": "de"}).status_code == 303
        assert "Zum Anstellen scannen" in board.shows()["join-code"]
        assert "Sie sind als Nächstes dran" in phone.shows()["party"]
        assert "Nächste aufrufen" in dashboard.shows()["front"]
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


def test_customer_reads_every_page_in_the_language_of_the_store(
    laden: BusyShop, anybody: Browser
) -> None:
    ann, owner = laden.ann, laden.owner
    Customer(laden.app).joins(owner.join_code, name_0="Cy")
    later = f"{ann.ticket}/later"
    used = owner.join_code
    for _nth in range(3):
        Customer(laden.app).scans(used)
    gone = anybody.get(used)
    assert gone.status_code == 410
    for page, says in (
        (ann.get(f"{ann.ticket}/leave"), "Die Schlange verlassen?"),
        (ann.get(later), "Andere vorlassen?"),
        (gone, "Dieser Code gilt nicht mehr"),
        (anybody.get(f"{used}/find"), "Meine Nummer finden"),
        (anybody.get(f"{laden.board}/find"), "Meine Nummer finden"),
        (anybody.get(f"{laden.ben.form}/find"), "Meine Nummer finden"),
    ):
        assert '<html lang="de">' in page.text
        assert says in words(page)
    me = laden.ids["customer_id"]
    moved = ann.post(later, {"customer": me, "places": "1", "ahead": "0"})
    assert "Sie lassen andere vor" in words(ann.get(moved.location))


def test_what_a_customer_mistypes_is_told_in_the_language_of_the_store(
    laden: BusyShop, anybody: Browser
) -> None:
    find = f"{laden.board}/find"
    short = anybody.post(find, {"ticket": "A1", "pin": "12"})
    assert error_beside(short, "pin") == "Eine PIN hat sechs Ziffern."
    wrong = anybody.post(find, {"ticket": "Z1", "pin": "123456"})
    assert error_beside(wrong, "pin") == "Diese Nummer gibt es nicht."
    nameless = laden.ben.sends({"name-0": ""})
    assert error_beside(nameless, "name-0") == "Bitte nennen Sie einen Namen."
    six = laden.ben.sends({"name-0": "Ben", "name-5": "Fay"})
    assert "Höchstens fünf auf einmal." in words(six)


def test_owner_of_one_language_reads_a_store_of_another_in_its_own(
    laden: BusyShop, other_owner: Owner
) -> None:
    english = Customer(laden.app).joins(other_owner.join_code, name_0="Dee")
    for page, code, says in (
        (laden.owner.get(english.ticket), "en", "You're next"),
        (laden.owner.get(f"{english.ticket}/leave"), "en", "Leave the line?"),
        (laden.owner.get(f"{other_owner.board}/find"), "en", "Find my ticket"),
        (other_owner.get(laden.ann.ticket), "de", "Sie sind als Nächstes dran"),
        (other_owner.get(f"{laden.board}/find"), "de", "Meine Nummer finden"),
        (other_owner.get("/no-such-page"), "en", "There is nothing here"),
    ):
        assert f'<html lang="{code}">' in page.text
        assert says in words(page)


@pytest.mark.parametrize("text", ["Settings", "5%% <b>", "a 'quoted' & \"word\"", "{braces}", "ä"])
def test_word_that_is_found_at_once_says_what_it_would_say_otherwise(app: Flask, text: str) -> None:
    """Templates look for words without values in them in a quicker way."""
    says = "{%- autoescape html -%} {{ _(WORD) }}|{{ _(WORD) ~ '&' }}|{{ _(WORD)|upper }}"
    ends = "{%- endautoescape -%}"
    with app.app_context():
        for html in ("true", "false", "given"):
            quick, slow = (
                app.jinja_env.from_string(f"{says}{ends}".replace("html", html).replace("WORD", to))
                for to in (repr(text), "word")
            )
            about = {"word": text, "given": True}
            assert quick.render(about) == slow.render(about)
