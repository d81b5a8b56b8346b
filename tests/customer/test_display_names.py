"""What the board calls people, whatever they typed as their name."""

import pytest
from flask import Flask

from app.display import names
from tests.support.pages import Page
from tests.support.people import Customer, Owner

NAMES = {
    # typed: (first name, initials)
    "Ann Onymous": ("Ann", "A. O."),
    "ann": ("ann", "A."),
    "Maria da Silva Santos": ("Maria", "M. S."),
    "Anne-Marie Müller": ("Anne-Marie", "A. M."),
    "Mrs. Okafor": ("Okafor", "O."),
    "Dr Ahn": ("Ahn", "A."),
    "Dr.": ("Dr.", "D."),
    "O'Neill": ("O'Neill", "O."),
    "Ólafur Šimek": ("Ólafur", "Ó. Š."),
    "Z\u0301oe\u0301": ("Z\u0301oe\u0301", "Z\u0301."),
    "(Danny) Wu": ("(Danny)", "D. W."),
    "3PO": ("3PO", "3"),
    # Family name first, before a comma or in capitals.
    "Müller-Lüdenscheidt, Dr. Anna": ("Anna", "A. M."),
    "von der Leyen, Ursula": ("Ursula", "U. L."),
    "Lee,Ann Marie": ("Ann", "A. L."),
    "بن سلمان، محمد": ("محمد", "م س"),
    "DUPONT Jean": ("Jean", "J. D."),
    "DE LA CRUZ María José": ("María", "M. C."),
    "Okafor, Mrs.": ("Okafor", "O."),
    "Ann Lee, 2 children": ("Ann", "A. C."),
    "Ann,": ("Ann", "A."),
    ",": (",", ","),
    "ANN LEE": ("ANN", "A. L."),
    "JR Smith": ("JR", "J. S."),
    # Family name first, in one character, in two, or apart.
    "王小明": ("小明", "王"),
    "王明": ("明", "王"),
    "王": ("王", "王"),
    "歐陽小明": ("小明", "歐"),
    "歐陽明": ("明", "歐"),
    "山田太郎": ("太郎", "山"),
    "王 小明": ("小明", "王"),
    "王，小明": ("小明", "王"),
    "王小明 (Danny)": ("小明", "王 D."),
    "安·史密斯": ("安", "安"),
    "尤哈尼伊斯卡": ("尤哈尼伊斯卡", "尤"),
    "김민수": ("민수", "김"),
    "남궁민": ("민", "남"),
    "さくら": ("さくら", "さ"),
    # Scripts without upper case, from right to left too.
    "محمد بن سلمان": ("محمد", "م س"),
    "ក្រុម": ("ក្រុម", "ក្រុ"),
    "नीता शर्मा": ("नीता", "नी श"),
    # What has no letters, and signs of several parts.
    "👍👍": ("👍👍", "👍"),
    "👨\u200d👩\u200d👧\u200d👦 Šimek": ("Šimek", "Š."),
    "👨\u200d👩\u200d👧\u200d👦": ("👨\u200d👩\u200d👧\u200d👦",) * 2,
    "👍🏽!": ("👍🏽!", "👍🏽"),
    "🇹🇼🇯🇵": ("🇹🇼🇯🇵", "🇹🇼"),
    "!!!": ("!!!", "!"),
    "ßäh": ("ßäh", "ß"),
}


@pytest.mark.parametrize("typed", NAMES)
def test_name_is_shortened_as_its_owner_would(typed: str) -> None:
    assert (names.first_name(typed), names.initials(typed)) == NAMES[typed]


def test_board_that_shows_numbers_shows_no_name() -> None:
    assert names.shown("Ann Onymous", "numbers") == ""
    assert names.shown("Ann Onymous", "initials") == "A. O."
    assert names.shown("Ann Onymous", "first_names") == "Ann"


@pytest.mark.parametrize(
    ("store", "sign"),
    [
        ("zum Hirsch", "Z"),
        ("“Zum Hirsch”", "Z"),
        ("🇹🇼 Café", "C"),
        ("🇹🇼", "🇹🇼"),
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
        ("ßa", "ß"),
        ("नीता", "नी"),
        ("王記", "王"),
    ],
)
def test_store_has_one_whole_sign_on_form_and_ticket(app: Flask, store: str, sign: str) -> None:
    owner = Owner(app).opens(store, queues=["Counter"])
    form = Customer(app).scans(owner.join_code)
    ticket = Customer(app).joins(owner.join_code, name_0="Ann")
    pages = (form, "s"), (ticket.get(ticket.ticket), "sign")
    for page, name in pages:
        shown = [e.text for e in Page.of(page).elements if e.attributes.get("class") == name]
        assert shown == [sign]
