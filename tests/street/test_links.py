"""Links and codes as they arrive: cut, with something behind them, typed by hand."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from app.security import tokens
from testing.mailbox import Mailbox, text_of
from tests.support.jobs import run_the_jobs
from tests.support.people import Browser, Owner, words
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


@pytest.mark.parametrize(
    "behind", ["/", "//", "/.", "%2F", "%3C/a%3E", "&lt;/a&gt;", "/)", "./", '"/>']
)
def test_link_with_a_slash_behind_it_leads_there(
    shop: BusyShop, anybody: Browser, behind: str
) -> None:
    for path in (shop.ann.ticket, shop.board, shop.ben.form, shop.owner.join_code):
        answer = anybody.get(f"{path}{behind}")
        assert (answer.status_code, answer.location.rstrip(".")) == (303, path)
    assert anybody.get(f"{shop.ann.ticket}/nothing").status_code == 404
    assert anybody.get(f"/nothing{behind}").status_code == 404


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


@pytest.mark.parametrize(
    "typed", ["7F-3K", "٧F٣K", "7 f 3 k", "７ｆ３ｋ", "7f3k.", "“7F3K”", "7F\u20113K"]
)
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
            "Mozilla/5.0 (compatible; Google-InspectionTool/1.0)",
            "Bluesky Cardyb/1.1; +mailto:support@bsky.app",
            "Mozilla/5.0 (compatible; MicrosoftPreview/2.0; +https://aka.ms/MicrosoftPreview)",
            "line-poker/1.0",
            "node-fetch/1.0 (+https://github.com/bitinn/node-fetch)",
            "Go-http-client/2.0",
            "python-requests/2.32.3",
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
