"""The owner puts somebody without a phone into the line."""

from flask import Flask

from tests.support.pages import error_beside, typed_in
from tests.support.people import Customer, Owner, words

HTMX = {"HX-Request": "true"}


def test_walk_in_waits_behind_those_who_scanned(app: Flask, owner: Owner) -> None:
    Customer(app).joins(owner.join_code, name_0="Ann")
    path = owner.queue_path("Doctor A")
    added = owner.submit(path, {"name": " Old  Ben ", "phone": "119"}, action=f"{path}/customers")
    assert (added.status_code, added.location.partition("?")[0]) == (303, path)
    assert owner.rows("Doctor A") == {"A1": "waiting", "A2": "waiting"}
    assert "Old Ben" in words(owner.get(path))
    assert [(row["customer_name"], row["joined_via"]) for row in owner.report] == [
        ("Ann", "scan"),
        ("Old Ben", "walk-in"),
    ]
    # Numbers go on from there, whichever way people come.
    Customer(app).joins(owner.join_code, name_0="Cid")
    assert list(owner.rows("Doctor A")) == ["A1", "A2", "A3"]


def test_owner_is_told_beside_the_field_what_is_amiss_with_a_walk_in(owner: Owner) -> None:
    path = owner.queue_path("Doctor B")
    for field, typed, told in (
        ("name", "", "Please give a name."),
        ("name", "n" * 65, "at most 64 characters (these are 65)"),
        ("name", "Ann\x00", "leave out characters that can't be shown"),
        ("phone", "call me", "doesn't look like a phone number"),
        ("phone", "1" * 41, "at most 40 characters (these are 41)"),
    ):
        sent = {"name": "Ann", "phone": "119", field: typed}
        refused = owner.submit(path, sent, action=f"{path}/customers")
        assert refused.status_code == 422
        assert told in error_beside(refused, field)
        assert {name: typed_in(refused, name) for name in sent} == sent
        assert "Add to the line" in words(refused)
    assert owner.rows("Doctor B") == {}


def test_page_with_javascript_gets_the_line_and_a_form_for_the_next_one(owner: Owner) -> None:
    path = owner.queue_path("Doctor A")
    sent = {"name": "Ann", "csrf_token": token(owner, path)}
    added = owner.post(f"{path}/customers", sent, headers=HTMX)
    assert added.status_code == 200
    assert '<hx-partial hx-target="#queue" ' in added.text
    assert 'data-state="waiting"' in added.text
    assert typed_in(added, "name") == ""
    refused = owner.post(f"{path}/customers", {**sent, "name": ""}, headers=HTMX)
    assert refused.status_code == 422
    assert error_beside(refused, "name") == "Please give a name."


def token(owner: Owner, path: str) -> str:
    return typed_in(owner.get(path), "csrf_token")
