"""What was signed with our key and says nothing that we would say is as good as not signed.

As after a key was used for something else, too, or by an older version of this product.
"""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from itsdangerous import BadData, URLSafeSerializer

from app.extensions import db
from app.links import confirm, reopen, reset
from app.models import Store
from app.security import sessions
from app.security.signed import Dated, VerifiedOnce
from tests.support.people import Browser, Owner, opening
from tests.support.routes import sane
from tests.support.shops import BusyShop, everything

ODD: dict[str, Any] = {
    "nothing": None,
    "a number": 5,
    "no number": float("nan"),
    "one that is too large": 10**30,
    "a list": ["a"],
    "a list in a list": [[["a"]]],
    "an object": {"a": 1},
    "yes": True,
    "NUL": "a\0b",
    "half a character": "\ud800",
    "a letter of another script": "é",
    "two lines": "a\r\nSet-Cookie: b=c",
    "much": "a" * 3_000,
    "bytes": b"\xff",
}
NOT_EVEN_A_SESSION: tuple[Any, ...] = ([], ["a"], None, 5, "text", True, [["_user_id", "a"]], {})


def cookie(app: Flask, said: Any) -> str:
    """A session's cookie that says this."""
    signer = sessions.OwnersSession().get_signing_serializer(app)
    assert signer is not None
    return str(VerifiedOnce.dumps(signer, said))


def session_of(owner: Owner) -> dict[str, Any]:
    """What this owner's cookie says."""
    signer = sessions.OwnersSession().get_signing_serializer(owner.client.application)
    found = owner.client.get_cookie("owner", "queue.example")
    assert signer is not None
    assert found is not None
    return dict(signer.loads(found.value))


def shows(browser: Browser, said: str) -> None:
    """It is the cookie of this browser from here on."""
    browser.client.set_cookie("owner", said, domain="queue.example")


def asks_for_everything(shop: BusyShop, browser: Browser, about: object) -> None:
    """Each page that an owner's cookie counts for, without a word of the store."""
    for route in shop.routes:
        if route.owners or route.endpoint.startswith(("account.", "session.", "board.", "tv.")):
            for method in route.methods & {"GET", "POST"}:
                answer = browser.ask(method, route.path, buffered=False)
                assert sane(answer), (about, method, route)
                # A stream says that nobody is signed in.
                if route.owners and route.endpoint != "dashboard.events":
                    assert answer.status_code in (204, 303, 404, 422), (about, method, route)
                answer.close()


@pytest.mark.slow
@pytest.mark.parametrize("kind", ODD)
def test_session_that_names_nobody_is_nobodys(app: Flask, shop: BusyShop, kind: str) -> None:
    before = everything(app)
    good = session_of(shop.owner)
    for field in ("_user_id", "id"):
        late = Browser(app)
        shows(late, cookie(app, {**good, field: ODD[kind]}))
        asks_for_everything(shop, late, (field, kind))
    assert everything(app) == before


@pytest.mark.parametrize("said", NOT_EVEN_A_SESSION, ids=repr)
def test_signature_of_something_else_is_nobodys(app: Flask, said: Any) -> None:
    late = Browser(app)
    shows(late, cookie(app, said))
    assert late.get("/store").location == "/signin?next=/store"
    assert late.get("/").status_code == 200


@pytest.mark.parametrize("signed", ["e30", "bm9uc2Vuc2U", ".eJw", "W1tbW1s", "eyIgdCI6IDV9", ""])
def test_signature_of_what_is_no_json_is_nobodys(app: Flask, signed: str) -> None:
    signer = sessions.OwnersSession().get_signing_serializer(app)
    assert signer is not None
    late = Browser(app)
    shows(late, signer.make_signer(signer.salt).sign(signed).decode())
    assert late.get("/store").location == "/signin?next=/store"


@pytest.mark.parametrize("kind", ODD)
def test_what_else_a_session_says_is_left_out_where_it_is_odd(
    app: Flask, shop: BusyShop, kind: str
) -> None:
    good = session_of(shop.owner)
    for field in ("csrf_token", "_flashes", "route", "_permanent", "store", "_fresh", "more"):
        late = Browser(app)
        shows(late, cookie(app, {**good, field: ODD[kind]}))
        assert late.get("/store").status_code == 200, field
        for paused in ("yes", "no"):
            tap = late.submit("/store", {"paused": paused}, "/store/pause")
            assert tap.status_code == 303, field
        assert late.get("/store").status_code == 200, field
    late = Browser(app)
    shows(late, cookie(app, {**good, "_flashes": [ODD[kind], ["message", ODD[kind]]]}))
    assert late.get("/store").status_code == 200


def test_session_from_before_it_had_a_name_is_nobodys(app: Flask, shop: BusyShop) -> None:
    late = Browser(app)
    shows(late, cookie(app, {"_user_id": session_of(shop.owner)["_user_id"]}))
    assert late.get("/store").location == "/signin?next=/store"


LINKS: tuple[Any, ...] = (
    *(None, 5, "text", [], ["a"], ["a", "b"], ["a", "b", "c"], [5, 5], [None, None]),
    *([["a"], "b"], [{}, {}], {"a": 1, "b": 2}, ["a" * 32, None], ["\0" * 32, "a"]),
)


@pytest.mark.parametrize("said", LINKS, ids=repr)
def test_link_of_a_mail_that_says_something_else_leads_nowhere(app: Flask, said: Any) -> None:
    key = app.config["SETTINGS"].secret_key
    with app.app_context():
        odd = URLSafeSerializer(key, salt="confirm address").dumps(said)
        assert confirm.store_of(key, str(odd)) is None
        odd = Dated(key, salt="password reset").dumps(said)
        assert reset.store_of(key, str(odd)) is None


# Bytes and half a character can't be signed for a link.
@pytest.mark.slow
@pytest.mark.parametrize("kind", sorted(ODD.keys() - {"bytes", "half a character"}))
def test_link_that_opens_again_leaves_out_what_is_odd(app: Flask, kind: str) -> None:
    key = app.config["SETTINGS"].secret_key
    odd = ODD[kind]
    for nth, field in enumerate((*reopen.OF_STORE, *reopen.OF_QUEUE, "queues", "store")):
        queue = {"name": "Doctor A", "minutes_guess": 7}
        said: dict[str, Any] = {"v": 1, "store": {"name": "Clinic"}, "queues": [queue]}
        if field in reopen.OF_STORE:
            said["store"][field] = odd
        if field in reopen.OF_QUEUE:
            queue[field] = odd
        if field in ("queues", "store"):
            said[field] = odd
        link = f"/open?again={Dated(key, salt='open again').dumps(said)}"
        somebody = Browser(app)
        assert sane(somebody.get(link)), field
        typed = {**opening(), "email": f"again{nth}@example.com", "queues": "Doctor A"}
        opened = somebody.submit(link, typed)
        assert (opened.status_code, opened.location) == (303, "/store"), (field, opened.text[:200])


def test_whatever_can_be_said_of_a_store_comes_along(app: Flask, owner: Owner) -> None:
    """What is left out as odd is nothing that a store of ours can have."""
    with app.app_context():
        store = db.session.query(Store).one()
        for country in ("", "DE"):
            store.country = country
            said = reopen.Reopening.of(store).to_dict()
            again = reopen.Reopening.from_dict(said)
            assert again is not None
            assert again.to_dict() == said
        db.session.rollback()
    assert owner.get("/store").status_code == 200


def test_what_is_signed_by_another_key_is_still_no_error(app: Flask) -> None:
    with pytest.raises(BadData):
        Dated("another", salt="x").loads(Dated("one", salt="x").dumps("y"))
    with app.app_context():
        assert reset.store_of("another", "a.b.c") is None
