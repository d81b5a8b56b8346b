"""From the second in which its time is over a store is closed, though no job has run yet."""

from __future__ import annotations

import pytest
from time_machine import Traveller

from tests.support.pages import error_beside
from tests.support.people import Browser, Customer, Owner
from tests.support.programs import let_in

DAY = 24 * 3600


@pytest.mark.parametrize("late", [0, 60, 8 * 3600])
def test_machine_that_slept_past_the_closing_shows_nobodys_name(
    clock: Traveller, owner: Owner, late: int
) -> None:
    board, program = owner.board, let_in(owner)
    ann, bob = Customer(owner.client.application), Customer(owner.client.application)
    ann.joins(owner.join_code, name_0="Ann Unseen")
    code = owner.join_code
    clock.shift(DAY - 1)
    assert "Ann Unseen" in owner.get("/store").text
    bob.scans(owner.join_code)
    clock.shift(1 + late)

    pages = {
        **{path: ann.get(path) for path in (ann.ticket, board, bob.form, f"{ann.ticket}/leave")},
        "join": bob.sends({"name-0": "Bob"}),
        "scan": ann.get(code),
        **{path: owner.get(path) for path in ("/store", "/store/report.csv", "/store/settings")},
        "call": owner.post("/store/queues/0f0f0f0f-0000-4000-8000-000000000000/call"),
        "api": program.get("/customers"),
    }
    seen = {what: page.status_code for what, page in pages.items()}
    assert set(seen.values()) <= {303, 401, 410, 422}, seen
    assert seen["/store"] == 303
    assert {seen[path] for path in (ann.ticket, board, bob.form, "join")} == {410}
    assert seen["api"] == 401
    for page in pages.values():
        assert "Unseen" not in page.text
    for stream in (f"{ann.ticket}/events", f"{board}/events"):
        said = ann.get(stream).text
        assert "event: end" in said
        assert "Unseen" not in said


def test_owner_who_signs_in_after_the_closing_reads_that_there_is_no_store(
    clock: Traveller, owner: Owner
) -> None:
    clock.shift(DAY)
    phone = Browser(owner.client.application)
    right = {"email": owner.email, "password": "a short sentence"}
    answer = phone.submit("/signin", right)
    assert "don't match an open store" in error_beside(answer, "password")
