"""Whatever is typed or sent, nobody sees an error of ours, and nothing is changed by nonsense."""

from collections.abc import Iterator
from itertools import cycle
from uuid import uuid4

import pytest

from tests.support.people import Browser, opening, words
from tests.support.routes import sane
from tests.support.shops import BusyShop, everything

pytestmark = pytest.mark.slow

MEGABYTE = "x" * 1_000_000
NASTY = [
    *("", "\x00", "\x00" * 12, "\x1b[2J\x07", "\u202egnp.exe", "🦜" * 80, "e\u0301", "\ufeff"),
    *("' OR 1=1 --", "%s%n{{7*7}}${7*7}", "<script>alert(1)</script>", "../../etc/passwd"),
    *("-1", "0", "9" * 40, "1e999", "NaN", "null", "[]", "{", "a" * 2_000, "\r\nSet-Cookie: x=y"),
    *("\u2028", "\ufffe", "١٢٣", str(uuid4()), "00000000-0000-0000-0000-000000000000"),
]
FIELDS = [
    *("email", "password", "name", "timezone", "queues", "description", "phone", "state", "was"),
    *("customer", "next", "on", "queue", "name-0", "phone-0", "queue-0", "name-4", "name-5"),
    *("notice", "paused", "to", "minutes_guess", "most_waiting", "phone_asked"),
    *("board_shows", "language", "was-name", "was-most_waiting", "was-paused", "was-phone_asked"),
]


def some_of_everything(first: int, step: int) -> Iterator[dict[str, str]]:
    """Forms that hold, between them, each nasty text in each field; with `step` in each so many'th,
    which are others for each `first`."""
    for shift in range(first % step, len(NASTY), step):
        yield dict(zip(FIELDS, cycle(NASTY[shift:] + NASTY[:shift]), strict=False))


# Every page and every text here; each text in each field of each page where there is time.
@pytest.mark.parametrize("step", [6, pytest.param(1, marks=pytest.mark.long)])
def test_nothing_that_can_be_typed_breaks_any_page(shop: BusyShop, step: int) -> None:
    token = shop.token
    for nth, route in enumerate(shop.routes):
        # These do what they say, whatever else is sent.
        if "POST" in route.methods and route.path not in ("/signout", "/store/close"):
            for fields in some_of_everything(nth, step):
                answer = shop.owner.post(route.path, {**fields, "csrf_token": token})
                assert sane(answer), (route, fields)
                assert answer.status_code in (200, 303, 404, 409, 410, 422, 429), (route, fields)
    assert shop.owner.get("/store").status_code == 200


def test_store_with_any_name_that_is_taken_goes_on_working(shop: BusyShop) -> None:
    owner = shop.owner
    for nasty in NASTY:
        owner.submit("/store/settings", {"name": nasty, "description": nasty})
        for page in ("/store", "/store/settings", "/store/report.csv", "/store/close"):
            assert owner.get(page).status_code == 200
        for page in (shop.ann.ticket, shop.ben.form, shop.board):
            assert owner.get(page).status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "new@example.com\r\nBcc: x@example.com",
        "a@b.example,c@d.example",
        "<a@b.example>, <c@d.example>",
        "<a@b.example> c@d.example",
    ],
)
def test_nobody_smuggles_a_second_recipient_into_a_mail(anybody: Browser, address: str) -> None:
    assert anybody.submit("/open", opening(email=address)).status_code == 422


# It is refused by its length, before anything is read: in one field of each page, and in each where
# there is time.
@pytest.mark.parametrize("step", [4, pytest.param(1, marks=pytest.mark.long)])
def test_whoever_sends_a_book_is_told_to_send_less(shop: BusyShop, step: int) -> None:
    token = shop.token
    before = everything(shop.app)
    for nth, route in enumerate(shop.routes):
        if "POST" in route.methods and not route.ended:
            for field in ("name", "name-0", "email", "csrf_token")[nth % step :: step]:
                answer = shop.owner.post(route.path, {"csrf_token": token, field: MEGABYTE})
                assert answer.status_code == 413, route
                assert "That was too much Please send less text." in words(answer)
    assert everything(shop.app) == before


def test_form_with_thousands_of_fields_is_too_much(shop: BusyShop) -> None:
    many = {f"name-{nth}": "x" for nth in range(1_001)}
    answer = shop.owner.post("/open", many, content_type="multipart/form-data")
    assert answer.status_code == 413
    assert sane(shop.owner.post(shop.ben.form, "&".join(many)))


MALFORMED = [
    ("application/json", b'{"name": "Ann"}'),
    ("multipart/form-data", b"no boundary"),
    ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data\r\n\r\nv"),
    ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="a'),
    ("multipart/form-data; boundary=" + "x" * 300, b"--x--"),
    ("application/x-www-form-urlencoded; charset=utf-7", b"name=+ADw-"),
    ("application/x-www-form-urlencoded", b"name-0=%ED%A0%80&name-0=%FF&%00=%00&=&&&"),
    ("text/plain", b"\x00\xff"),
    ("", b"name=Ann"),
]


def test_malformed_form_changes_nothing(shop: BusyShop) -> None:
    before = everything(shop.app)
    for route in shop.routes:
        # To leave the line, no field has to be there.
        if "POST" in route.methods and route.endpoint != "ticket.leave":
            for content_type, body in MALFORMED:
                answer = shop.owner.post(route.path, body, content_type=content_type)
                assert sane(answer), route
                assert 400 <= answer.status_code < 500, (route, content_type)
    assert everything(shop.app) == before


def test_bytes_that_are_no_text_are_shown_as_what_they_are(shop: BusyShop) -> None:
    queue = shop.ids["queue_id"]
    # A lone surrogate, and two bytes that are nowhere in UTF-8.
    body = f"name-0=Ann+%ED%A0%80+%FF%FE&queue-0={queue}"
    form = "application/x-www-form-urlencoded"
    assert shop.ben.post(shop.ben.form, body, content_type=form).status_code == 303
    assert "Ann %ED%A0%80 %FF%FE" in words(shop.owner.get(f"/store/queues/{queue}"))
