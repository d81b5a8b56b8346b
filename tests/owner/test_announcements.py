"""The owner runs late and tells everybody who waits, and whoever comes."""

from werkzeug.test import TestResponse

from tests.support.pages import error_beside, typed_in
from tests.support.people import Browser, Owner, csrf_token, words
from tests.support.screens import all_screens
from tests.support.shops import BusyShop
from tests.support.watching import fragments_in

HTMX = {"HX-Request": "true"}
LATE = "Dr. Ahn is <20 minutes> late"


def test_everybody_who_waits_reads_the_notice_at_once(shop: BusyShop, anybody: Browser) -> None:
    with all_screens(shop, anybody) as (board, phone, dashboard):
        tells(shop.owner, f"  {LATE} ")
        assert LATE in board.shows()["late"]
        assert LATE in phone.shows()["party"]
        assert LATE in dashboard.shows()["pausing"]
        tells(shop.owner, "")
        assert LATE not in board.shows()["late"]
        assert LATE not in phone.shows()["party"]
        assert LATE not in dashboard.shows()["pausing"]


def test_whoever_comes_reads_the_notice_before_typing(shop: BusyShop, anybody: Browser) -> None:
    tells(shop.owner, LATE)
    assert LATE in words(shop.ben.get(shop.ben.form))
    assert LATE in words(anybody.get(shop.board))
    assert LATE in words(shop.owner.get("/store"))
    # While nobody can join too: it may say why.
    code = shop.owner.join_code
    shop.owner.submit("/store", {"paused": "yes"}, action="/store/pause")
    assert LATE in words(shop.ben.get(shop.ben.form))
    assert LATE in words(anybody.get(code))


def test_customer_who_is_out_of_the_line_reads_nothing_of_it(shop: BusyShop) -> None:
    tells(shop.owner, LATE)
    shop.owner.sets("Doctor A", "A1", "served")
    assert LATE not in words(shop.ann.get(shop.ann.ticket))


def test_notice_is_taken_back_with_one_press(owner: Owner) -> None:
    assert tells(owner, LATE).location == "/store"
    page = owner.get("/store")
    assert "Everybody reads: " + LATE in words(page)
    assert 'name="notice" value="">Remove this message</button>' in page.text
    tells(owner, "")
    assert LATE not in words(owner.get("/store"))


def test_owner_is_told_beside_the_field_what_is_amiss_with_a_notice(owner: Owner) -> None:
    for typed, told in (
        ("n" * 141, "at most 140 characters (these are 141)"),
        ("Bell\x07", "leave out characters that can't be shown"),
    ):
        refused = tells(owner, typed)
        assert refused.status_code == 422
        assert told in error_beside(refused, "notice")
        assert typed_in(refused, "notice") == typed
    assert "Everybody reads" not in words(owner.get("/store"))


def test_owner_who_says_nothing_is_asked_for_a_sentence(owner: Owner) -> None:
    for nothing in ("", "  "):
        refused = tells(owner, nothing)
        assert refused.status_code == 422
        assert error_beside(refused, "notice") == "Please write a sentence."
    # Somebody else took it back first: no more is to be done.
    token = csrf_token(owner.get("/store"))
    answer = owner.post("/store/notice?back=yes", {"csrf_token": token, "notice": ""})
    assert answer.location == "/store"


def test_owner_who_empties_the_notice_reads_that_it_is_taken_back(owner: Owner) -> None:
    tells(owner, LATE)
    sent = {"csrf_token": csrf_token(owner.get("/store")), "notice": ""}
    answer = owner.post("/store/notice", sent, headers=HTMX)
    assert "Removed: nobody reads it any more." in fragments_in(answer.text)["flash"]


def test_page_with_javascript_gets_the_notice_and_an_empty_form(owner: Owner) -> None:
    sent = {"csrf_token": csrf_token(owner.get("/store")), "notice": LATE}
    answer = owner.post("/store/notice", sent, headers=HTMX)
    fragments = fragments_in(answer.text)
    assert "Everybody reads" in fragments["pausing"]
    assert 'value=""' in fragments["announcing"]
    refused = owner.post("/store/notice", {**sent, "notice": "n" * 141}, headers=HTMX)
    assert refused.status_code == 422
    assert "at most 140 characters (these are 141)" in fragments_in(refused.text)["announcing"]


def tells(owner: Owner, announcement: str) -> TestResponse:
    return owner.submit("/store", {"notice": announcement}, action="/store/notice")
