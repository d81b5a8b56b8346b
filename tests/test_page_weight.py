"""Budgets in bytes, compressed, for phones at the door with a bad connection."""

import gzip
import re

from werkzeug.test import TestResponse

from tests.people import Browser, Customer, opening
from tests.shops import BusyShop

KB = 1000


def test_customer_joins_with_one_page_of_six_kilobytes(anybody: Browser) -> None:
    # The longest page: twenty queues, and a description as long as it may be.
    queues = "\n".join(f"Dr. Brontë, room {nth}" for nth in range(20))
    words = " ".join(f"{nth}. bring card No. {nth * 7919 % 1000}," for nth in range(100))[:500]
    anybody.submit("/open", opening(queues=queues, description=words))
    code = re.search(r'data-join-url="[^"]*(/J/\w+)"', anybody.get("/store").text)
    assert code is not None
    page = Customer(anybody.client.application).scans(code[1])
    assert weight(page) <= 6 * KB
    assert links(page) == []
    assert "<script" not in page.text
    assert "Set-Cookie" not in page.headers


def test_customer_waits_on_a_page_of_thirty_kilobytes(shop: BusyShop) -> None:
    page = shop.ann.get(shop.ann.ticket)
    assert "Set-Cookie" not in page.headers
    assert first_load(shop.ann, page) <= 30 * KB


def test_owner_works_on_a_page_of_forty_kilobytes(shop: BusyShop) -> None:
    for nth in range(20):
        Customer(shop.app).joins(
            shop.owner.join_code, name_0=f"Customer {nth}", phone_0=f"0931 {nth * 7919 % 10**6:06}"
        )
    assert first_load(shop.owner, shop.owner.get("/store")) <= 40 * KB


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
    assert weight(page) <= 40 * KB


def test_board_is_a_page_of_forty_kilobytes(shop: BusyShop, anybody: Browser) -> None:
    assert first_load(anybody, anybody.get(shop.board)) <= 40 * KB


def first_load(browser: Browser, page: TestResponse) -> int:
    """The page and all that it asks for."""
    files = links(page)
    assert files
    assert all(path.startswith("/static/") for path in files), "nothing comes from elsewhere"
    return weight(page) + sum(weight(browser.get(path)) for path in files)


def links(page: TestResponse) -> list[str]:
    """Which files a browser fetches for this page: scripts, style sheets, icons, pictures."""
    found = re.findall(r'<(?:script|img|iframe)[^>]* src="([^"]+)"', page.text)
    found += re.findall(r'<link[^>]* href="([^"]+)"', page.text)
    # An icon inside of the page is no request.
    return sorted({path for path in found if path != "data:,"})


def weight(answer: TestResponse) -> int:
    """Bytes, compressed as a proxy does it."""
    assert answer.status_code == 200
    data = answer.data
    answer.close()
    return len(gzip.compress(data, compresslevel=6))
