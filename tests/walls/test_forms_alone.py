"""A form is a form: whatever else is sent passes no limit by and breaks nothing."""

import io

import pytest

from tests.support.people import Browser, csrf_token
from tests.support.routes import Route
from tests.support.shops import BusyShop, everything

JSON = ["[1]", "5", '{"email":5}', '{"email":"\\ud800"}', '{"email":"owner@example.com"}', "", "{"]
OTHER_KINDS = ("text/plain", "application/xml", "a/b; charset=utf-7", "\u00e9")
FIELDS = ("name", "name-0", "email", "csrf_token", "password", "ticket")


# Every body at every page as JSON; as anything else every page and every body, and each body at
# each page where there is time.
@pytest.mark.parametrize(
    ("kind", "step"),
    [
        ("application/json", 1),
        *((kind, len(JSON)) for kind in OTHER_KINDS),
        *(pytest.param(kind, 1, marks=pytest.mark.long) for kind in OTHER_KINDS),
    ],
)
def test_whoever_sends_anything_but_a_form_is_told_so_everywhere(
    shop: BusyShop, kind: str, step: int
) -> None:
    before = everything(shop.app)
    for nth, route in enumerate(forms_of(shop)):
        for body in JSON[nth % step :: step]:
            answer = shop.owner.post(route.path, body, content_type=kind)
            assert answer.status_code == 415, (route, body)
    assert everything(shop.app) == before


def forms_of(shop: BusyShop) -> list[Route]:
    return [route for route in shop.routes if "POST" in route.methods]


@pytest.mark.usefixtures("owner")
def test_guesser_who_sends_json_signs_in_nowhere(anybody: Browser) -> None:
    token = csrf_token(anybody.get("/signin"))
    right = {"csrf_token": token, "email": "owner@example.com", "password": "a short sentence"}
    assert anybody.post("/signin", json=right).status_code == 415


# Two fields at each page, and all of them where there is time.
@pytest.mark.parametrize("step", [3, pytest.param(1, marks=pytest.mark.long)])
def test_file_that_is_named_like_a_field_is_no_field(shop: BusyShop, step: int) -> None:
    token = shop.token
    before = everything(shop.app)
    for nth, route in enumerate(forms_of(shop)):
        for field in FIELDS[nth % step :: step]:
            sent = {"csrf_token": token, field: (io.BytesIO(b"Ann"), "ann.txt")}
            assert shop.owner.post(route.path, sent).status_code == 415, (route, field)
    assert everything(shop.app) == before


def test_form_in_parts_is_a_form_too(shop: BusyShop) -> None:
    path = shop.owner.queue_path("Doctor A")
    sent = {"csrf_token": shop.token, "name": "Old Ben"}
    kind = "multipart/form-data"
    assert shop.owner.post(f"{path}/customers", sent, content_type=kind).status_code == 303
