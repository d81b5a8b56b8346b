"""Which queue is on the screen, a tap says beside what is to be done: nonsense there is no matter,
since what was asked for is done by then."""

from __future__ import annotations

from uuid import uuid4

import pytest
from flask import Flask

from tests.support.people import Customer, Owner, words

HTMX = {"HX-Request": "true"}


@pytest.fixture
def elsewhere(other_owner: Owner) -> dict[str, str]:
    """Queues that are none of this owner's, and nonsense."""
    foreign = other_owner.queue_path(next(iter(names_of(other_owner)))).rpartition("/")[2]
    return {"foreign": foreign, "unknown": str(uuid4()), "nonsense": "x", "none": ""}


def names_of(owner: Owner) -> list[str]:
    owner._looks_up()
    return list(owner._queues)


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "htmx"])
@pytest.mark.parametrize("where", ["foreign", "unknown", "nonsense", "none"])
def test_tap_with_a_foreign_queue_on_the_screen_is_done_and_answered(
    app: Flask, owner: Owner, elsewhere: dict[str, str], where: str, headers: dict[str, str]
) -> None:
    on, queue = f"?on={elsewhere[where]}", owner.queue_path("Doctor B")
    for name in ("Ann", "Ben"):
        Customer(app).joins(owner.join_code, name_0=name, queue_0="Doctor B")
    ann, ben = (owner.customer_path("Doctor B", ticket) for ticket in ("B1", "B2"))
    taps: list[tuple[str, dict[str, str]]] = [
        (f"{queue}/call{on}", {}),
        (f"{queue}/customers{on}", {"name": "Cem"}),
        (f"{ann}/state{on}", {"state": "served", "was": "called"}),
        (f"{ben}{on}", {"name": "Bea", "was_name": "Ben", "was_phone": "", "was_note": ""}),
        (f"{ben}/move{on}", {"by": "1"}),
        (f"{queue}/pause{on}", {"paused": "yes"}),
        (f"/store/pause{on}", {"paused": "no"}),
        (f"/store/notice{on}", {"notice": "We run late."}),
        (f"{ben}/queue{on}", {"to": owner.queue_path("Doctor A").rpartition("/")[2]}),
    ]
    for path, fields in taps:
        answer = owner.post(
            path, {"csrf_token": owner.token_of("/store"), **fields}, headers=headers
        )
        assert answer.status_code == (200 if headers else 303), (path, words(answer)[:80])
        if not headers:
            page = owner.get(answer.location)
            assert page.status_code == 200, (path, answer.location)
            assert "Test Clinic" in page.text
    assert owner.rows("Doctor B") == {"B3": "waiting", "B1": "served"}


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "htmx"])
@pytest.mark.parametrize("where", ["foreign", "unknown"])
def test_tap_that_is_refused_says_why_whatever_is_on_the_screen(
    app: Flask, owner: Owner, elsewhere: dict[str, str], where: str, headers: dict[str, str]
) -> None:
    on, queue = f"?on={elsewhere[where]}", owner.queue_path("Doctor B")
    Customer(app).joins(owner.join_code, name_0="Ann", queue_0="Doctor B")
    ann, token = owner.customer_path("Doctor B", "B1"), owner.token_of("/store")
    for path, fields, code, why in (
        (f"{ann}/state{on}", {"state": "served", "was": "called"}, 409, "B1 stays as it was"),
        (f"{queue}/customers{on}", {"name": ""}, 422, "Please give a name."),
        (f"/store/notice{on}", {"notice": ""}, 422, "Please write a sentence."),
    ):
        answer = owner.post(path, {"csrf_token": token, **fields}, headers=headers)
        assert answer.status_code == code, (path, words(answer)[:80])
        assert why in words(answer)
    assert owner.get(f"{ann}{on}", headers=headers).status_code == 200
    assert owner.get(
        f"/store/find?find=Ann&on={elsewhere[where]}", headers=headers
    ).status_code in (
        200,
        404,
    )


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "htmx"])
def test_tap_on_a_foreign_queue_itself_is_not_found_and_not_done(
    owner: Owner, elsewhere: dict[str, str], headers: dict[str, str]
) -> None:
    token, here = owner.token_of("/store"), owner.queue_path("Doctor A").rpartition("/")[2]
    for where in ("foreign", "unknown"):
        for tap, fields in (
            ("call", {}),
            ("customers", {"name": "Eve"}),
            ("pause", {"paused": "yes"}),
        ):
            path = f"/store/queues/{elsewhere[where]}/{tap}?on={here}"
            answer = owner.post(path, {"csrf_token": token, **fields}, headers=headers)
            assert answer.status_code in (404, 409), path
    assert owner.rows("Doctor A") == {}
