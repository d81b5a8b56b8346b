"""Nobody stops a shop with a text: its length is looked at before anything that takes time."""

import time
from urllib.parse import urlencode

import pytest

from tests.support.people import csrf_token
from tests.support.routes import sane
from tests.support.shops import BusyShop

pytestmark = pytest.mark.slow

# To bring this into Unicode's composed form takes seconds, for the square of its length. As it is,
# not in percents, it is as long as a request may be.
SLOW = "a" + "\u0301" * 15_500 + "\u0334" * 15_500
FIELDS = [
    *("email", "password", "name", "timezone", "queues", "description", "phone", "state", "was"),
    *("customer", "queue", "name-0", "phone-0", "queue-0", "ticket", "pin", "note", "notice"),
    *("paused", "minutes_guess", "most_waiting", "was-name", "was-most_waiting", "was_name"),
]
LONGEST_ANSWER = 0.1  # seconds of the processor, whatever else the machine does
WELL = {
    "email": "owner@example.com",
    "password": "a short sentence",
    "name": "Ann",
    "ticket": "A1",
    "name-0": "Ann",
    "pin": "1234",
    "minutes_guess": "5",
    "most_waiting": "",
    "notice": "",
}


def test_whoever_types_a_text_that_takes_long_to_read_holds_up_nobody(shop: BusyShop) -> None:
    token = csrf_token(shop.owner.get("/store"))
    for route in shop.routes:
        if "POST" not in route.methods or route.path in ("/signout", "/store/close"):
            continue
        for field in FIELDS:
            others = {name: typed for name, typed in WELL.items() if name != field}
            body = f"{urlencode({'csrf_token': token, **others})}&{field}={SLOW}".encode()
            # The quickest of three: what is done for the first time takes longer.
            taken: list[float] = []
            while len(taken) < 3 and min(taken, default=1) > LONGEST_ANSWER:
                began = time.thread_time()
                answer = shop.owner.post(
                    route.path, body, content_type="application/x-www-form-urlencoded"
                )
                taken.append(time.thread_time() - began)
                assert sane(answer), (route, field)
                assert answer.status_code != 413
            assert min(taken) < LONGEST_ANSWER, (route, field, taken)


def test_pass_that_was_never_given_out_is_refused_before_the_form_is_read(shop: BusyShop) -> None:
    answer = shop.owner.post("/p/made-up", {"name-0": "x" * 1_000_000})
    assert answer.status_code == 404
