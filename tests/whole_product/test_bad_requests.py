"""Whatever a program asks for, it gets a plain answer and changes nothing."""

from uuid import uuid4

import pytest
from flask import Flask

from tests.support.people import Browser, words
from tests.support.routes import sane
from tests.support.shops import BusyShop, everything

pytestmark = pytest.mark.slow

METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "BREW"}


def test_method_that_a_page_does_not_take_is_refused(shop: BusyShop) -> None:
    before = everything(shop.app)
    for route in shop.routes:
        taken = {method for r in shop.routes if r.path == route.path for method in r.methods}
        for method in METHODS - taken:
            answer = shop.owner.ask(method, route.path)
            assert answer.status_code == 405, (method, route)
            assert set(answer.headers["Allow"].split(", ")) >= taken
            assert "That can't be done here" in words(answer)
    assert everything(shop.app) == before


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS"])
def test_link_checker_changes_nothing(shop: BusyShop, method: str) -> None:
    routes = shop.routes
    before = everything(shop.app)
    for route in routes:
        answer = shop.owner.ask(method, route.path)
        assert sane(answer), route
        assert everything(shop.app) == before, route


NASTY = ["%ED%A0%80", "%FF%FE", "%00", "%0d%0aX:y", "%2e%2e%2f", "%", "%zz", "🦜", "²", "a" * 7_000]


# Every page and every text here; each text at each page where there is time.
@pytest.mark.parametrize("step", [5, pytest.param(1, marks=pytest.mark.long)])
def test_nothing_that_can_stand_in_an_address_breaks_any_page(
    shop: BusyShop, anybody: Browser, step: int
) -> None:
    readable = [route for route in shop.routes if "GET" in route.methods]
    for first, nasty in enumerate(NASTY):
        query = "&".join(f"{field}={nasty}" for field in ("queue", "next", "on", "v", nasty))
        for route in readable[first % step :: step]:
            for browser in (shop.owner, anybody):
                assert sane(browser.get(f"{route.path}?{query}")), (route, nasty)
                assert sane(browser.get(f"{route.path.rpartition('/')[0]}/{nasty}")), (route, nasty)
            assert sane(anybody.get(f"{route.path}/{nasty}")), (route, nasty)
    assert shop.owner.rows("Doctor A") == {"A1": "waiting"}


def test_nothing_that_can_stand_in_a_buttons_address_breaks_it(shop: BusyShop) -> None:
    token = shop.token
    for nasty in ("", "%00", "%FF", "1", "%F0%9F%A6%9C", "²" * 32, str(uuid4())):
        query = f"next={nasty}&on={nasty}&state={nasty}&was={nasty}"
        for route in shop.routes:
            if route.owners and route.has_id and "POST" in route.methods:
                assert sane(shop.owner.post(f"{route.path}?{query}", {"csrf_token": token})), route


def test_whoever_calls_a_customer_that_does_not_exist_calls_nobody(shop: BusyShop) -> None:
    call = f"{shop.owner.queue_path('Doctor A')}/call"
    for nonsense in (str(uuid4()), "1", "%00"):
        assert shop.owner.presses(f"{call}?next={nonsense}").status_code in (404, 409, 422)
    assert shop.owner.rows("Doctor A") == {"A1": "waiting"}


def test_what_does_not_exist_is_not_found(shop: BusyShop) -> None:
    for path in (
        "/store/queues/1",
        f"/store/queues/{uuid4()}",
        "/store/queues/00000000-0000-0000-0000-00000000000g",
        f"/store/customers/{uuid4()}",
        "/store/customers/%00",
        "/t/unknown",
        f"/t/{'A' * 32}",
        f"/t/{'é' * 32}/leave",
        "/b/unknown",
        "/static/../settings.py",
        "/static/%2e%2e/settings.py",
        "/nowhere",
        f"/{'x' * 7_000}",
    ):
        page = shop.owner.get(path)
        assert page.status_code == 404, path
        link = path.startswith(("/t/", "/b/"))
        said = "This link is not complete" if link else "There is nothing here"
        assert said in words(page), path


HOSTS = ["", "[::1]", "a b", '"><script>', "x" * 64, "x" * 6_000, "é", "x:99999", "x:y", "..", "a."]


# Each host at a few pages and each page with a few; all of them where there is time.
@pytest.mark.parametrize("step", [3, pytest.param(1, marks=pytest.mark.long)])
def test_no_host_breaks_a_page(shop: BusyShop, step: int) -> None:
    for nth, route in enumerate(shop.routes):
        for host in HOSTS[nth % step :: step] if "GET" in route.methods else ():
            answer = shop.owner.get(route.path, headers={"Host": host})
            assert sane(answer), (route, host)
            assert answer.is_streamed or '"><script>' not in answer.text
    assert shop.owner.get("/store").status_code == 200


def test_host_that_is_too_long_for_a_code_breaks_no_page(shop: BusyShop) -> None:
    # The longest that is a name at all: labels of 63 characters.
    host = ".".join(["x" * 63] * 100)
    assert sane(shop.owner.get("/store", headers={"Host": host}))
    assert sane(shop.owner.get(shop.board, headers={"Host": host}))


COOKIES = [
    *("owner=x", "owner=a.b.c", "owner=\x00", "owner=é", "=;;=", "owner=" * 999),
    *("remember_token=x", "remember_token=1|é"),
]


# As the hosts.
@pytest.mark.parametrize("step", [3, pytest.param(1, marks=pytest.mark.long)])
def test_no_cookie_breaks_a_page(app: Flask, shop: BusyShop, step: int) -> None:
    # As it comes from the network, not as a browser keeps it.
    client = app.test_client(use_cookies=False)
    for nth, route in enumerate(shop.routes):
        for cookie in COOKIES[nth % step :: step]:
            raw = {"HTTP_COOKIE": cookie.encode().decode("latin-1")}
            for method in route.methods:
                answer = client.open(route.path, method=method, environ_overrides=raw)
                assert sane(answer), (method, route, cookie)
