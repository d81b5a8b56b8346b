"""Whatever is sent to whichever page, nobody sees an error of ours or waits; the shop goes on."""

import time
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from tests.support.people import Customer
from tests.support.routes import Route, sane
from tests.support.shops import BusyShop

pytestmark = pytest.mark.slow

LONGEST = 2.0  # seconds
NAMES = [
    *("email", "password", "name", "timezone", "queues", "description", "phone", "state", "was"),
    *("customer", "queue", "name-0", "phone-0", "queue-0", "name-4", "ticket", "pin", "note", "to"),
    *("notice", "paused", "minutes_guess", "most_waiting", "was-name", "was_name", "by", "before"),
    *("ahead", "places", "let", "on", "next", "minutes", "network", "again", "find", "csrf_token"),
]
KINDS = [
    *("application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/json"),
    *("text/plain", "", "application/x-www-form-urlencoded; charset=utf-16", "\x7f/\u00e9"),
]
WELL = ["1", "waiting", "removed", "yes", "0", "-1", "A1", "ann@example.com", "Doctor A"]
text = st.one_of(
    st.sampled_from(WELL), st.text(max_size=200), st.text("\u0301\u0334a", max_size=900)
)
forms = st.dictionaries(st.sampled_from(NAMES), text, max_size=6)
bodies = st.one_of(
    forms.map(lambda form: "&".join(f"{name}={quote(said)}" for name, said in form.items())),
    st.binary(max_size=300),
    st.sampled_from([b"[1]", b"5", b'{"email":5}', b'{"email":"\\ud800"}', b"--x\r\n\r\n--x--"]),
)
# These do what they say.
ENDS = ("/signout", "/store/close", "/store/joins/board")


def fuzz(shop: BusyShop, examples: int) -> None:
    routes = [route for route in shop.routes if route.path not in ENDS]
    token = shop.token

    @seed(15)
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(
        route=st.sampled_from(routes),
        method=st.sampled_from(["GET", "POST", "POST", "POST", "PUT", "HEAD"]),
        body=bodies,
        kind=st.sampled_from(KINDS),
        query=forms,
        signed=st.booleans(),
    )
    def ask(
        *,
        route: Route,
        method: str,
        body: str | bytes,
        kind: str,
        query: dict[str, str],
        signed: bool,
    ) -> None:
        sent = body.encode() if isinstance(body, str) else body
        if signed and kind == KINDS[0]:
            sent = b"csrf_token=" + token.encode() + b"&" + sent
        began = time.thread_time()
        answer = shop.owner.ask(
            method, route.path, data=sent, content_type=kind, query_string=query
        )
        assert sane(answer), (route, method, sent, kind, query)
        assert time.thread_time() - began < LONGEST

    ask()


def the_shop_goes_on(shop: BusyShop) -> None:
    customer = Customer(shop.app)
    shop.owner.submit("/store", {"paused": "no"}, action="/store/pause")
    assert shop.owner.get("/store").status_code == 200
    assert customer.get(shop.owner.join_code).status_code == 303


def test_hundreds_of_requests_of_every_kind_break_nothing(shop: BusyShop) -> None:
    fuzz(shop, 400)
    the_shop_goes_on(shop)


@pytest.mark.long
@pytest.mark.timeout(1_800)
def test_twenty_thousand_requests_break_nothing(shop: BusyShop) -> None:
    fuzz(shop, 20_000)
    the_shop_goes_on(shop)
