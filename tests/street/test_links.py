"""Links, codes, numbers and PINs as they arrive: cut, with something behind them, typed by hand."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from app.forms.lost_ticket import LostTicketForm
from app.security import tokens
from testing.mailbox import Mailbox, text_of
from tests.support.jobs import run_the_jobs
from tests.support.people import Browser, Customer, Owner, words
from tests.support.shops import BusyShop

KEY = "k" * 32
BEHIND = [
    ".",
    ")",
    ",",
    "%20",
    "%E2%80%8B",
    "%3E",
    "%22",
    "!",
    "...",
    "%C2%A0",
    "*",
    "_",
    *("%E3%80%82", "%EF%BC%8C", "%EF%BC%81", "%EF%BC%9F", "%E3%80%91", "%E3%80%8B", "%EF%BC%9B"),
    *("%EF%BC%89%E3%81%A7%E3%81%99%E3%80%82", "%7C", "%60", "%5C", "&gt;", "%3Cbr%3E", "=20", "$"),
    *("%E2%80%94", "%20(see)", "%C2%B7"),
    ").%20",
    ";",
]


def test_no_token_ends_in_what_programs_leave_out_of_a_link() -> None:
    assert all(tokens.mint(KEY)[-1].isalnum() for _nth in range(3_000))


def test_link_with_something_behind_it_opens(shop: BusyShop, anybody: Browser) -> None:
    paths = (shop.ann.ticket, shop.board, shop.ben.form)
    links = [f"{path}{behind}" for behind in BEHIND for path in paths]
    assert [link for link in links if anybody.get(link).status_code != 200] == []


def test_mailed_link_with_a_full_stop_behind_it_opens(
    app: Flask, owner: Owner, mailbox: Mailbox
) -> None:
    run_the_jobs(app)
    found = re.search(r"/confirm/\S+", text_of(mailbox.only("is open")))
    assert found is not None
    for behind in (".", ")", "%20"):
        assert "right?" not in words(answer := owner.get(f"{found[0]}{behind}"))
        assert answer.status_code == 200


def test_cut_link_says_so_and_leads_to_the_ticket(shop: BusyShop, anybody: Browser) -> None:
    for cut in range(1, 7):
        answer = anybody.get(shop.ann.ticket[:-cut])
        assert answer.status_code == 404
        assert "This link is not complete" in words(answer)
        assert re.search(rf'href="{shop.ann.ticket}">Find my ticket<', answer.text)
    # Two that ran into one.
    assert f'href="{shop.ann.ticket}"' in anybody.get(f"{shop.ann.ticket}abc").text
    # Of a shorter one nobody knows whose it was.
    answer = anybody.get(shop.ann.ticket[:-20])
    assert "This link is not complete" in words(answer)
    assert "choose “Find my ticket”" in words(answer)
    assert "/t/" not in answer.text
    assert "/t/" not in anybody.get(f"/t/{'A' * 30}").text


TYPED = (
    *("{0}-{1}-{2}", "{0}%20{1}%20{2}", "{0}{1}{2}.", "%20{0}{1}{2}"),
    *("{0}%E2%80%91{1}%E2%80%93{2}", "{0}_{1}_{2}"),
)


@pytest.mark.parametrize("prefix", ["/J/", "/j/"])
def test_code_that_is_typed_from_the_screen_is_read(app: Flask, owner: Owner, prefix: str) -> None:
    for typed in TYPED:
        code = owner.join_code.rpartition("/")[2].lower()
        path = prefix + typed.format(code[:4], code[4:8], code[8:])
        assert "/p/" in Browser(app).get(path).location, typed


@pytest.mark.parametrize("typed", ["7F-3K", "7 f 3 k", "７ｆ３ｋ", "7f3k.", "“7F3K”", "7F\u20113K"])
def test_characters_of_a_tv_are_read_like_codes(typed: str) -> None:
    assert tokens.read_tv_code(typed) == "7F3K"


LOOKS: list[dict[str, str]] = [
    *({"X-Moz": "prefetch"}, {"Purpose": "preview"}, {"Purpose": "prefetch"}),
    *({"Sec-Purpose": "prefetch;prerender"}, {"X-Purpose": "preview"}),
    *(
        {"User-Agent": agent}
        for agent in (
            "WhatsApp/2.23.20.0 A",
            "WhatsApp/2 (compatible; AnytypeBot/1.0; +https://anytype.io/bot)",
            "Slack-ImgProxy (+https://api.slack.com/robots)",
            "Viber/1.0",
            "facebookexternalhit/1.1 Facebot Twitterbot/1.0",
            "TelegramBot (like TwitterBot)",
            "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
            "Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)",
            "facebookexternalhit/1.1;line-poker/1.0",
            "Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5",
            "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
            "Mozilla/5.0 (compatible; Google-Read-Aloud)",
        )
    ),
]


def test_code_is_kept_when_nobody_looks(app: Flask, owner: Owner) -> None:
    for headers in LOOKS:
        code = owner.join_code
        for _nth in range(4):
            answer = Browser(app).get(code, headers=headers)
            assert "/p/" not in answer.headers.get("Location", ""), headers
        assert owner.join_code == code, headers
        assert "/p/" in Browser(app).get(code).location


def test_person_who_is_taken_for_a_robot_gets_in(app: Flask, owner: Owner) -> None:
    code, robot = owner.join_code, {"User-Agent": "MyBrowser bot/1"}
    page = Browser(app).get(code, headers=robot).text
    assert f'href="{code}?here"' in page
    assert "/p/" in Browser(app).get(f"{code}?here", headers=robot).location
    cubot = {"User-Agent": "Mozilla/5.0 (Linux; Android 10; CUBOT X30) Chrome/90.0 Mobile"}
    assert "/p/" in Browser(app).get(owner.join_code, headers=cubot).location


TWENTY = "ABCDEFGHIJKLMNOPQRST"
TICKETS = {
    *(("A7", "A7"), ("#A7", "A7"), ("A7.", "A7"), ("a 07", "A7"), ("Ａ７", "A7"), ("A-7", "A7")),
    *(("(A7)", "A7"), ("Nr. A7", "A7"), ('"A7"', "A7"), ("№A7,", "A7"), ("A٧", "A7")),
    *(("11", "I1 L1"), ("l1", "L1 I1"), ("01", "O1"), ("i1", "I1"), ("o1", "O1"), ("|1", "I1 L1")),
    *(("113", "I13 L13"), ("001", "O1")),
}


@pytest.mark.parametrize(("typed", "meant"), sorted(TICKETS))
def test_number_of_a_ticket_is_read_as_it_looks(app: Flask, typed: str, meant: str) -> None:
    with app.test_request_context():
        form = LostTicketForm(MultiDict({"ticket": typed, "pin": "333-377"}), TWENTY)
        assert form.validate()
    assert " ".join(map(str, form.ticket.cleaned)) == meant


@pytest.mark.parametrize(
    "typed", ["1", "7", "A", "A0", "A7; --", "AA7", "A7 A8", "#", "-7", "1" * 500]
)
def test_what_is_no_number_of_a_ticket_is_refused(app: Flask, typed: str) -> None:
    with app.test_request_context():
        form = LostTicketForm(MultiDict({"ticket": typed, "pin": "333377"}), TWENTY)
        assert not form.validate()
    assert "like A13" in str(form.ticket.errors)


PINS = [
    "333377",
    "333-377",
    "333 377",
    "３３３３７７",
    "333.377",
    "٣٣٣٣٧٧",
    " 333377 ",
    "PIN 333377",
    "333–377",
    "333_377",
]


@pytest.mark.parametrize("typed", PINS)
def test_pin_is_read_however_it_is_written(app: Flask, typed: str) -> None:
    with app.test_request_context():
        form = LostTicketForm(MultiDict({"ticket": "A1", "pin": typed}), "A")
        assert form.validate(), form.errors
    assert form.pin.cleaned == "333377"


def test_customer_of_queue_i_finds_the_ticket_by_what_it_looks_like(app: Flask) -> None:
    owner = Owner(app).opens("Twenty", queues=[f"Desk {letter}" for letter in TWENTY])
    found = {}
    for queue in ("Desk I", "Desk L", "Desk O"):
        customer = Customer(app).joins(owner.join_code, queue_0=queue, name_0=queue)
        pin = re.search(r'class="pin"[^>]*>(\d{6})<', customer.get(customer.ticket).text)
        assert pin is not None
        found[queue[-1]] = (customer.ticket, pin[1])
    for typed, letter in (("11", "I"), ("l1", "I"), ("l1", "L"), ("01", "O"), ("#O1.", "O")):
        ticket, pin_of = found[letter]
        sent = {"ticket": typed, "pin": f"{pin_of[:2]}-{pin_of[2:]}"}
        assert Browser(app).post(f"{owner.board}/find", sent).location == ticket
