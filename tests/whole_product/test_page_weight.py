"""Budgets in bytes, as they are sent, for phones at the door with a bad connection."""

import gzip
import re

import brotli
import pytest
from werkzeug.test import TestResponse

from tests.support.people import Browser, Customer, Owner, opening
from tests.support.shops import BusyShop

pytestmark = pytest.mark.slow

KB = 1000
GZIP = {"Accept-Encoding": "gzip, deflate"}
"""What every browser offers, over HTTP too."""


def test_customer_joins_with_one_page_of_six_kilobytes(anybody: Browser) -> None:
    # The longest page: twenty queues, and a description as long as it may be.
    queues = "\n".join(f"Dr. Brontë, room {nth}" for nth in range(20))
    words = " ".join(f"{nth}. bring card No. {nth * 7919 % 1000}," for nth in range(100))[:500]
    anybody.submit("/open", opening(queues=queues, description=words))
    code = re.search(r'data-join-url="[^"]*(/J/\w+)"', anybody.get("/store").text)
    assert code is not None
    customer = Customer(anybody.client.application)
    page = customer.scans(code[1])
    assert links(page) == []
    assert "<script" not in page.text
    assert "Set-Cookie" not in page.headers
    assert weight(customer, customer.form) <= 6 * KB


def test_customer_waits_on_a_page_of_thirty_kilobytes(shop: BusyShop) -> None:
    assert "Set-Cookie" not in shop.ann.get(shop.ann.ticket).headers
    assert first_load(shop.ann, shop.ann.ticket) <= 30 * KB


def test_owner_works_on_a_page_of_forty_five_kilobytes(shop: BusyShop) -> None:
    for nth in range(20):
        Customer(shop.app).joins(
            shop.owner.join_code, name_0=f"Customer {nth}", phone_0=f"0931 {nth * 7919 % 10**6:06}"
        )
    assert first_load(shop.owner, "/store") <= 45 * KB


def test_line_of_three_hundred_is_a_page_of_forty_kilobytes(shop: BusyShop) -> None:
    owner = shop.owner
    queue = owner.queue_path("Doctor A")
    id_ = queue.rpartition("/")[2]
    for nth in range(60):
        party = Customer(shop.app)
        party.scans(owner.join_code)
        fields = {f"queue-{person}": id_ for person in range(5)}
        for person in range(5):
            number = nth * 5 + person
            fields[f"name-{person}"] = f"Customer {number * 7919 % 1009}"
            fields[f"phone-{person}"] = f"0931 {number * 7919 % 10**6:06}"
        assert party.sends(fields).status_code == 303
    page = owner.get(queue)
    assert page.text.count('data-state="waiting"') == 301
    assert weight(owner, queue) <= 40 * KB


def test_board_is_a_page_of_forty_kilobytes(shop: BusyShop, anybody: Browser) -> None:
    assert first_load(anybody, shop.board) <= 40 * KB


def test_page_is_the_same_however_it_is_sent(shop: BusyShop) -> None:
    plain = shop.ben.get(shop.ben.form)
    assert plain.headers.get("Content-Encoding", "identity") == "identity"
    for encoding, read in (("gzip", gzip.decompress), ("br", brotli.decompress)):
        sent = shop.ben.get(shop.ben.form, headers={"Accept-Encoding": encoding})
        assert sent.headers["Content-Encoding"] == encoding
        assert "Accept-Encoding" in sent.headers["Vary"]
        assert read(sent.data) == plain.data


def test_file_that_the_browser_has_is_not_sent_again(anybody: Browser) -> None:
    path = next(path for path in links(anybody.get("/")) if "base.css" in path)
    with anybody.get(path) as plain, anybody.get(path, headers=GZIP) as sent:
        assert gzip.decompress(sent.data) == plain.data
    with anybody.get(path, headers=GZIP) as again:
        assert again.data == sent.data
    has_it = {**GZIP, "If-None-Match": sent.headers["ETag"]}
    with anybody.get(path, headers=has_it) as answer:
        assert (answer.status_code, answer.data) == (304, b"")


@pytest.mark.parametrize("page", ["board", "ticket"])
def test_stream_and_redirect_are_sent_as_they_are(owner: Owner, page: str) -> None:
    shop = BusyShop(owner)
    path = shop.board if page == "board" else shop.ann.ticket
    with shop.ann.get(f"{path}/events", headers=GZIP) as stream:
        assert stream.headers.get("Content-Encoding", "identity") == "identity"
    assert "Content-Encoding" not in shop.ann.get(owner.join_code, headers=GZIP).headers


def first_load(browser: Browser, path: str) -> int:
    """The page and all that it asks for."""
    files = links(browser.get(path))
    assert files
    assert all(path.startswith("/static/") for path in files), "nothing comes from elsewhere"
    return sum(weight(browser, one) for one in (path, *files))


def links(page: TestResponse) -> list[str]:
    """Which files a browser fetches for this page: scripts, style sheets, icons, pictures."""
    found = re.findall(r'<(?:script|img|iframe)[^>]* src="([^"]+)"', page.text)
    found += re.findall(r'<link[^>]* href="([^"]+)"', page.text)
    # An icon inside of the page is no request, nor is a place in it.
    return sorted({path for path in found if path != "data:," and path[0] != "#"})


def weight(browser: Browser, path: str) -> int:
    """Bytes of the answer as it is sent to who takes gzip."""
    with browser.get(path, headers=GZIP) as answer:
        assert answer.status_code == 200
        sent = len(answer.data)
        assert sent < 500 or answer.headers["Content-Encoding"] == "gzip", path
        return sent
